import {build} from "esbuild";
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {builtinModules, createRequire} from "node:module";
import {dirname, extname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {filesUnder, hashOf} from "../tools/files.js";
import {fencesOf, importsOf, isBare, splitSpecifier, type ModuleImport} from "./imports.js";
import {isLoader} from "./pageData.js";

/**
 * Makes Framework's builds and previews need no network, by writing its caches ahead of it:
 *
 * - `_node/<package>@<version>/…`: what bare imports of pages, components, lib and workers resolve to. Framework would bundle these with
 *   rollup, slowly, and would break DuckDB's worker and arquero; one esbuild run with shared chunks takes a second.
 * - `_npm/<package>@<version>/_esm.js`: what Framework's implicit globals (`html`, `Plot`, `tex` …) and `FileAttachment().csv()` load,
 *   which would come from a content network.
 * - empty `_npm/<package>@…` folders for the packages Framework's client merely names, whose versions it would ask the registry for. A
 *   page that really uses one fails the build.
 *
 * Both lists are found, not kept by hand: the first in the sources, the second in Framework's client.
 */
export async function prepareOffline(root = "src"): Promise<void> {
  const cache = join(root, ".observablehq", "cache");
  mkdirSync(cache, {recursive: true});
  const wanted = bareImports(root);
  const bundled = wanted
    .filter(({specifier, kind}) => kind !== "resolve" && isModule(specifier))
    .map((w) => w.specifier);
  // a worker is a finished script: bundling would break it, so it is copied; other files (.wasm) Framework copies by itself
  const raw = wanted
    .filter(({specifier, kind}) => kind === "resolve" && /\.m?js$/.test(specifier))
    .map((w) => w.specifier);
  const implicit = clientPackages();
  const names = new Map<string, readonly string[]>();
  for (const specifier of TRIMMED.filter((one) => bundled.includes(one))) {
    const used = await namesUsed(root, specifier);
    if (used !== null) names.set(specifier, used);
  }
  const key = hashOf([
    readFileSync(fileURLToPath(import.meta.url)),
    readFileSync("package-lock.json"),
    JSON.stringify([bundled, raw, implicit, [...names]])
  ]);
  const stamp = join(cache, "_offline.sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;

  // written beside the caches and then renamed, so that a build that runs meanwhile never sees half of them
  const fresh = mkdtempSync(join(cache, "_fresh-"));
  try {
    const own = (specifier: string): string => {
      const [name, path] = splitSpecifier(specifier);
      return `${name}@${versionAsRequired(specifier)}/${path === "" ? "index.js" : extname(path) ? path : `${path}.js`}`;
    };
    // Framework names one fixed version; the project has its own engine instead
    const served = implicit.filter((name) => name !== "@duckdb/duckdb-wasm" && isModule(name));
    await Promise.all([
      bundle(bundled, own, join(fresh, "_node"), names),
      bundle(served, (name) => `${name}@${version(name)}/_esm.js`, join(fresh, "_npm"))
    ]);
    for (const specifier of raw) copy(join(MODULES, specifier), join(fresh, "_node", own(specifier)));
    if (served.includes("katex"))
      for (const path of ["dist/katex.min.css", "dist/fonts"])
        copy(join(MODULES, "katex", path), join(fresh, "_npm", `katex@${version("katex")}`, path));
    for (const name of implicit)
      if (!served.includes(name)) mkdirSync(join(fresh, "_npm", `${name}@0.0.0`), {recursive: true});
    for (const folder of ["_node", "_npm", "_observablehq"]) {
      rmSync(join(cache, folder), {recursive: true, force: true});
      if (existsSync(join(fresh, folder))) renameSync(join(fresh, folder), join(cache, folder));
    }
    writeFileSync(stamp, key);
  } finally {
    rmSync(fresh, {recursive: true, force: true});
  }
}

const MODULES = resolve("node_modules");
const require = createRequire(resolve("package.json"));

/** Every package, or file of one, that the sources under `root` import. Data loaders are left out: they run in Node. */
function bareImports(root: string): ModuleImport[] {
  const found = new Map<string, ModuleImport>();
  const add = (code: string): void => {
    let imports;
    try {
      imports = importsOf(code);
    } catch {
      return; // a page or module that does not parse: the check after the build names it
    }
    for (const one of imports)
      if (isBare(one.specifier) && !builtinModules.includes(one.specifier)) found.set(one.specifier, one);
  };
  for (const file of filesUnder(root)) {
    if (file.endsWith(".md")) fencesOf(readFileSync(file, "utf8")).forEach(add);
    else if (/\.(ts|js)$/.test(file) && !isLoader(file)) add(readFileSync(file, "utf8"));
  }
  return [...found.values()].sort((a, b) => (a.specifier < b.specifier ? -1 : 1));
}

/** Packages of many parts, of which only what the sources use is shipped: Plot whole weighs 130 kB gzipped, what is used of it 90. */
const TRIMMED = ["@observablehq/plot", "d3"];

/** The exports of a package that the sources name; null where one takes it in a way that does not say which. */
async function namesUsed(root: string, specifier: string): Promise<readonly string[] | null> {
  const used = new Set<string>();
  const imports = new RegExp(
    `import\\s+(?!type\\b)([^"';]+?)\\s+from\\s+"${specifier}"|import\\(\\s*"${specifier}"`,
    "g"
  );
  for (const file of filesUnder(root)) {
    if (!/\.(md|ts|js)$/.test(file) || isLoader(file)) continue;
    const text = readFileSync(file, "utf8");
    for (const [, what] of text.matchAll(imports)) {
      const space = /^\*\s+as\s+(\w+)$/.exec(what ?? "")?.[1];
      const list = /^\{([^}]*)\}$/.exec(what ?? "")?.[1];
      if (space !== undefined) {
        // a part that is chosen as the page runs could be any
        if (new RegExp(`\\b${space}\\[`).test(text)) return null;
        for (const [, name] of text.matchAll(new RegExp(`\\b${space}\\.(\\w+)`, "g"))) used.add(name);
      } else if (list !== undefined) for (const one of list.split(",")) used.add(one.trim().split(/\s+as\s+/)[0]);
      else return null;
    }
  }
  // types, and what only looks like a part, are none
  const exported = new Set(Object.keys((await import(specifier)) as object));
  return [...used].filter((name) => exported.has(name)).sort();
}

/** The npm packages that Framework's client names, which it resolves whether a page uses them or not. */
function clientPackages(): string[] {
  const client = join(MODULES, "@observablehq/framework/dist/client");
  const names = new Set(["isoformat", "katex"]); // named through its inputs and its formulas
  for (const file of filesUnder(client).filter((f) => f.endsWith(".js")))
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(/["']npm:([^"']+)["']/g)) {
      const [name] = splitSpecifier(specifier);
      if (!name.startsWith("@observablehq/") || ["plot", "sample-datasets"].includes(name.slice(14))) names.add(name);
    }
  return [...names].sort();
}

/** Bundles each specifier to its own file, with all its exports or those that are named, and what several share to chunks beside them. */
async function bundle(
  specifiers: string[],
  to: (specifier: string) => string,
  outdir: string,
  names: ReadonlyMap<string, readonly string[]> = new Map()
): Promise<void> {
  mkdirSync(outdir, {recursive: true});
  await build({
    entryPoints: specifiers.map((specifier) => ({
      in: names.has(specifier) ? `trimmed:${specifier}` : specifier,
      out: to(specifier).replace(/\.js$/, "")
    })),
    plugins: [
      {
        name: "trimmed",
        setup(builder) {
          builder.onResolve({filter: /^trimmed:/}, ({path}) => ({path: path.slice(8), namespace: "trimmed"}));
          builder.onLoad({filter: /.*/, namespace: "trimmed"}, ({path}) => ({
            contents: `export {${names.get(path)!.join(", ")}} from ${JSON.stringify(path)};`,
            resolveDir: resolve(".")
          }));
        }
      }
    ],
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: "shared/[hash]",
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "error",
    define: {"process.env.NODE_ENV": '"production"'}
  });
}

function isModule(specifier: string): boolean {
  if (!existsSync(join(MODULES, splitSpecifier(specifier)[0], "package.json"))) return false;
  try {
    return /\.[mc]?js$/.test(require.resolve(specifier));
  } catch {
    return true; // importable, though not by `require`
  }
}

function version(name: string): string {
  return JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")).version;
}

/** The version as Framework finds it: in the package.json nearest to what `require` resolves, which is not always the package's own. */
function versionAsRequired(specifier: string): string {
  let folder: string;
  try {
    folder = dirname(require.resolve(specifier));
  } catch {
    return version(splitSpecifier(specifier)[0]);
  }
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), {recursive: true});
  cpSync(from, to, {recursive: true});
}
