import {expect, test} from "vitest";
import {firstAreLargest, gainShares, meanSizes, placesBySize} from "../../src/lib/explain/attribution.js";
import {DRIVER_EFFECTS, knownProcess} from "../../src/lib/explain/knownProcess.js";
import {fitLogistic} from "../../src/lib/models/logisticRegression.js";
import {GrowingTree} from "../../src/lib/models/tree.js";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("logistic regression finds the effects that the process was given", () => {
  const rows = knownProcess({rows: 20_000, correlation: 0, seed: 3});
  const {intercept, coefficients} = fitLogistic(rows);
  expect(intercept).toBeCloseTo(-1, 1);
  const effects = [...DRIVER_EFFECTS, 0, 0, 0, 0, 0, 0, 0];
  // four standard errors, each about 0.02
  Array.from(coefficients).forEach((found, f) => expect(Math.abs(found - effects[f])).toBeLessThan(0.08));
});

test("columns are standard normal, and the first bystander goes with the first driver as asked", () => {
  const {rows, columns, x} = knownProcess({rows: 20_000, correlation: 0.9, seed: 4});
  const column = (f: number) => Array.from({length: rows}, (_, row) => x[row * columns.length + f]);
  const product = (f: number, g: number) => {
    const other = column(g);
    return mean(column(f).map((value, row) => value * other[row]));
  };
  const [driver, bystander, other] = [0, 3, 4];
  expect(mean(column(bystander))).toBeCloseTo(0, 1);
  expect(product(bystander, bystander)).toBeCloseTo(1, 1);
  expect(Math.abs(product(driver, bystander) - 0.9)).toBeLessThan(0.03);
  expect(Math.abs(product(driver, other))).toBeLessThan(0.03);
});

test("sizes, gains and places by hand", () => {
  expect(Array.from(meanSizes(Float64Array.of(1, -2, -3, 0, 2, 1), 2))).toEqual([2, 1]);
  const tree = new GrowingTree();
  const [root, right] = [tree.leaf(0, 4), tree.leaf(0, 2)];
  tree.cut(root, {feature: 0, threshold: 0, left: tree.leaf(0, 2), right, missingLeft: true, gain: 3});
  tree.cut(right, {
    feature: 1,
    threshold: 0,
    left: tree.leaf(0, 1),
    right: tree.leaf(1, 1),
    missingLeft: true,
    gain: 1
  });
  expect(Array.from(gainShares([tree.finish()], 3))).toEqual([0.75, 0.25, 0]);
  expect(Array.from(gainShares([], 2))).toEqual([0, 0]);
  expect(Array.from(placesBySize([2, 5, 2, 9]))).toEqual([3.5, 2, 3.5, 1]);
  expect(firstAreLargest([5, 4, 3, 2], 2)).toBe(true);
  expect(firstAreLargest([5, 3, 4], 2)).toBe(false);
});
