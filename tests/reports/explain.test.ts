import {describe, expect, test} from "vitest";
import {aboveZero, explainHeadline, importanceRows, knownShares} from "../../src/lib/reports/explain.js";

const figure = (value: number) => ({value, low: null, high: null, n: 1, unit: "", dataset: "", protocol: ""});
const study = {
  figures: {"shuffled-sizes": figure(1.5), "real-sizes": figure(2)},
  tables: {
    importance: {
      feature: ["views", "carts", "hour"],
      gain: [0.2, 0.7, 0.1],
      size: [0.5, 0.3, 0.1],
      sizeLow: [0.4, 0.2, 0.05],
      sizeHigh: [0.6, 0.4, 0.2],
      permutation: [-0.01, 0.05, 0],
      permutationLow: [-0.03, 0.02, 0],
      permutationHigh: [0.01, 0.08, 0]
    },
    groups: {
      group: ["hour", "views, carts"],
      gain: [0.1, 0.9],
      permutation: [0, 0.06],
      permutationLow: [0, 0.03],
      permutationHigh: [0, 0.09]
    },
    known: {method: ["gain"], rows: [250], correlation: [0.9], seeds: [80], share: [0.5], low: [0.4], high: [0.6]}
  }
};

describe("importance", () => {
  test.each([
    ["size", ["views", "carts", "hour"]],
    ["gain", ["carts", "views", "hour"]],
    ["permutation", ["carts", "hour", "views"]],
    ["groups", ["views, carts", "hour"]]
  ] as const)("by %s, the largest first", (kind, labels) =>
    expect(importanceRows(study, kind).map(({label}) => label)).toEqual(labels)
  );

  test("has the measure's own interval, and none of gain", () => {
    expect(importanceRows(study, "permutation")[0]).toEqual({label: "carts", value: 0.05, low: 0.02, high: 0.08});
    expect(importanceRows(study, "gain")[0]).toEqual({label: "carts", value: 0.7, low: null, high: null});
  });

  test("above zero counts whole intervals, and leaves out what is exactly nothing", () =>
    expect(aboveZero(importanceRows(study, "permutation"))).toEqual({above: 1, of: 2}));
});

test("the headline compares contributions of shuffled and of real labels", () =>
  expect(explainHeadline(study)).toEqual({sizesKept: 0.75}));

test("conditions of the known process", () =>
  expect(knownShares(study)).toEqual([
    {ranking: "gain", rows: 250, correlation: 0.9, seeds: 80, value: 0.5, low: 0.4, high: 0.6}
  ]));

test("a study without its figures is named", () =>
  expect(() => explainHeadline({figures: {}, tables: study.tables})).toThrow("has no figure shuffled-sizes"));
