import {describe, expect, it} from "vitest";
import {crossValidatedInterval} from "../../src/lib/metrics/intervals.js";

describe("crossValidatedInterval", () => {
  it("is the example worked by hand", () => {
    // mean 0.8, variance 0.00025 of five folds; 0.00025 × (1/5 + 1/4) = 0.0001125; t with 4 degrees of freedom is
    // 2.776445
    const {value, low, high} = crossValidatedInterval([0.78, 0.79, 0.8, 0.81, 0.82], 5);
    expect(value).toBeCloseTo(0.8, 14);
    expect(high - value).toBeCloseTo(2.7764451052 * Math.sqrt(0.0001125), 9);
    expect(value - low).toBeCloseTo(high - value, 12);
  });
  it("does not narrow without end as folds are repeated", () => {
    const folds = [0.78, 0.79, 0.8, 0.81, 0.82];
    const width = (repeats: number) => {
      const {low, high} = crossValidatedInterval(Array.from({length: repeats}, () => folds).flat(), 5);
      return high - low;
    };
    // never below what one training set's share of rows leaves open: 1.96 × √(variance / 4) to each side
    expect(width(200)).toBeGreaterThan(2 * 1.95 * Math.sqrt(0.0002 / 4));
    expect(width(200)).toBeLessThan(width(2));
  });
  it("refuses what has no spread", () => {
    expect(() => crossValidatedInterval([0.5], 5)).toThrow("1 values");
    expect(() => crossValidatedInterval([0.5, 0.6], 1)).toThrow("invalid number of folds: 1");
  });
});
