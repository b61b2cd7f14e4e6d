import fc from "fast-check";
import {expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {aucInterval, aucTest, aucVariance} from "../../src/lib/metrics/auc.js";
import {clopperPearsonInterval, predictionInterval, wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {eventsPerVariable, twoProportionSampleSize} from "../../src/lib/metrics/sampleSize.js";
import {expectClose, vectors} from "./vectors.js";

it("Wilson and Clopper–Pearson equal statsmodels'", () => {
  for (const {hits, n, level, interval} of vectors.wilson) {
    const {low, high} = wilsonInterval(hits / n, n, {level});
    expect(Math.abs(low - interval[0])).toBeLessThan(1e-12);
    expect(Math.abs(high - interval[1])).toBeLessThan(1e-12);
  }
  for (const {hits, n, level, interval} of vectors.clopperPearson) {
    const {low, high} = clopperPearsonInterval(hits, n, {level});
    expectClose(low, hits === 0 ? 0 : interval[0]);
    expectClose(high, hits === n ? 1 : interval[1]);
  }
});

it("Clopper–Pearson contains the share and lies within [0, 1]", () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 300}), fc.nat(300), (n, k) => {
      fc.pre(k <= n);
      const {low, high} = clopperPearsonInterval(k, n);
      expect(0 <= low && low <= k / n && k / n <= high && high <= 1).toBe(true);
    })
  );
});

it("Hanley–McNeil: variance and test against one half equal the definition's", () => {
  for (const {auc, positives, negatives, variance, p} of vectors.auc) {
    expectClose(aucVariance(auc, positives, negatives), variance);
    expectClose(aucTest(auc, positives, negatives).p, p);
  }
});

it("Hanley–McNeil: halves of 95 % intervals at .7 are about .15, .06 and .03 with 15, 100 and 500 positives", () => {
  for (const [positives, half] of [
    [15, 0.15],
    [100, 0.06],
    [500, 0.03]
  ]) {
    const {low, high} = aucInterval(0.7, positives, 100 * positives);
    expect(Math.abs((high - low) / 2 - half)).toBeLessThan(0.006);
  }
});

it("an AUC's score interval stays open at perfect separation, contains the value and mirrors", () => {
  expect(aucInterval(1, 5, 5).low).toBe(1);
  expect(aucInterval(1, 5, 5, {method: "score"}).low).toBeLessThan(0.9);
  const auc = fc.double({min: 0, max: 1, noNaN: true});
  const count = fc.integer({min: 1, max: 500});
  fc.assert(
    fc.property(auc, count, count, (value, p, n) => {
      const {low, high} = aucInterval(value, p, n, {method: "score"});
      expect(0 <= low && low <= value && value <= high && high <= 1).toBe(true);
      const mirrored = aucInterval(1 - value, n, p, {method: "score"});
      expect(Math.abs(1 - mirrored.high - low)).toBeLessThan(1e-9);
    })
  );
});

it("a prediction interval equals its definition and is near the beta-binomial's", () => {
  for (const {k, n, m, low, high, betaBinomial} of vectors.prediction) {
    const value = k / n;
    const ours = predictionInterval({value, ...wilsonInterval(value, n)}, wilsonInterval(value, m));
    expectClose(ours.low, low);
    expectClose(ours.high, high);
    const width = high - low;
    expect(Math.abs(ours.low - betaBinomial[0])).toBeLessThan(0.15 * width);
    expect(Math.abs(ours.high - betaBinomial[1])).toBeLessThan(0.15 * width);
  }
});

it("a prediction interval covers a second sample about 95 times in 100", () => {
  const source = random(20261121);
  const hits = (n: number, p: number) => {
    let sum = 0;
    for (let i = 0; i < n; ++i) if (source.uniform() < p) ++sum;
    return sum;
  };
  const trials = 3000;
  let covered = 0;
  for (let i = 0; i < trials; ++i) {
    const value = hits(400, 0.8) / 400;
    const second = hits(123, 0.8) / 123;
    const {low, high} = predictionInterval({value, ...wilsonInterval(value, 400)}, wilsonInterval(value, 123));
    if (low <= second && second <= high) ++covered;
  }
  expect(covered / trials).toBeGreaterThan(0.935);
  expect(covered / trials).toBeLessThan(0.97);
});

it("a prediction interval refuses a value outside its own interval", () => {
  expect(() => predictionInterval({value: 3, low: 0, high: 1}, {low: 2, high: 4})).toThrow(
    "value 3 is not inside 0 to 1"
  );
  expect(() => predictionInterval({value: 0.5, low: 0, high: 1}, {low: 2, high: 4})).toThrow(
    "sampling interval 2 to 4"
  );
});

it("sample sizes equal statsmodels'", () => {
  // statsmodels uses the null's variance at prop2 pooled with the other; both round up from the same formula up to one visitor in 10⁴.
  for (const {control, treated, n} of vectors.sampleSize)
    expectClose(twoProportionSampleSize(control, treated), n, 1e-3);
  expect(twoProportionSampleSize(0.05, 0.0575)).toBe(14193);
  expect(() => twoProportionSampleSize(0.1, 0.1)).toThrow("both shares are 0.1");
});

it("events per variable takes the rarer class", () => {
  expect(eventsPerVariable(9, 59532, 37)).toBeCloseTo(0.243, 3);
  expect(eventsPerVariable(90, 10, 5)).toBe(2);
  expect(() => eventsPerVariable(1, 1, 0)).toThrow("invalid variables: 0");
});
