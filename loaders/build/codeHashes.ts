import {createHash} from "node:crypto";
import {resolve} from "node:path";
import {build} from "esbuild";
import {packageOf, packageVersion} from "../tools/codeHash.js";

/**
 * As `codeHash`, for many entry files at once, each read and parsed once however many import it; the hashes are not those of
 * `codeHash`. By entry file as given, relative to the working folder. Throws what esbuild throws where any does not parse.
 */
export async function codeHashes(entries: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const {metafile, outputFiles} = await build({
    // so that a name with brackets is no pattern, and outputs are told apart
    entryPoints: entries.map((entry, i) => ({in: resolve(entry), out: String(i)})),
    outdir: "hashed",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent"
  });
  const contents = new Map(outputFiles.map(({path, contents}) => [path, contents]));
  return new Map(
    entries.map((entry, i) => {
      const output = `hashed/${i}.js`;
      const packages = new Set(
        metafile.outputs[output].imports
          .filter(({path, external}) => external && !path.startsWith("node:"))
          .map(({path}) => packageOf(path))
      );
      const hash = createHash("sha256");
      for (const name of [...packages].sort()) hash.update(`${name}@${packageVersion(name)}\n`);
      hash.update("\0").update(contents.get(resolve(output))!);
      return [entry, hash.digest("hex")];
    })
  );
}
