import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import type {Measured} from "../../src/lib/metrics/measure.js";
import {evaluateRegression, meanRegressionLoss, REGRESSION_METRICS} from "../../src/lib/metrics/evaluateRegression.js";

/**
 * From scikit-learn's user guide and docstrings: mean_absolute_error, root_mean_squared_error and mean_poisson_deviance
 * of these.
 */
describe("the examples of scikit-learn's documentation", () => {
  test("absolute and squared error", () => {
    const {meanAbsoluteError, rootMeanSquaredError} = evaluateRegression([2.5, 0, 2, 8], [3, -0.5, 2, 7]);
    expect((meanAbsoluteError as Measured).value).toBeCloseTo(0.5, 12);
    expect((rootMeanSquaredError as Measured).value).toBeCloseTo(0.612372435695794, 12);
  });
  test("Poisson deviance", () => {
    const {meanPoissonDeviance} = evaluateRegression([0.5, 0.5, 2, 2], [2, 0, 1, 4]);
    expect((meanPoissonDeviance as Measured).value).toBeCloseTo(1.4260151319598084, 12);
  });
});

test("the baseline is the mean, or the constant given, on the same rows", () => {
  const {meanAbsoluteError, rootMeanSquaredError, meanActual, meanPredicted} = evaluateRegression([1, 3, 5], [2, 3, 7]);
  // |2 − 4|, |3 − 4|, |7 − 4|
  expect((meanAbsoluteError as Measured).baseline).toEqual({name: "constant 4", value: 2});
  expect((rootMeanSquaredError as Measured).baseline.value).toBeCloseTo(Math.sqrt(14 / 3), 12);
  expect([meanActual, meanPredicted]).toEqual([4, 3]);
  const given = evaluateRegression([1, 3, 5], [2, 3, 7], {constant: 2});
  expect((given.meanAbsoluteError as Measured).baseline).toEqual({name: "constant 2", value: 2});
});

test("what cannot be said is said to be so", () => {
  const none = evaluateRegression([], []);
  for (const metric of REGRESSION_METRICS) expect(none[metric]).toEqual({said: false, why: "there are no rows", n: 0});
  expect(evaluateRegression([0, 1], [1, 2]).meanPoissonDeviance).toMatchObject({said: false, n: 2});
  expect(evaluateRegression([1, 1], [0, -1]).meanPoissonDeviance).toMatchObject({said: false});
  expect(evaluateRegression([1, 1], [0, 0]).meanPoissonDeviance).toMatchObject({said: false});
  const exact = evaluateRegression([1, 2, 3], [1, 2, 3]).meanAbsoluteError as Measured;
  expect(exact).toMatchObject({value: 0, interval: null});
  expect(exact.caution).toMatch(/no interval/);
  expect(() => evaluateRegression([1], [1, 2])).toThrow(RangeError);
  expect(() => evaluateRegression([NaN], [1])).toThrow(/row 0 is NaN/);
  expect(() => evaluateRegression([1], [Infinity])).toThrow(/row 0 is Infinity/);
});

test("few rows, or few users, come with a caution", () => {
  const y = Array.from({length: 40}, (_, i) => i % 7);
  const said = Array.from(y, (value, i) => value + (i % 3));
  expect((evaluateRegression(said, y).meanAbsoluteError as Measured).caution).toBeNull();
  const users = y.map((_, i) => i % 5);
  expect((evaluateRegression(said, y, {clusters: users}).meanAbsoluteError as Measured).caution).toMatch(/5 users/);
});

test("intervals cover the true error as often as they say, also where rows come in clusters", () => {
  const covered = {rows: [0, 0, 0], users: [0, 0, 0]};
  const draws = 400;
  // of counts whose mean is 2, forecast as 2: E|y − 2| = 4 e⁻² · 2² / 2! · …, worked out from the probabilities
  const p = Array.from({length: 60}, (_, k) => k).reduce<number[]>(
    (all, k) => [...all, k === 0 ? Math.exp(-2) : (all[k - 1] * 2) / k],
    []
  );
  const mean = (loss: (k: number) => number) => p.reduce((sum, share, k) => sum + share * loss(k), 0);
  const truth = [
    mean((k) => Math.abs(k - 2)),
    Math.sqrt(mean((k) => (k - 2) ** 2)),
    mean((k) => 2 * ((k === 0 ? 0 : k * Math.log(k / 2)) - k + 2))
  ];
  for (let draw = 0; draw < draws; draw++) {
    const source = random(11, draw);
    const poisson = () => {
      let [k, left] = [0, source.uniform()];
      while (left > p[k]) left -= p[k++];
      return k;
    };
    const y = Array.from({length: 200}, poisson);
    // each user with four rows that are the same
    const owned = y.slice(0, 50).flatMap((value) => [value, value, value, value]);
    for (const [kind, found] of [
      ["rows", evaluateRegression(new Float64Array(200).fill(2), y)],
      ["users", evaluateRegression(new Float64Array(200).fill(2), owned, {clusters: owned.map((_, i) => i >> 2)})]
    ] as const)
      REGRESSION_METRICS.forEach((metric, k) => {
        const {low, high} = (found[metric] as Measured).interval!;
        if (low <= truth[k] && truth[k] <= high) covered[kind][k]++;
      });
  }
  // 95 % of 400 is 380, give or take three standard deviations of 4.4; with 50 users a little below
  for (const hits of covered.rows) expect(hits).toBeGreaterThan(364);
  for (const hits of covered.users) expect(hits).toBeGreaterThan(352);
  for (const hits of [...covered.rows, ...covered.users]) expect(hits).toBeLessThan(396);
});

test("what rows add to an error sums to zero", () => {
  for (const loss of ["absolute", "squared", "deviance"] as const) {
    const {influence} = meanRegressionLoss(loss, [1, 2, 3, 4], [0, 2, 5, 1]);
    expect(influence.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
  }
});
