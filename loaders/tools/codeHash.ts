import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {join, relative, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const found = new Map<string, Promise<string>>();

/**
 * SHA-256 of the code that a result depends on: `entryFile` with all files of this project that it imports, at any depth, and
 * name and version of every package these import. Comments, types and white space do not count; neither does the file's own
 * place on the disk. Dynamic imports count where their path is a plain string. `entryFile` is absolute or relative to the
 * project. Throws what esbuild throws for a file that does not exist or parse.
 */
export function codeHash(entryFile: string): Promise<string> {
  const entry = resolve(ROOT, entryFile);
  let hash = found.get(entry);
  if (hash === undefined) found.set(entry, (hash = hashOf(entry)));
  return hash;
}

async function hashOf(entry: string): Promise<string> {
  const {metafile, outputFiles} = await build({
    absWorkingDir: ROOT,
    entryPoints: [relative(ROOT, entry)],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    // takes out comments and the paths that esbuild writes above each file
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent"
  });
  const packages = new Set<string>();
  for (const {imports} of Object.values(metafile.inputs)) {
    for (const {path, external} of imports) if (external && !path.startsWith("node:")) packages.add(packageOf(path));
  }
  const hash = createHash("sha256");
  for (const name of [...packages].sort()) hash.update(`${name}@${packageVersion(name)}\n`);
  for (const {contents} of outputFiles) hash.update("\0").update(contents);
  return hash.digest("hex");
}

/** The package that an import of it names. */
export function packageOf(path: string): string {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The version of a package as installed; empty for Node's own modules, which have no package file. */
export function packageVersion(name: string): string {
  try {
    return String(JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")).version);
  } catch {
    return "";
  }
}
