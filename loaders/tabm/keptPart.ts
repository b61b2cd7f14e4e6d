import {createHash} from "node:crypto";
import {mkdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {BUILT} from "../tools/built.js";
import {writeWhole} from "../tools/writeWhole.js";

/**
 * What `work` gives for one part of a long study, kept in `data/built/studies` so that a study that was ended goes on
 * with the parts that are missing. `of` is all that the part depends on, its code among it: a part of another key is
 * worked out anew. What is kept comes back as JSON has it.
 */
export async function keptPart<T>(
  study: string,
  of: unknown,
  work: () => Promise<T>,
  {built = BUILT} = {}
): Promise<T> {
  const folder = join(built, "studies", study);
  const file = join(folder, `${createHash("sha256").update(JSON.stringify(of)).digest("hex")}.json`);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const found = await work();
  mkdirSync(folder, {recursive: true});
  writeWhole(file, JSON.stringify(found));
  return found;
}
