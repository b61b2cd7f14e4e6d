import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {FOLDER} from "./place.js";

/**
 * What the build made of a page's data, as the page gets it.
 *
 * @example const sets = pageData<DataPage>("data").sets; // of src/data/data.json.ts
 */
export function pageData<T>(name: string): T {
  const folder = join(FOLDER, "_file", "data");
  const files = readdirSync(folder).filter((file) => file.replace(/\.[0-9a-f]{8}(?=\.json$)/, "") === `${name}.json`);
  if (files.length !== 1) throw new Error(`${folder} holds ${files.length} files of ${name}.json`);
  return JSON.parse(readFileSync(join(folder, files[0]), "utf8")) as T;
}
