import {expect, test} from "vitest";
import {nextValueInterval} from "../../src/lib/metrics/intervals.js";

test("is the mean ± t s √(1 + 1/n)", () => {
  // mean 3, variance 2.5, t of 4 degrees of freedom 2.776445 (Fisher and Yates, table III)
  const {low, high} = nextValueInterval([1, 2, 3, 4, 5]);
  expect((low + high) / 2).toBeCloseTo(3, 12);
  expect((high - low) / 2).toBeCloseTo(2.776445 * Math.sqrt(2.5 * 1.2), 5);
});

test("has no width for equal values, and none to give for a single one", () => {
  expect(nextValueInterval([7, 7, 7])).toEqual({low: 7, high: 7});
  expect(() => nextValueInterval([7])).toThrow("1 values");
});
