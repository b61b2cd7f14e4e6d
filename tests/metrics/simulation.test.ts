import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {binormalSample, binormalTruth, simulatedReport} from "../../src/lib/metrics/binormal.js";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";

const size = fc.integer({min: 0, max: 60});

describe("binormalSample", () => {
  it("has the classes, the users and probabilities it is asked for, the same for the same seed", () => {
    fc.assert(
      fc.property(size, size, fc.integer({min: 1, max: 7}), fc.nat(), (positives, negatives, rowsPerUser, seed) => {
        const options = {positives, negatives, auc: 0.8, rowsPerUser, correlation: rowsPerUser > 1 ? 0.5 : 0};
        const {scores, labels, users} = binormalSample(options, random(seed));
        expect(labels.reduce((a, b) => a + b, 0)).toBe(positives);
        expect(scores.length).toBe(positives + negatives);
        expect(scores.every((p) => p > 0 && p < 1)).toBe(true);
        expect(new Set(users).size).toBe(Math.ceil((positives + negatives) / rowsPerUser));
        expect(binormalSample(options, random(seed)).scores).toEqual(scores);
      })
    );
  });
  it("has as many different scores as it is asked for", () => {
    const {scores} = binormalSample({positives: 200, negatives: 800, auc: 0.7, levels: 10}, random(1));
    expect(new Set(scores).size).toBe(10);
  });
  it("says what is wrong with its input", () => {
    expect(() => binormalSample({positives: -1, negatives: 2, auc: 0.7}, random(1))).toThrow("invalid class size: -1");
    expect(() => binormalSample({positives: 1, negatives: 2, auc: 1}, random(1))).toThrow("invalid auc: 1");
    expect(() => binormalSample({positives: 1, negatives: 2, auc: 0.7, correlation: 1}, random(1))).toThrow(
      "invalid correlation: 1"
    );
    expect(() => binormalSample({positives: 1, negatives: 2, auc: 0.7, rowsPerUser: 0}, random(1))).toThrow(
      "invalid rows per user: 0"
    );
  });
});

describe("binormalTruth", () => {
  it("is what a large sample shows", () => {
    for (const auc of [0.6, 0.8, 0.95]) {
      const {scores, labels} = binormalSample({positives: 8000, negatives: 32000, auc}, random(7));
      const e = evaluate(scores, labels, {draws: 20, shares: [0.05]});
      const truth = binormalTruth(auc, 0.2, 0.05);
      const inside = (measure: typeof e.auc, value: number) => {
        if (!measure.said) throw new Error(measure.why);
        const {low, high} = measure.interval!;
        // three of these intervals' halves: a miss would be a fault and not chance
        expect(Math.abs(value - (low + high) / 2)).toBeLessThan(1.5 * (high - low));
      };
      inside(e.auc, auc);
      inside(e.averagePrecision, truth.averagePrecision);
      inside(e.brier, truth.brier);
      inside(e.logLoss, truth.logLoss);
      inside(e.top[0].precision, truth.precision);
      inside(e.top[0].recall, truth.recall);
      inside(e.calibrationSlope, 1);
      inside(e.calibrationInTheLarge, 0);
    }
  });
  it("has the share of positives for average precision and precision where scores are worthless", () => {
    const truth = binormalTruth(0.5, 0.03, 0.1);
    expect(truth.averagePrecision).toBeCloseTo(0.03, 10);
    expect(truth.precision).toBeCloseTo(0.03, 10);
    expect(truth.recall).toBeCloseTo(0.1, 10);
    expect(truth.brier).toBeCloseTo(0.03 * 0.97, 10);
  });
});

describe("intervals of the AUC", () => {
  it("cover about 95 times in 100 with 40 positives, also where users share rows", () => {
    for (const [rowsPerUser, correlation, least, most] of [
      [1, 0, 0.93, 0.975],
      [5, 0.5, 0.93, 0.99]
    ]) {
      let covered = 0;
      const repeats = 800;
      for (let r = 0; r < repeats; ++r) {
        const {scores, labels, users} = binormalSample(
          {positives: 40, negatives: 300, auc: 0.85, rowsPerUser, correlation},
          random(20261121, rowsPerUser, r)
        );
        const {low, high} = rocAuc(scores, labels, {clusters: users});
        if (low <= 0.85 && 0.85 <= high) ++covered;
      }
      expect(covered / repeats).toBeGreaterThan(least);
      expect(covered / repeats).toBeLessThan(most);
    }
  });
});

describe("simulatedReport", () => {
  it("survives a trip through JSON and repeats", () => {
    const settings = {positives: 20, negatives: 180, auc: 0.75, rowsPerUser: 4, levels: 10, confidence: 2, seed: 3};
    const report = simulatedReport(settings);
    expect(simulatedReport(settings)).toEqual(report);
    expect(JSON.parse(JSON.stringify(report.evaluation.auc))).toEqual(report.evaluation.auc);
    expect(report.aucIgnoringUsers).not.toBeNull();
  });
  it("has no truth to show where a class is empty", () => {
    const report = simulatedReport({
      positives: 0,
      negatives: 50,
      auc: 0.75,
      rowsPerUser: 1,
      levels: null,
      confidence: 1,
      seed: 1
    });
    expect(report.truth).toBeNull();
    expect(report.evaluation.auc).toMatchObject({said: false, why: "there are no positives"});
  });
});
