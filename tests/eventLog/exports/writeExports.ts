/** Writes the exports and their totals beside this script: `npx tsx tests/eventLog/exports/writeExports.ts`. */
import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {format} from "prettier";
import {publicExports} from "./publicExports.js";

const folder = join(import.meta.dirname, "files");
mkdirSync(folder, {recursive: true});
const totals: Record<string, object> = {};
for (const {file, source, text, totals: counted} of publicExports()) {
  writeFileSync(join(folder, file), text);
  totals[file] = {source, ...counted};
}
writeFileSync(join(folder, "totals.json"), await format(JSON.stringify(totals), {parser: "json"}));
