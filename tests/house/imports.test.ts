import {readFileSync} from "node:fs";
import {dirname, join} from "node:path/posix";
import {build} from "esbuild";
import {expect, test} from "vitest";
import {fencesOf, importsOf, isBare, splitSpecifier} from "../../loaders/build/imports.js";
import {projectFiles} from "./repository.js";

// what TypeScript files may import is settled in .dependency-cruiser.mjs, which does not read the code of pages
const pages = projectFiles().filter((file) => /^src\/[^/]+\.md$/.test(file));
const imports = pages.flatMap((file) =>
  fencesOf(readFileSync(file, "utf8")).flatMap((code) => importsOf(code).map(({specifier}) => ({file, specifier})))
);

test("there is something to check", () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(imports.length).toBeGreaterThan(pages.length);
});

test("pages import from the library, the components and what needs a browser", () => {
  const wrong = imports
    .filter(({specifier}) => specifier.startsWith("."))
    .map(({file, specifier}) => ({file, target: join(dirname(file), specifier)}))
    .filter(({target}) => !/^src\/(?:lib|browser|components)\//.test(target));
  expect(wrong).toEqual([]);
});

test("every package that a page imports is declared, and none is Node's", () => {
  const {dependencies} = JSON.parse(readFileSync("package.json", "utf8"));
  const wrong = imports.filter(({specifier}) => isBare(specifier) && !(splitSpecifier(specifier)[0] in dependencies));
  expect(wrong).toEqual([]);
});

test.each(pages)("every name that %s imports is exported, and none is declared twice", async (page) => {
  const fences = fencesOf(readFileSync(page, "utf8"));
  const statements = fences.flatMap((code) => code.match(/^import [^;]+ from "\.[^"]+";$/gm) ?? []);
  // a bundler says which names a module has not, but only to JavaScript
  const wanted = statements.map((statement) => statement.replace(/^import/, "export").replace(/\.js";$/, '.ts";'));
  const {errors} = await build({
    stdin: {contents: wanted.join("\n"), resolveDir: dirname(page), loader: "js"},
    bundle: true,
    write: false,
    packages: "external",
    platform: "neutral",
    format: "esm",
    logLevel: "silent"
  }).catch((failure: {errors: readonly {text: string}[]}) => failure);
  expect(errors.map(({text}) => text)).toEqual([]);
  const declared = fences.flatMap((code) =>
    Array.from(code.matchAll(/^(?:const|let|function) (\w+)/gm), ([, name]) => name)
  );
  const imported = statements.flatMap((statement) =>
    /\{([^}]*)\}/
      .exec(statement)![1]
      .split(",")
      .map((name) => name.trim().split(" as ").at(-1)!)
  );
  const names = [...declared, ...imported];
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
