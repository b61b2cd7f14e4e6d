import {readFileSync} from "node:fs";
import {dirname, join} from "node:path/posix";
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
