import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {rekey, studyKey} from "../../loaders/cli/study.js";
import {readResult, writeResult} from "../../loaders/results/results.js";
import {resultKey} from "../../loaders/results/verifyResult.js";
import type {Study} from "../../loaders/studies/study.js";
import type {StudyResult} from "../../src/lib/core/result.js";

// of a file that is there, as a study's code is hashed; what it computes is made up
const name = "eshop-clothing";
const figures = {auc: {value: 0.75, low: 0.7, high: 0.8, n: 10, unit: "auc", dataset: "made up", protocol: "by hand"}};
const found = {figures, tables: {rows: {seed: [1, 2], auc: [0.5, 1]}}, hashes: {scores: "ab"}};
const study: Study = {
  name,
  title: "Made up",
  options: {seeds: 2},
  inputs: {},
  measured: false,
  run: () => Promise.resolve(found as Awaited<ReturnType<Study["run"]>>)
};

let folder: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rekey-"));
  said = "";
  vi.spyOn(console, "log").mockImplementation((text: string) => void (said += `${text}\n`));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, {recursive: true});
});

/** Writes the result as code of another day made it. */
function stale(changed: Partial<StudyResult> = {}): string {
  const {options, inputs} = study;
  const old = {study: name, code: "old code", options, inputs, ...found, ...changed};
  const result = {...old, key: resultKey(old)};
  return readFileSync(writeResult(result as StudyResult, folder), "utf8");
}
const written = () => readFileSync(join(folder, `${name}.json`), "utf8");

test("a result that comes out the same has the key of today's code, and says of which code it was and what was checked", async () => {
  stale();
  expect(await rekey([study], folder)).toBe(0);
  const {rekeyed, sha256, ...result} = readResult(name, folder)!;
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(result).toEqual({study: name, ...found, ...(await studyKey(study)), options: {seeds: 2}, inputs: {}});
  expect(rekeyed).toEqual({from: "old code", check: "the whole result, bit for bit"});
  // a second time there is nothing to do
  const before = written();
  expect(await rekey([study], folder)).toBe(0);
  expect(said).toMatch(/fresh\n$/);
  expect(written()).toBe(before);
});

test.each<[string, Partial<StudyResult>, Partial<Study>, RegExp]>([
  ["a figure by its last bit", {figures: {auc: {...figures.auc, value: 0.75 + 2 ** -53}}}, {}, /figures\.auc\.value: /],
  ["a cell", {tables: {rows: {seed: [1, 2], auc: [0.5, 0.9]}}}, {}, /tables\.rows\.auc\.1: 0\.9 and 1;/],
  ["a hash", {hashes: {scores: "cd"}}, {}, /hashes\.scores: "cd" and "ab";/],
  ["options", {options: {seeds: 3}}, {}, /not only its code changed but options\.seeds: 3 and 2;/],
  ["inputs", {inputs: {log: "00"}}, {}, /not only its code changed but inputs\.log: /],
  ["times", {}, {measured: true}, /its figures are times, which no second run gives again;/],
  [
    "a row of the sample",
    {},
    {sample: {title: "one row", run: () => Promise.resolve({tables: {rows: {seed: [1], auc: [0.6]}}})}},
    /not keyed anew, /
  ],
  ["an empty sample", {}, {sample: {title: "none", run: () => Promise.resolve({})}}, /nothing: the sample is empty;/]
])("one that differs in %s keeps its key", async (_, committed, changed, why) => {
  const before = stale(committed);
  expect(await rekey([{...study, ...changed}], folder)).toBe(1);
  expect(said).toMatch(why);
  expect(said).toContain("renew it with: npm run study -- eshop-clothing");
  expect(written()).toBe(before);
});

test("of a long one a sample is enough, and is named", async () => {
  stale();
  const run = () => Promise.resolve({tables: {rows: {seed: [2], auc: [1]}}, hashes: {scores: "ab"}});
  const never = () => Promise.reject(new Error("the whole study was run"));
  expect(await rekey([{...study, measured: true, run: never, sample: {title: "the second row", run}}], folder)).toBe(0);
  expect(readResult(name, folder)!.rekeyed!.check).toBe("the second row; 2 figures, rows and hashes, bit for bit");
});

test("one that was never made is asked for", async () =>
  expect(rekey([study], folder)).rejects.toThrow(
    /^there is no result of eshop-clothing to key anew; make it with: npm run study -- eshop-clothing$/
  ));
