import {describe, expect, test} from "vitest";
import {sampleDifference} from "../../src/lib/core/sampleDifference.js";

const figure = (value: number) => ({
  value,
  low: null,
  high: null,
  n: 3,
  unit: "share",
  dataset: "made up",
  protocol: "none"
});
const whole = {
  figures: {a: figure(0.1), b: figure(0.2)},
  tables: {points: {seed: [1, 2, 3], auc: [0.5, 0.75, null], model: ["x", "x", "y"]}},
  hashes: {task: {logistic: "aa", boosting: "bb"}}
};

describe("a sample of a result", () => {
  test("is found in the whole: figures, rows in any order, some columns, hashes", () => {
    const sample = {
      figures: {b: figure(0.2)},
      tables: {points: {auc: [null, 0.5], seed: [3, 1]}},
      hashes: {task: {boosting: "bb"}}
    };
    expect(sampleDifference(whole, sample)).toEqual({compared: 4, difference: null});
  });

  test("is not the whole's where one bit of a figure differs", () => {
    const {difference} = sampleDifference(whole, {figures: {a: figure(0.1 + 2 ** -56)}});
    expect(difference).toMatch(/figures\.a/);
  });

  test("nor where the whole has no such figure, column, row or hash", () => {
    expect(sampleDifference(whole, {figures: {c: figure(1)}}).difference).toMatch(/figures\.c/);
    expect(sampleDifference(whole, {tables: {points: {level: [1]}}}).difference).toBe(
      "table points has no column level"
    );
    expect(sampleDifference(whole, {tables: {points: {seed: [1], auc: [0.75]}}}).difference).toBe(
      "table points has no row with seed 1, auc 0.75"
    );
    expect(sampleDifference(whole, {tables: {none: {seed: [1]}}}).difference).toBe("table none has no column seed");
    expect(sampleDifference(whole, {hashes: {task: {forest: "cc"}}}).difference).toMatch(/hashes\.task\.forest/);
    expect(sampleDifference(whole, {hashes: {task: {logistic: "bb"}}}).difference).toMatch(/hashes\.task\.logistic/);
  });

  test("that holds nothing compares nothing", () => {
    expect(sampleDifference(whole, {})).toEqual({compared: 0, difference: null});
    expect(sampleDifference(whole, {tables: {points: {seed: [], auc: []}}}).compared).toBe(0);
  });
});
