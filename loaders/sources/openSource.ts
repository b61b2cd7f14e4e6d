import {existsSync} from "node:fs";
import {UserError} from "../../src/lib/core/errors.js";
import type {ShopOptions} from "../../src/lib/generator/shop.js";
import {checkFile, onOneLine} from "../tools/contents.js";
import {eshopClothing, isEshopClothing} from "./eshopClothing.js";
import {eventLog} from "./eventLog.js";
import {generatedShop} from "./generatedShop.js";
import {isOnlineRetail, onlineRetail, type OnlineRetailChoices} from "./onlineRetail.js";
import {isRetailrocket, retailrocket} from "./retailrocket.js";
import type {Source} from "./source.js";

/** Also what a source lets one choose: duplicates and anonymous, of Online Retail. */
export interface SourceOptions extends OnlineRetailChoices {
  /** A name of `SOURCES`, or a path to a log: in the format of one of them, or anyone's. */
  readonly source?: string;
  readonly profile?: string;
  readonly seed?: number;
  /** Options of the generated shop, put over those of its profile. */
  readonly shop?: Partial<ShopOptions>;
  /** A folder of downloaded logs. */
  readonly mirror?: string;
  /** Corrects how the columns of anyone's log are read, see `parseMapping`; a file is then read as such whatever its format. */
  readonly map?: string;
  /** Takes the guess of how anyone's log is read, however unsure it is. */
  readonly yes?: boolean;
  /** Columns of anyone's log that have no role and are brought all the same, in `extra_columns`; a file is then read as such whatever its format. */
  readonly columns?: readonly string[];
}

export const SOURCES = ["shop", "eshop-clothing", "online-retail", "retailrocket"] as const;

/** Throws `UserError` for a source that is neither a name nor a file, for a file that cannot be read as a log, and whatever the source has to say. */
export async function openSource({
  source = "shop",
  profile,
  seed,
  shop,
  mirror,
  map,
  yes,
  columns = [],
  ...choices
}: SourceOptions = {}): Promise<Source> {
  if (columns.length > 0 && (SOURCES as readonly string[]).includes(source))
    throw new UserError(
      `${source} has no column ${columns[0]} that could be brought`,
      "columns without a role are brought from a file: give its path as the source"
    );
  if (source === "shop") return generatedShop({profile, seed, shop});
  const known = (SOURCES as readonly string[]).includes(source);
  if (!known && !existsSync(source)) {
    throw new UserError(`${onOneLine(source)} is no source and no file`, `sources are ${SOURCES.join(", ")}`);
  }
  if (profile !== undefined && profile !== "full") {
    throw new UserError(`${source} has no profile ${profile}`, "only the generated shop has profiles");
  }
  if (shop !== undefined && Object.keys(shop).length > 0) {
    throw new UserError(`${onOneLine(source)} has no options of a shop`, "only the generated shop has them");
  }
  const path = known ? undefined : source;
  if (path !== undefined) checkFile(path);
  if (path !== undefined && (map !== undefined || columns.length > 0)) return eventLog(path, {map, columns, yes});
  if (source === "eshop-clothing" || (path && (await isEshopClothing(path)))) return eshopClothing({path, mirror});
  if (source === "retailrocket" || (path && (await isRetailrocket(path)))) return retailrocket({path, mirror});
  if (source === "online-retail" || (path && (await isOnlineRetail(path))))
    return onlineRetail({path, mirror, ...choices});
  return eventLog(source, {yes});
}
