import {readFileSync} from "node:fs";
import {dirname, join} from "node:path/posix";
import {describe, expect, test} from "vitest";
import {fencesOf, importsOf, isBare, splitSpecifier} from "../../loaders/build/imports.js";
import {projectFiles} from "./repository.js";

/** What each room may import from, besides itself. A room is a folder; the longest that matches counts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "src/lib/core": [],
  "src/lib/sources": ["src/lib/core"],
  "src/lib/metrics": ["src/lib/core"],
  "src/lib/pipeline": ["src/lib/core", "src/lib/sources"],
  "src/lib/eventLog": ["src/lib/core", "src/lib/sources", "src/lib/pipeline"],
  "src/lib/features": ["src/lib/core", "src/lib/sources", "src/lib/pipeline"],
  "src/lib/targets": ["src/lib/core", "src/lib/sources", "src/lib/pipeline", "src/lib/metrics", "src/lib/features"],
  "src/lib/leakage": [
    "src/lib/core",
    "src/lib/sources",
    "src/lib/pipeline",
    "src/lib/metrics",
    "src/lib/features",
    "src/lib/targets"
  ],
  "src/lib/models": ["src/lib/core", "src/lib/metrics"],
  "src/lib/onnx": ["src/lib/core", "src/lib/models", "src/lib/sequence", "src/lib/nn"],
  "src/lib/sequence": ["src/lib/core", "src/lib/sources", "src/lib/metrics", "src/lib/pipeline", "src/lib/models"],
  "src/lib/nn": [
    "src/lib/core",
    "src/lib/sources",
    "src/lib/features",
    "src/lib/metrics",
    "src/lib/models",
    "src/lib/sequence"
  ],
  "src/lib/datasets": [
    "src/lib/core",
    "src/lib/sources",
    "src/lib/metrics",
    "src/lib/pipeline",
    "src/lib/features",
    "src/lib/targets",
    "src/lib/models"
  ],
  "src/lib/latency": [
    "src/lib/core",
    "src/lib/sources",
    "src/lib/metrics",
    "src/lib/pipeline",
    "src/lib/features",
    "src/lib/models",
    "src/lib/sequence",
    "src/lib/onnx"
  ],
  "src/lib/claims": ["src/lib/core", "src/lib/sources", "src/lib/metrics", "src/lib/pipeline"],
  "src/browser": ["src/lib"],
  "src/components": ["src/lib", "src/browser"],
  "src/data": ["src/lib", "loaders"],
  loaders: ["src/lib"],
  bench: ["src/lib", "src/browser", "loaders"],
  src: ["src/lib", "src/browser", "src/components"]
};

/** Pure packages: no DOM, no files, no clock. */
const LIB_PACKAGES = [
  "@noble/hashes",
  "d3-dsv",
  "hyparquet",
  "hyparquet-compressors",
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-core"
];

const room = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];

const files = projectFiles().filter((file) => /\.(ts|md)$/.test(file) && room(file) !== undefined);
const imports = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const modules = file.endsWith(".md") ? fencesOf(text) : [keepTypeImports(text)];
  return modules.flatMap((code) => importsOf(code).map(({specifier}) => ({file, specifier})));
});

/** A type-only import ties two rooms together as much as any other. */
function keepTypeImports(code: string): string {
  return code.replace(/^import type (?=[{*\w])/gm, "import ").replace(/^export type (?=[{*])/gm, "export ");
}

test("there is something to check", () => {
  expect(files.length).toBeGreaterThan(10);
  expect(imports.length).toBeGreaterThan(files.length);
});

describe("imports point one way", () => {
  for (const [from, allowed] of Object.entries(MAY_IMPORT))
    test(`${from} imports from ${["itself", ...allowed].join(", ")}`, () => {
      const wrong = imports
        .filter(({file, specifier}) => room(file) === from && /^\./.test(specifier))
        .map(({file, specifier}) => ({file, target: join(dirname(file), specifier)}))
        .filter(({target}) => ![from, ...allowed].some((folder) => target.startsWith(`${folder}/`)));
      expect(wrong).toEqual([]);
    });
});

test("src/lib imports no package but pure ones", () => {
  const wrong = imports.filter(
    ({file, specifier}) =>
      file.startsWith("src/lib/") && !specifier.startsWith(".") && !LIB_PACKAGES.includes(splitSpecifier(specifier)[0])
  );
  expect(wrong).toEqual([]);
});

test("what runs in the browser imports nothing of Node", () => {
  const wrong = imports.filter(({file, specifier}) => /^src\/(?!data\/)/.test(file) && specifier.startsWith("node:"));
  expect(wrong).toEqual([]);
});

test("every package imported is declared", () => {
  const {dependencies, devDependencies} = JSON.parse(readFileSync("package.json", "utf8"));
  const declared = {...dependencies, ...devDependencies};
  const wrong = imports.filter(({specifier}) => isBare(specifier) && !(splitSpecifier(specifier)[0] in declared));
  expect(wrong).toEqual([]);
});
