import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {aucDifference} from "../../src/lib/metrics/auc.js";
import {binormalSample} from "../../src/lib/metrics/binormal.js";
import {
  bootstrapDifference,
  weightBootstrap,
  weightedAuc,
  weightedAveragePrecision
} from "../../src/lib/metrics/bootstrap.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {mcnemar} from "../../src/lib/metrics/comparisons.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {topShare} from "../../src/lib/metrics/topShare.js";

const {scores, labels, users} = binormalSample(
  {positives: 80, negatives: 400, auc: 0.8, rowsPerUser: 4, correlation: 0.5},
  random(11)
);
const noise = random(12);
const worse = scores.map((p) => p * (0.3 + noise.uniform()));

describe("aucDifference", () => {
  it("turns round with its order and is nothing against itself", () => {
    const one = aucDifference(scores, worse, labels);
    const other = aucDifference(worse, scores, labels);
    expect(one.value).toBeCloseTo(-other.value, 12);
    expect(one.low).toBeCloseTo(-other.high, 12);
    expect(one.p).toBeCloseTo(other.p!, 12);
    expect(aucDifference(scores, scores, labels)).toMatchObject({value: 0, low: 0, high: 0, z: null, p: null});
  });
  it("knows nothing from a class of one row", () => {
    expect(aucDifference([1, 2, 3], [3, 1, 2], [1, 0, 0])).toMatchObject({low: -1, high: 1, p: null});
  });
  it("is near the paired bootstrap's, plain and by user", () => {
    for (const of of [null, clusters(users)]) {
      const exact = aucDifference(scores, worse, labels, {clusters: of});
      const drawn = bootstrapDifference(weightedAuc, scores, worse, labels, {clusters: of, draws: 600});
      expect(drawn.value).toBeCloseTo(exact.value, 12);
      expect(drawn.standardError / exact.standardError).toBeGreaterThan(0.85);
      expect(drawn.standardError / exact.standardError).toBeLessThan(1.15);
    }
  });
});

describe("weightBootstrap", () => {
  it("gives the same interval for the same seed, around the value", () => {
    const statistic = weightedAveragePrecision(ranked(scores, labels));
    const first = weightBootstrap(labels.length, statistic, {draws: 200});
    expect(weightBootstrap(labels.length, statistic, {draws: 200})).toEqual(first);
    expect(weightBootstrap(labels.length, statistic, {draws: 200, seed: 2})).not.toEqual(first);
    const value = statistic(new Int32Array(labels.length).fill(1));
    expect(first.low < value && value < first.high).toBe(true);
  });
  it("has the standard error of a mean", () => {
    const n = 400;
    const x = Float64Array.from({length: n}, (_, i) => i % 7);
    const mean = (weights: Int32Array) => weights.reduce((sum, w, i) => sum + w * x[i], 0) / n;
    const average = x.reduce((a, b) => a + b, 0) / n;
    const expected = Math.sqrt(x.reduce((sum, v) => sum + (v - average) ** 2, 0)) / n;
    const {standardError} = weightBootstrap(n, mean, {draws: 2000});
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.06);
  });
  it("refuses a statistic that is mostly undefined", () => {
    expect(() => weightBootstrap(5, () => NaN, {draws: 10})).toThrow("undefined on 10 of 10 draws");
    expect(() => weightBootstrap(0, () => 1)).toThrow("invalid rows: 0");
  });
});

describe("mcnemar", () => {
  it("is sure of nothing where two answers never differ", () => {
    const same = mcnemar([1, 0, 1], [1, 0, 1], [1, 1, 1]);
    expect(same).toMatchObject({onlyFirst: 0, onlySecond: 0, exact: 1, midP: 1});
    expect(same.difference.low).toBeLessThan(0);
    expect(same.difference.high).toBeGreaterThan(0);
  });
  it("keeps p in (0, 1], mid-p below the exact one, and does not care which comes first", () => {
    const answer = fc.array(
      fc.tuple(fc.integer({min: 0, max: 1}), fc.integer({min: 0, max: 1}), fc.integer({min: 0, max: 1})),
      {
        minLength: 1,
        maxLength: 60
      }
    );
    fc.assert(
      fc.property(answer, (all) => {
        const column = (k: number) => all.map((row) => row[k]);
        const one = mcnemar(column(0), column(1), column(2));
        const other = mcnemar(column(1), column(0), column(2));
        expect(one.exact > 0 && one.exact <= 1 && one.midP > 0 && one.midP <= one.exact).toBe(true);
        expect(other.exact).toBe(one.exact);
        expect(other.difference.value).toBeCloseTo(-one.difference.value, 12);
        const {low, value, high} = one.difference;
        expect(low <= value && value <= high).toBe(true);
      })
    );
  });
});

describe("topShare", () => {
  it("keeps an open interval where the top holds nothing but positives", () => {
    const n = 1000;
    const perfect = ranked(
      Array.from({length: n}, (_, i) => -i),
      Array.from({length: n}, (_, i) => Number(i < 300))
    );
    const {precision, recall} = topShare(perfect, 0.05);
    expect(precision.value).toBe(1);
    expect(precision.low).toBeLessThan(0.95);
    // fifty of three hundred at most
    expect(recall.value).toBeCloseTo(1 / 6, 12);
    expect(recall.low).toBeLessThan(0.16);
    expect(recall.high).toBeCloseTo(1 / 6, 12);
  });
  it("finds all positives in all rows", () => {
    const all = topShare(ranked([3, 2, 1], [0, 1, 0]), 1);
    expect(all).toMatchObject({top: 3, hits: 1, tied: 0});
    expect(all.recall.value).toBe(1);
    expect(all.lift.value).toBeCloseTo(1, 12);
  });
});
