import fc from "fast-check";
import {expect, test} from "vitest";
import {weightedQuantile} from "../../src/lib/models/weightedQuantile.js";

test("the weighted quantile is the least value with so much weight at or below it", () => {
  expect(weightedQuantile([5, 1, 3], 0.5)).toBe(3);
  expect(weightedQuantile([5, 1, 3], 1 / 3)).toBe(1);
  expect(weightedQuantile([5, 1, 3], 1)).toBe(5);
  expect(weightedQuantile([5, 1, 3], 0.5, [9, 1, 1])).toBe(5);
  expect(weightedQuantile([5, 1, 3], 0, [1, 0, 1])).toBe(3);
  expect(weightedQuantile([], 0.5)).toBe(0);
  expect(() => weightedQuantile([1], 2)).toThrow(RangeError);
});

test("without weights it is that of equal ones", () => {
  const values = fc.array(fc.integer({min: -9, max: 9}), {minLength: 1});
  fc.assert(
    fc.property(
      values,
      fc.integer({min: 0, max: 16}),
      (list, k) =>
        weightedQuantile(list, k / 16) ===
        weightedQuantile(
          list,
          k / 16,
          list.map(() => 1)
        )
    ),
    {numRuns: 300, seed: 1}
  );
});
