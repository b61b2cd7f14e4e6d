import {spawn} from "node:child_process";
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {basename, dirname, join, relative, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import {codeHash} from "../tools/codeHash.js";
import {codeHashes} from "./codeHashes.js";
import type {LoaderParams, MakeOutput} from "./dataLoader.js";
import {filesUnder, hashOf, hashOfFiles} from "../tools/files.js";

/** A file that a data loader makes for pages. */
export interface LoadedFile {
  /** The loader's file. */
  readonly loader: string;
  /** What it makes, below the pages' folder. */
  readonly output: string;
  readonly params: LoaderParams;
}

/** What was made, of how many bytes. */
export interface MadeFile {
  readonly output: string;
  readonly bytes: number;
}

/** What data loaders read besides their code and each other's. */
export const LOADED_FOLDERS = ["data/results", "data/fixtures", "data/peers", "models"];

/** Outputs that take long and share next to nothing with others. */
const APART = ["data/your-log.json", "data/abandonment.zip", "data/latency.zip"];

/**
 * Makes the output of every data loader that a page or a module asks for and that is not there from today's code and data,
 * in this process, which shares between them what they read and generate, and writes it where Framework looks
 * before it starts a loader: Framework would start a process each. What shares nothing is made beside, on another core.
 *
 * @param root folder of the pages
 * @param onMade called after each file
 * @throws {UserError} where loaders fail, naming each, once the others are done
 */
export async function makePageData(root = "src", onMade: (made: MadeFile) => void = () => {}): Promise<void> {
  await dropStaleLoaders(root);
  const missing = loadedFiles(root).filter(({output}) => !existsSync(join(cacheOf(root), output)));
  const apart = missing.filter(({output}) => APART.includes(output));
  let turn: Promise<unknown> = Promise.resolve();
  const done = await Promise.allSettled([
    ...apart.map(async (file) => {
      const made = turn.then(() => make(root, file, outputOfProcess));
      turn = made.catch(() => {});
      onMade(await made);
    }),
    // all at once: while one waits for its database another computes
    ...missing.filter((file) => !apart.includes(file)).map(async (file) => onMade(await make(root, file, outputHere)))
  ]);
  const errors = done.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  if (errors.length > 0) throw new UserError(errors.map(({message}) => message).join("\n  "));
}

type Output = (file: LoadedFile) => Promise<string | Uint8Array>;

async function make(root: string, file: LoadedFile, of: Output): Promise<MadeFile> {
  let made: string | Uint8Array;
  try {
    made = await of(file);
  } catch (error) {
    throw new UserError(`${file.loader} failed: ${error instanceof Error ? error.message : error}`);
  }
  const {output} = file;
  const bytes = typeof made === "string" ? Buffer.from(made) : made;
  const path = join(cacheOf(root), output);
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
  return {output, bytes: bytes.length};
}

async function outputHere({loader, params}: LoadedFile): Promise<string | Uint8Array> {
  const {default: of} = (await import(pathToFileURL(resolve(loader)).href)) as {readonly default?: MakeOutput};
  if (of === undefined) throw new UserError("it exports no default", "see loaders/build/dataLoader.ts");
  return of(params);
}

/** What a loader writes that Node is started with, as Framework does it. */
function outputOfProcess({loader}: LoadedFile): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["--import", "tsx", loader], {stdio: ["ignore", "pipe", "pipe"]});
    const out: Buffer[] = [];
    let errors = "";
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (text) => (errors += text));
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done(Buffer.concat(out)) : fail(new Error(`exit ${code}:\n${errors.slice(-4000)}`))
    );
  });
}

/** Where Framework keeps what loaders made; it starts a loader only where that is missing. */
const cacheOf = (root: string): string => join(root, ".observablehq", "cache");

/** The files of data loaders that pages and modules name in `FileAttachment("…")`, each once. */
export function loadedFiles(root: string): LoadedFile[] {
  const found = new Map<string, LoadedFile>();
  for (const source of filesUnder(root)) {
    if (!/\.(md|ts|js)$/.test(source) || isLoader(source)) continue;
    for (const [, name] of readFileSync(source, "utf8").matchAll(/\bFileAttachment\(\s*["'`]([^"'`]+)["'`]/g)) {
      const file = loadedFile(root, relative(root, join(dirname(source), name)));
      if (file !== null) found.set(file.output, file);
    }
  }
  return [...found.values()];
}

/**
 * What makes a file: the loader of its name, one with a parameter for its name, or one of an archive that it lies in; null
 * where the file is there as it is, or nothing makes it.
 */
function loadedFile(root: string, output: string): LoadedFile | null {
  if (existsSync(join(root, output))) return null;
  const loader = `${join(root, output)}.ts`;
  if (existsSync(loader)) return {loader, output, params: {}};
  const folder = join(root, dirname(output));
  if (existsSync(folder)) {
    const [stem, ...ends] = basename(output).split(".");
    for (const one of filesUnder(folder)) {
      const parameter = /^\[(\w+)\]\.(.+)\.ts$/.exec(relative(folder, one));
      if (parameter?.[2] === ends.join(".")) return {loader: one, output, params: {[parameter[1]]: stem}};
    }
    return null;
  }
  const archive = `${dirname(output)}.zip`;
  return existsSync(`${join(root, archive)}.ts`) ? loadedFile(root, archive) : null;
}

/** `data/volume.json.ts` makes `data/volume.json`: a name with two extensions is a data loader. */
export function isLoader(file: string): boolean {
  return /\.(json|csv|tsv|parquet|arrow|txt|svg|png|zip|md)\.(ts|js)$/.test(file);
}

/**
 * Deletes the cached output of every data loader that is not known to be made by today's code and data: the loader with all
 * it imports from the project, the lock file, and the committed data. Framework's build keeps a loader's output for ever.
 */
export async function dropStaleLoaders(root: string): Promise<void> {
  const cache = cacheOf(root);
  const stamp = join(cache, "_loaders.json");
  const before: Record<string, string> = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
  const loaders = filesUnder(root).filter(isLoader);
  if (loaders.length === 0) return;
  const common = hashOfFiles([...LOADED_FOLDERS.flatMap(filesUnder), "package-lock.json"]);
  const codes = await codeHashes(loaders).catch(() => null);
  const now: Record<string, string> = {};
  for (const loader of loaders) {
    // one does not parse: it counts as its text alone, and running it says what is wrong
    const code = codes?.get(loader) ?? (await codeHash(loader).catch(() => readFileSync(loader)));
    const key = hashOf([common, code]);
    const output = relative(root, loader).replace(/\.\w+$/, "");
    // what a loader with a parameter made stands beside other outputs under names it alone knows: the whole folder goes
    const made = output.includes("[") ? dirname(output.slice(0, output.indexOf("[") + 1)) : output;
    if (before[output] !== key)
      // files taken out of an archive lie in a folder of its name without the extension
      for (const gone of [made, made.replace(/\.zip$/, "")]) rmSync(join(cache, gone), {recursive: true, force: true});
    now[output] = key;
  }
  mkdirSync(cache, {recursive: true});
  writeFileSync(stamp, JSON.stringify(now, null, 1));
}
