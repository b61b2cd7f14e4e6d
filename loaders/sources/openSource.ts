import {existsSync} from "node:fs";
import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {eshopClothing, isEshopClothing} from "./eshopClothing.js";
import {generatedShop} from "./generatedShop.js";
import type {Source} from "./source.js";

export interface SourceOptions {
  /** A name of `SOURCES`, or a path to a file in the format of one of them. */
  readonly source?: string;
  readonly profile?: string;
  readonly seed?: number;
  /** A folder of downloaded logs. */
  readonly mirror?: string;
}

export const SOURCES = ["shop", "eshop-clothing"] as const;

/** Throws `UserError` for a source that is neither a name nor a file that one of them can read, and whatever the source has to say. */
export async function openSource({source = "shop", profile, seed, mirror}: SourceOptions = {}): Promise<Source> {
  if (source === "shop") return generatedShop({profile, seed});
  const known = source === "eshop-clothing";
  if (!known && !existsSync(source)) {
    throw new UserError(`${source} is no source and no file`, `sources are ${SOURCES.join(", ")}`);
  }
  if (profile !== undefined && profile !== "full") {
    throw new UserError(`${source} has no profile ${profile}`, "only the generated shop has profiles");
  }
  if (known) return eshopClothing({mirror});
  if (await isEshopClothing(source)) return eshopClothing({path: source});
  throw new UserError(`${basename(source)} is in no format that is known here`, "files of eshop-clothing can be read");
}
