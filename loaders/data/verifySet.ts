import {UserError} from "../../src/lib/core/errors.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {openDuckDB} from "../engines/duckdb.js";
import {checksum} from "./checksum.js";
import type {Fact} from "./fact.js";
import {eshopClothingFacts} from "./facts/eshopClothing.js";
import {onlineRetailFacts} from "./facts/onlineRetail.js";
import {onlineShoppersFacts} from "./facts/onlineShoppers.js";
import {retailrocketFacts} from "./facts/retailrocket.js";
import {filesHere, type FoundFile, type Places} from "./findSet.js";
import type {PublishedSet} from "../../src/lib/sources/publishedSets.js";

export interface VerifiedFile extends FoundFile {
  /** Whether size and checksum are the published ones. */
  readonly right: boolean;
  readonly found: string;
}

export interface Verification {
  readonly set: PublishedSet;
  readonly files: readonly VerifiedFile[];
  readonly facts: readonly Fact[];
  /** Why no facts were computed; null where they were. */
  readonly failure: string | null;
  /** Every file right, every fact holding, and nothing needed missing. */
  readonly holds: boolean;
}

/** What is computed of each data set, from the paths of its files by their names. */
const FACTS: Readonly<Record<string, (engine: Engine, paths: Readonly<Record<string, string>>) => Promise<Fact[]>>> = {
  "eshop-clothing": (engine, paths) => eshopClothingFacts(engine, Object.values(paths)[0]),
  "online-shoppers": (engine, paths) => onlineShoppersFacts(engine, Object.values(paths)[0]),
  "online-retail": (engine, paths) => onlineRetailFacts(engine, Object.values(paths)[0]),
  retailrocket: retailrocketFacts
};

/** Checks the files of a data set that are here, byte for byte, and computes what is known of it. A file that cannot be read is a failure, not an error. */
export async function verifySet(set: PublishedSet, places: Places = {}): Promise<Verification> {
  const here = filesHere(set, places);
  const files: VerifiedFile[] = [];
  for (const one of here) {
    const found = await checksum(one.path, one.file.checksum.algorithm);
    files.push({...one, found, right: found === one.file.checksum.value});
  }
  const needed = set.parts.filter((part) => part.needed && !here.some((one) => one.part === part));
  let facts: Fact[] = [];
  let failure: string | null = null;
  if (needed.length > 0) failure = `${needed.map(({what}) => what).join(", ")}: not here`;
  if (here.length > 0) {
    const engine = await openDuckDB();
    try {
      facts = await FACTS[set.name](engine, Object.fromEntries(here.map(({file, path}) => [file.name, path])));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failure = error.message;
    } finally {
      await engine.close();
    }
  }
  const holds = failure === null && files.every(({right}) => right) && facts.every((fact) => fact.holds);
  return {set, files, facts, failure, holds};
}
