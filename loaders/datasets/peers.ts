import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../data/peers");

/**
 * What Python's packages got on the same rows, as `bench/peers/<name>.py` wrote it down, and the hash of that file for
 * the key of a study.
 */
export function peers<T>(name: string): {readonly found: T; readonly sha256: string} {
  const text = readFileSync(join(FOLDER, `${name}.json`), "utf8");
  return {found: JSON.parse(text) as T, sha256: createHash("sha256").update(text).digest("hex")};
}

/** Versions of what made a file of peers, by package. */
export type PeerVersions = Readonly<Record<string, string>>;
