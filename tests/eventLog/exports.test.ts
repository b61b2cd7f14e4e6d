/** Exports of twelve tools and publishers, read with no flags. Oracle: totals that were computed when the rows were made up, see `exports/publicExports.ts`. */
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {useEngine} from "../pipeline/logs.js";
import {publicExports} from "./exports/publicExports.js";
import {exportFaults} from "./exports/readExport.js";
import {stillFailing} from "./fuzz/stillFailing.js";

const FOLDER = "tests/eventLog/exports/files";
const db = useEngine(1);
const failing = stillFailing().exports;
const exports = publicExports();

test("the files and totals that are kept are those that the script makes", () => {
  const kept = JSON.parse(readFileSync(join(FOLDER, "totals.json"), "utf8")) as Record<string, object>;
  expect(Object.keys(kept).length).toBe(13);
  for (const {file, text, source, totals} of exports) {
    expect(readFileSync(join(FOLDER, file), "utf8") === text, file).toBe(true);
    expect(kept[file]).toEqual({source, ...totals});
  }
});

describe("is read with no flags", () => {
  test.each(exports.filter(({file}) => !failing.includes(file)))("$file", async ({file, totals}) => {
    expect(await exportFaults(db.engine, join(FOLDER, file), totals)).toEqual([]);
  });
});

test("those that are listed as failing fail still", async () => {
  const mended: string[] = [];
  for (const {file, totals} of exports.filter(({file}) => failing.includes(file)))
    if ((await exportFaults(db.engine, join(FOLDER, file), totals)).length === 0) mended.push(file);
  expect(mended).toEqual([]);
});
