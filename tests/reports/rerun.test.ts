import {expect, test} from "vitest";
import type {RunDocument} from "../../src/lib/pipeline/stages.js";
import {differingStages, rerunHeadline} from "../../src/lib/reports/rerun.js";

/** A run of three stages, with a hash and two times each. */
const run = (hashes: readonly string[], ms = 0): RunDocument =>
  ({
    totals: {events: 70},
    stages: ["generate", "clean", "split"].map((name, i) => ({
      name,
      table: `${name}_table`,
      sha256: hashes[i],
      ms: ms + i,
      hashMs: 10
    }))
  }) as unknown as RunDocument;
const first = run(["a", "b", "c"]);

test("before a second run there is nothing but what was made first", () =>
  expect(rerunHeadline(first, null)).toEqual({tables: 3, events: 70, again: null}));

test("the same hashes are the same tables; times are added up: 100 + 101 + 102 and three times 10", () =>
  expect(rerunHeadline(first, run(["a", "b", "c"], 100)).again).toEqual({
    same: 3,
    differing: 0,
    firstDiffering: null,
    ms: 333
  }));

test("the first that differs is the first in the order of the stages", () => {
  expect(rerunHeadline(first, run(["a", "x", "y"])).again).toMatchObject({
    same: 1,
    differing: 2,
    firstDiffering: "clean_table"
  });
  expect(differingStages(first, run(["a", "b", "y"]))).toEqual(["split"]);
  expect(() => differingStages({stages: []}, first)).toThrow("the run has no stage generate");
});
