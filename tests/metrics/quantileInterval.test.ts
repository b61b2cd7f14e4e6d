import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {medianRatio} from "../../src/lib/metrics/bootstrap.js";
import {quantileInterval} from "../../src/lib/metrics/intervals.js";

/** 1 … n: the value number k is k. */
const ranks = (n: number) => Float64Array.from({length: n}, (_, k) => k + 1);

/** P(k or fewer of n), each with probability p, by adding up. */
function binomialCdf(k: number, n: number, p: number): number {
  let logTerm = n * Math.log(1 - p);
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  return sum;
}

describe("the interval of a quantile", () => {
  test("of the median is that of printed tables: the values number 2 and 9 of 10, 6 and 15 of 20, 40 and 61 of 100", () => {
    for (const [n, low, high] of [
      [10, 2, 9],
      [20, 6, 15],
      [100, 40, 61]
    ]) {
      const found = quantileInterval(ranks(n), 0.5);
      expect([found.low, found.high]).toEqual([low, high]);
      expect(found.value).toBe(n / 2);
    }
  });

  test.each([
    [50, 0.5],
    [400, 0.95],
    [1000, 0.99],
    [37, 0.1]
  ])("of %i values, at %f, is the narrowest with at most a fortieth beyond either end", (n, share) => {
    const {low, high} = quantileInterval(ranks(n), share);
    // fewer than `low` values lie at or below the quantile
    expect(binomialCdf(low - 1, n, share)).toBeLessThanOrEqual(0.025);
    expect(binomialCdf(low, n, share)).toBeGreaterThan(0.025);
    expect(1 - binomialCdf(high - 1, n, share)).toBeLessThanOrEqual(0.025);
    expect(1 - binomialCdf(high - 2, n, share)).toBeGreaterThan(0.025);
  });

  test("is open where no value is far enough out", () => {
    expect(quantileInterval(ranks(367), 0.99).high).toBe(Infinity);
    expect(quantileInterval(ranks(368), 0.99).high).toBe(368);
    expect(quantileInterval(ranks(5), 0.5)).toEqual({value: 3, low: -Infinity, high: Infinity});
    expect(quantileInterval(ranks(6), 0.5)).toEqual({value: 3, low: 1, high: 6});
  });

  test("rejects what has no quantile", () => {
    expect(() => quantileInterval([], 0.5)).toThrow("no values");
    expect(() => quantileInterval([1], 1)).toThrow("invalid share: 1");
    expect(() => quantileInterval([1], NaN)).toThrow("invalid share: NaN");
  });
});

describe("the ratio of two medians", () => {
  test("of constants is exact", () => {
    expect(medianRatio([6, 6, 6], [2, 2, 2, 2])).toEqual({value: 3, low: 3, high: 3});
  });

  test("is taken of the middle values", () => {
    expect(medianRatio([9, 1, 5], [100, 1, 2]).value).toBe(2.5);
  });

  test("holds the truth about as often as it says", () => {
    let held = 0;
    for (let draw = 0; draw < 200; draw++) {
      const source = random(9, draw);
      // medians 3 and 1.5
      const a = Array.from({length: 80}, () => 2 + 2 * source.uniform());
      const b = Array.from({length: 60}, () => 1 + source.uniform());
      const {low, high} = medianRatio(a, b, {draws: 300, seed: draw});
      if (low <= 2 && high >= 2) held++;
    }
    expect(held).toBeGreaterThanOrEqual(180);
    expect(held).toBeLessThan(200);
  });

  test("is the same for the same seed, and rejects an empty sample", () => {
    const source = random(2);
    const a = Array.from({length: 30}, () => source.uniform());
    expect(medianRatio(a, a, {seed: 4})).toEqual(medianRatio(a, a, {seed: 4}));
    expect(() => medianRatio(a, [])).toThrow("no values");
  });
});
