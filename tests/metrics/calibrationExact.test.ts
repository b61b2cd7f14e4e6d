import {describe, expect, test} from "vitest";
import {calibrationCurve, expectedCalibrationError} from "../../src/lib/metrics/calibration.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {ranked} from "../../src/lib/metrics/ranked.js";

/** C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ for k from 0 to n, by multiplying terms. */
function binomial(n: number, p: number): number[] {
  const terms = [(1 - p) ** n];
  for (let k = 1; k <= n; k++) terms.push((terms[k - 1] * (n - k + 1) * p) / (k * (1 - p)));
  return terms;
}

/** The least value by which so much of the chance is reached, of values with their chances. */
function quantile(probabilities: readonly (readonly [value: number, chance: number])[], level: number): number {
  let sum = 0;
  for (const [value, chance] of [...probabilities].sort(([a], [b]) => a - b))
    if ((sum += chance) >= level) return value;
  return NaN;
}

const errorOf = (
  scores: readonly number[],
  labels: readonly number[],
  bins: number,
  options: Parameters<typeof expectedCalibrationError>[2] = {}
) => {
  const ranking = ranked(scores, labels);
  return expectedCalibrationError(ranking, calibrationCurve(ranking, {bins}), options);
};

/** Rows of one probability, of which so many came true. */
const alike = (n: number, p: number, positives: number) => ({
  scores: Array<number>(n).fill(p),
  labels: Array.from({length: n}, (_, i) => Number(i < positives))
});

describe("the calibration error", () => {
  test("weighs the distance of each bin by its rows", () => {
    // three rows at 0.2 of which one came true, and one at 0.9 which did not: ¾ · |⅓ − 0.2| + ¼ · |0 − 0.9|
    const {value} = errorOf([0.2, 0.9, 0.2, 0.2], [1, 0, 0, 0], 2, {draws: 10});
    expect(value).toBeCloseTo(0.75 * (1 / 3 - 0.2) + 0.25 * 0.9, 12);
  });

  test("is nothing where every bin came true as was said", () => {
    expect(errorOf([0.5, 0.5, 0, 0], [1, 0, 0, 0], 2, {draws: 10}).value).toBe(0);
  });

  test("has no bins to take it over without rows", () => {
    const none = {scores: [], labels: []};
    const curve = {n: [], positives: [], predicted: [], observed: [], low: [], high: [], binOf: new Int32Array(0)};
    expect(() => expectedCalibrationError(none, curve)).toThrow("no rows");
  });
});

describe("what chance makes of it, if every probability is true", () => {
  // all rows in one bin: |K − n p| / n with K binomial, which can be counted out
  const n = 50;
  const p = 0.3;
  const gaps = binomial(n, p).map((chance, k) => [Math.abs(k - n * p) / n, chance] as const);
  const {scores, labels} = alike(n, p, 20);
  const chance = () => errorOf(scores, labels, 1, {draws: 10_000}).ifCalibrated;

  test("is exceeded in one draw of twenty, not of ten", () => {
    const [p90, p95] = [quantile(gaps, 0.9), quantile(gaps, 0.95)];
    // what the test rests on: the two differ, and the steps at 0.95 are not a draw's luck apart
    expect(p95 - p90).toBeGreaterThan(0.019);
    expect(Math.abs(quantile(gaps, 0.945) - quantile(gaps, 0.953))).toBeLessThan(1e-9);
    expect(chance().p95).toBeCloseTo(p95, 9);
  });

  test("has the mean of the binomial's", () => {
    const mean = gaps.reduce((sum, [gap, chance]) => sum + gap * chance, 0);
    // five standard errors of 10,000 draws
    expect(Math.abs(chance().mean - mean)).toBeLessThan(0.002);
  });

  test("is a sum over bins, each with its own", () => {
    // a certain half adds nothing, so that half of the rows have the gaps of 25 draws at one half
    const scores = [...Array<number>(25).fill(0.5), ...Array<number>(25).fill(0)];
    const of25 = binomial(25, 0.5).map((chance, k) => [Math.abs(k - 12.5) / 50, chance] as const);
    const found = errorOf(scores, labels, 2, {draws: 10_000}).ifCalibrated;
    expect(found.p95).toBeCloseTo(quantile(of25, 0.95), 9);
    expect(Math.abs(found.mean - of25.reduce((sum, [gap, chance]) => sum + gap * chance, 0))).toBeLessThan(0.001);
  });

  test("stays 0.95 whatever the level of the interval", () => {
    expect(errorOf(scores, labels, 1, {draws: 10_000, level: 0.5}).ifCalibrated).toEqual(chance());
  });

  test("is another for another seed, and the same for the same", () => {
    expect(errorOf(scores, labels, 1, {draws: 50, seed: 2})).toEqual(errorOf(scores, labels, 1, {draws: 50, seed: 2}));
    expect(errorOf(scores, labels, 1, {draws: 50, seed: 2}).ifCalibrated.mean).not.toBe(
      errorOf(scores, labels, 1, {draws: 50, seed: 1}).ifCalibrated.mean
    );
  });

  test("of a single draw is that draw", () => {
    const {ifCalibrated} = errorOf(scores, labels, 1, {draws: 1});
    expect(ifCalibrated.p95).toBe(ifCalibrated.mean);
    expect(Number.isInteger(Math.round(1e9 * ifCalibrated.mean * n) / 1e9)).toBe(true);
  });
});

describe("the interval of the calibration error", () => {
  // rows drawn again: their positives are binomial(n, share), in one bin
  const n = 40;
  const share = 0.5;
  const {labels} = alike(n, 0, n * share);
  const drawn = (p: number) => binomial(n, share).map((chance, k) => [Math.abs(k - n * p) / n, chance] as const);

  test.each([0.95, 0.8])("at a level of %d turns the quantiles of the draws over", (level) => {
    const p = 0.1;
    const {value, low, high} = errorOf(Array<number>(n).fill(p), labels, 1, {draws: 10_000, level});
    expect(value).toBeCloseTo(share - p, 12);
    expect(low).toBeCloseTo(2 * value - quantile(drawn(p), (1 + level) / 2), 9);
    expect(high).toBeCloseTo(2 * value - quantile(drawn(p), (1 - level) / 2), 9);
  });

  test("ends at 0 and holds the value where chance alone makes draws larger", () => {
    // all is as it was said: the value is 0, no draw is below, and as much may be wrong as draws differ
    const exact = errorOf(Array<number>(n).fill(share), labels, 1, {draws: 2000});
    expect(exact).toMatchObject({value: 0, low: 0});
    // 1.96 standard deviations of a share of 40 rows are .155
    expect(exact.high).toBeGreaterThan(0.12);
    expect(exact.high).toBeLessThan(0.2);
    const p = 0.55;
    const near = errorOf(Array<number>(n).fill(p), labels, 1, {draws: 10_000});
    expect(near.value).toBeCloseTo(0.05, 12);
    expect(2 * near.value - quantile(drawn(p), 0.975)).toBeLessThan(0);
    expect(near.low).toBe(0);
    expect(near.high).toBeCloseTo(2 * near.value - quantile(drawn(p), 0.025), 9);
  });

  test("draws users where rows are theirs: as many rows as came along are what a draw is of", () => {
    // two users, of one row and of three; both drawn: 2 of 4 rows came true; one alone, twice: all or a third of them
    const scores = [0, 0, 0, 0];
    const mine = [1, 1, 0, 0];
    const ranking = ranked(scores, mine);
    const curve = calibrationCurve(ranking, {bins: 1});
    const {value, low, high} = expectedCalibrationError(ranking, curve, {
      clusters: clusters(["a", "b", "b", "b"]),
      draws: 4000
    });
    expect(value).toBe(0.5);
    // a quarter of the draws is all of one user, a quarter all of the other
    expect(low).toBeCloseTo(Math.max(0, 2 * value - 1), 12);
    expect(high).toBeCloseTo(2 * value - 1 / 3, 12);
  });
});

describe("the curve", () => {
  test("parts rows evenly, the least likely first", () => {
    const scores = [0.9, 0.1, 0.5, 0.3, 0.7, 0.2];
    const labels = [1, 0, 1, 0, 0, 1];
    const curve = calibrationCurve(ranked(scores, labels), {bins: 3});
    expect(curve.n).toEqual([2, 2, 2]);
    expect(curve.positives).toEqual([1, 1, 1]);
    expect(curve.observed).toEqual([0.5, 0.5, 0.5]);
    [0.15, 0.4, 0.8].forEach((mean, b) => expect(curve.predicted[b]).toBeCloseTo(mean, 12));
    expect(Array.from(curve.binOf)).toEqual([2, 0, 1, 1, 2, 0]);
  });

  test("gives rows that cannot be parted evenly to the part that holds their middle", () => {
    const curve = calibrationCurve(ranked([0.1, 0.2, 0.3, 0.4, 0.5], [0, 0, 0, 1, 1]), {bins: 2});
    // the third of five stands in the middle: from there on it is the second half
    expect(curve.n).toEqual([2, 3]);
    expect(curve.positives).toEqual([0, 2]);
  });

  test("never parts rows of one probability, and has fewer bins instead", () => {
    const curve = calibrationCurve(ranked([0.2, 0.2, 0.2, 0.2, 0.8], [1, 0, 0, 0, 1]), {bins: 5});
    expect(curve.n).toEqual([4, 1]);
    expect(curve.positives).toEqual([1, 1]);
    expect(curve.predicted[0]).toBeCloseTo(0.2, 12);
    expect(curve.observed).toEqual([0.25, 1]);
    expect(calibrationCurve(ranked([], []))).toMatchObject({n: [], positives: [], predicted: [], observed: []});
  });

  test("asks for ten bins by default", () => {
    const scores = Array.from({length: 100}, (_, i) => i / 100);
    const curve = calibrationCurve(ranked(scores, scores.map(Math.round)));
    expect(curve.n).toEqual(Array(10).fill(10));
  });

  test("has Wilson's interval in each bin, of a level, and a wider one where rows are one user's", () => {
    const scores = [0.1, 0.1, 0.1, 0.1];
    const labels = [1, 0, 0, 0];
    const wilson = (z: number) => {
      const [n, p] = [4, 0.25];
      const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
      const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
      return [middle - half, middle + half];
    };
    for (const [level, z] of [
      [0.95, 1.959963984540054],
      [0.8, 1.2815515655446004]
    ]) {
      const {low, high} = calibrationCurve(ranked(scores, labels), {level});
      expect(low[0]).toBeCloseTo(wilson(z)[0], 9);
      expect(high[0]).toBeCloseTo(wilson(z)[1], 9);
    }
    const users = clusters([1, 1, 2, 2]);
    const wide = calibrationCurve(ranked(scores, labels), {clusters: users});
    expect(wide.low[0]).toBeLessThan(wilson(1.96)[0]);
    expect(wide.high[0]).toBeGreaterThan(wilson(1.96)[1]);
  });

  test.each([0, -1, 1.5, NaN])("refuses %d bins", (bins) => {
    expect(() => calibrationCurve(ranked([0.5], [1]), {bins})).toThrow(`invalid number of bins: ${bins}`);
  });
});
