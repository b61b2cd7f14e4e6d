import {readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {build} from "esbuild";
import type {TestProject} from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `program` finds the programs that tests start. */
    programs: string;
  }
}

const PROGRAMS = [
  "loaders/cli/main.ts",
  "tests/loaders/pipelineChild.ts",
  "tests/loaders/runChild.ts",
  "tests/loaders/tuningChild.ts",
  "tests/pipeline/killed.ts"
];

/**
 * Bundles the programs that tests start in processes of their own, once for all tests: each start then reads a few files
 * and compiles none, which saves about a second of processor.
 */
export default async function ({provide}: TestProject): Promise<() => void> {
  // below the project, so that packages are found, and where git does not look
  const folder = join(process.cwd(), "data/built", `test-programs-${process.pid}`);
  await build({
    entryPoints: PROGRAMS,
    outdir: folder,
    outbase: ".",
    outExtension: {".js": ".mjs"},
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
    plugins: [
      {
        // a module goes on knowing where it came from, as folders are found from there
        name: "own-address",
        setup({onLoad}) {
          onLoad({filter: /\/(?:src|loaders|tests)\/.*\.ts$/}, ({path}) => {
            const text = readFileSync(path, "utf8");
            if (!text.includes("import.meta.url")) return undefined;
            const url = JSON.stringify(pathToFileURL(path).href);
            return {contents: text.replaceAll("import.meta.url", url), loader: "ts"};
          });
        }
      }
    ]
  });
  provide("programs", folder);
  return () => rmSync(folder, {recursive: true, force: true});
}
