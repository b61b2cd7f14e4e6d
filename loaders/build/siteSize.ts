import {createHash} from "node:crypto";
import {readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {extname, join, relative, sep} from "node:path";
import {filesUnder} from "../tools/files.js";
import {gzipped} from "./gzipped.js";

/** What the whole site may weigh as it lies on a server. */
export const SITE_BUDGET_BYTES = 75_000_000;

/** So many of the largest files are named where a site weighs too much. */
const NAMED = 10;

/** Why a built site weighs too much, with its largest files; none where it does not. */
export function sizeProblem(folder: string, budget = SITE_BUDGET_BYTES): string[] {
  const files = filesUnder(folder).map((file) => ({name: relative(folder, file), bytes: statSync(file).size}));
  const total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  if (total <= budget) return [];
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const largest = files
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, NAMED)
    .map(({name, bytes}) => `    ${megabytes(bytes)} ${name}`);
  return [`the site weighs ${megabytes(total)}, over its budget of ${megabytes(budget)}:\n${largest.join("\n")}`];
}

/** Gzips the WebAssembly modules of a built site, which pages fetch as `<name>.wasm.gz` and unpack (see `fetchWasm`). */
export function packModules(folder: string): void {
  for (const file of filesUnder(join(folder, "_node"))) {
    if (extname(file) !== ".wasm") continue;
    writeFileSync(`${file}.gz`, gzipped(readFileSync(file)));
    rmSync(file);
  }
}

/**
 * Ships data that several files hold, byte for byte, once: of such files of a built site the first stays, and pages and
 * modules get its address in place of the others'.
 */
export function shipOnce(folder: string): void {
  const kept = new Map<string, string>();
  const moved: [from: string, to: string][] = [];
  for (const file of filesUnder(join(folder, "_file"))) {
    const key = createHash("sha256").update(readFileSync(file)).digest("hex") + extname(file);
    const first = kept.get(key);
    if (first === undefined) kept.set(key, file);
    else {
      moved.push([addressOf(folder, file), addressOf(folder, first)]);
      rmSync(file);
    }
  }
  if (moved.length === 0) return;
  for (const file of filesUnder(folder).filter((name) => /\.(html|js)$/.test(name))) {
    const text = readFileSync(file, "utf8");
    // an address is a whole string but for what leads to the site's folder, so that no other's can begin with it
    const changed = moved.reduce((all, [from, to]) => all.replaceAll(`/${from}"`, `/${to}"`), text);
    if (changed !== text) writeFileSync(file, changed);
  }
}

const addressOf = (folder: string, file: string): string => relative(folder, file).split(sep).join("/");
