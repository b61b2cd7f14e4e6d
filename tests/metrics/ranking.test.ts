import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {averagePrecision, averagePrecisionNull} from "../../src/lib/metrics/averagePrecision.js";
import {onePositive} from "../../src/lib/metrics/topShare.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {expectClose, vectors} from "./vectors.js";

const example = fc
  .array(fc.record({score: fc.integer({min: -9, max: 9}), label: fc.integer({min: 0, max: 1})}), {
    minLength: 2,
    maxLength: 40
  })
  .filter((rows) => new Set(rows.map(({label}) => label)).size === 2)
  .map((rows) => ({scores: rows.map(({score}) => score), labels: rows.map(({label}) => label)}));

describe("rocAuc", () => {
  it("equals scikit-learn's value and DeLong's interval from all pairs, ties included", () => {
    for (const {scores, labels, auc, standardError, low, high} of vectors.roc) {
      const ours = rocAuc(scores, labels, {method: "wald"});
      expectClose(ours.value, auc);
      expectClose(ours.standardError, standardError);
      expectClose(ours.low, low);
      expectClose(ours.high, high);
    }
  });
  it("counts classes", () => {
    expect(rocAuc([3, 1, 2], [1, 0, 0])).toMatchObject({value: 1, positives: 1, negatives: 2});
  });
  it("gives a constant one half, and perfect separation an interval with width", () => {
    expect(rocAuc([7, 7, 7], [0, 1, 0]).value).toBe(0.5);
    const perfect = rocAuc([1, 2, 3, 4], [0, 0, 1, 1]);
    expect(perfect.value).toBe(1);
    expect(perfect.low).toBeLessThan(0.7);
    expect(perfect.high).toBe(1);
  });
  it("turns round with the scores and does not change under a growing function of them", () => {
    fc.assert(
      fc.property(example, ({scores, labels}) => {
        const auc = rocAuc(scores, labels);
        expect(
          rocAuc(
            scores.map((score) => score ** 3),
            labels
          )
        ).toEqual(auc);
        const turned = rocAuc(
          scores.map((score) => -score),
          labels
        );
        expect(Math.abs(turned.value - (1 - auc.value))).toBeLessThan(1e-9);
        // Hanley and McNeil's interval, which stands in where DeLong's has no width, is not symmetric in the classes.
        if (auc.standardError > 0 && Math.min(auc.positives, auc.negatives) > 1) {
          expect(Math.abs(turned.low - (1 - auc.high))).toBeLessThan(1e-9);
        }
      })
    );
  });
  it("equals the plain count over pairs", () => {
    fc.assert(
      fc.property(example, ({scores, labels}) => {
        let wins = 0;
        let pairs = 0;
        scores.forEach((a, i) =>
          scores.forEach((b, j) => {
            if (labels[i] !== 1 || labels[j] !== 0) return;
            ++pairs;
            wins += a > b ? 1 : a === b ? 0.5 : 0;
          })
        );
        expect(Math.abs(rocAuc(scores, labels).value - wins / pairs)).toBeLessThan(1e-12);
      })
    );
  });
  it("says what is wrong with its input", () => {
    expect(() => rocAuc([1, 2], [1])).toThrow("1 labels for 2 scores");
    expect(() => rocAuc([1, NaN], [1, 0])).toThrow("score at row 1 is NaN");
    expect(() => rocAuc([1, 2], [1, 2])).toThrow("invalid label at row 1: 2");
    expect(() => rocAuc([1, 2], [1, 1])).toThrow("no negative label");
    expect(() => rocAuc([1, 2], [0, 0])).toThrow("no positive label");
  });
});

describe("averagePrecision", () => {
  it("equals scikit-learn's, ties included", () => {
    for (const {scores, labels, averagePrecision: expected} of vectors.roc)
      expectClose(averagePrecision(scores, labels), expected);
  });
  it("of a constant score is the share of positives", () => {
    expect(averagePrecision([1, 1, 1, 1], [0, 1, 0, 0])).toBe(0.25);
  });
  it("of one positive is one over its rank, as onePositive says, and so is the area", () => {
    fc.assert(
      fc.property(fc.integer({min: 2, max: 60}), fc.nat(), (rows, draw) => {
        const rank = 1 + (draw % rows);
        const scores = Array.from({length: rows}, (_, i) => -i);
        const labels = scores.map((_, i) => Number(i === rank - 1));
        expectClose(averagePrecision(scores, labels), onePositive(rank, rows).averagePrecision);
        expect(Math.abs(rocAuc(scores, labels).value - onePositive(rank, rows).auc)).toBeLessThan(1e-12);
      })
    );
  });
});

describe("averagePrecisionNull", () => {
  const uniform = (seed: number) => {
    const source = random(seed);
    return () => source.uniform();
  };
  it("has the mean of all rankings, enumerated", () => {
    for (const {rows, positives, mean} of vectors.expectedAveragePrecision) {
      expectClose(averagePrecisionNull(positives, rows, uniform(1), {draws: 1}).mean, mean);
    }
  });
  it("draws around its mean, and repeats with the same generator", () => {
    const draw = () => averagePrecisionNull(15, 44205, uniform(7));
    const {draws, mean, low, high} = draw();
    expect(draw().draws).toEqual(draws);
    expect(Math.abs(draws.reduce((a, b) => a + b) / draws.length / mean - 1)).toBeLessThan(0.05);
    expect(low).toBeGreaterThan(0.00024);
    expect(low).toBeLessThan(0.00029);
    expect(high).toBeGreaterThan(0.0013);
    expect(high).toBeLessThan(0.0019);
  });
  it("has nothing to vary when every row is positive", () => {
    expect(averagePrecisionNull(5, 5, uniform(1), {draws: 10})).toMatchObject({mean: 1, low: 1, high: 1});
  });
  it("says what is wrong with its input", () => {
    expect(() => averagePrecisionNull(3, 2, uniform(1))).toThrow("invalid positives: 3 of 2");
    expect(() => onePositive(0, 5)).toThrow("invalid rank: 0 of 5");
  });
});
