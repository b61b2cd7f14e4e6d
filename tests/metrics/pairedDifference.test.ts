import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {aucDifference} from "../../src/lib/metrics/auc.js";
import {averagePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {binormalSample} from "../../src/lib/metrics/binormal.js";
import {bootstrapDifference, weightedAveragePrecision} from "../../src/lib/metrics/bootstrap.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {linearised, PAIRED_METRICS, pairedDifference, type PairedMetric} from "../../src/lib/metrics/comparisons.js";
import {studentQuantile} from "../../src/lib/metrics/distributions.js";

const {scores, labels, users} = binormalSample(
  {positives: 150, negatives: 600, auc: 0.8, rowsPerUser: 3, correlation: 0.5},
  random(21)
);
const probabilities = scores.map((score) => 1 / (1 + Math.exp(-score)));
const noise = random(22);
const worse = probabilities.map((p) => 0.6 * p + 0.4 * noise.uniform());

const difference = (
  metric: PairedMetric,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options?: Parameters<typeof pairedDifference>[4]
) => pairedDifference(metric, linearised(metric, a, labels), linearised(metric, b, labels), labels, options);

describe("pairedDifference", () => {
  it("is DeLong's for the area, plain and by user", () => {
    for (const of of [null, clusters(users)]) {
      const theirs = aucDifference(probabilities, worse, labels, {clusters: of});
      const ours = difference("auc", probabilities, worse, {clusters: of});
      expect(ours.value).toBeCloseTo(theirs.value, 14);
      expect(ours.interval!.low).toBeCloseTo(theirs.low, 12);
      expect(ours.interval!.high).toBeCloseTo(theirs.high, 12);
      expect(ours.p).toBeCloseTo(theirs.p!, 12);
    }
  });
  it("is near the paired bootstrap's for average precision, plain and by user", () => {
    for (const of of [null, clusters(users)]) {
      const {value, interval} = difference("averagePrecision", probabilities, worse, {clusters: of});
      expect(value).toBeCloseTo(averagePrecision(probabilities, labels) - averagePrecision(worse, labels), 12);
      const drawn = bootstrapDifference(weightedAveragePrecision, probabilities, worse, labels, {
        clusters: of,
        draws: 800
      });
      const ratio = (interval!.high - interval!.low) / (drawn.high - drawn.low);
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    }
  });
  it("is the paired t test's for the Brier score, but for the degrees of freedom that heavy tails cost", () => {
    const n = labels.length;
    const d = Array.from({length: n}, (_, i) => (probabilities[i] - labels[i]) ** 2 - (worse[i] - labels[i]) ** 2);
    const mean = d.reduce((a, b) => a + b, 0) / n;
    const error = Math.sqrt(d.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1) / n);
    const {value, interval} = difference("brier", probabilities, worse);
    expect(value).toBeCloseTo(mean, 14);
    const half = (interval!.high - interval!.low) / 2;
    expect(half / error).toBeGreaterThan(studentQuantile(0.975, n - 1) - 1e-9);
    expect(half / error).toBeLessThan(studentQuantile(0.975, 50));
  });
  it("turns round with its order and is nothing against itself, in every metric", () => {
    for (const metric of PAIRED_METRICS) {
      const one = difference(metric, probabilities, worse);
      const other = difference(metric, worse, probabilities);
      expect(one.value).toBeCloseTo(-other.value, 14);
      expect(one.interval!.low).toBeCloseTo(-other.interval!.high, 12);
      expect(difference(metric, probabilities, probabilities)).toEqual({
        value: 0,
        interval: {low: 0, high: 0},
        p: null
      });
    }
  });
  it("says nothing of a spread that one positive cannot show, and refuses rows that do not pair", () => {
    const few = [1, 0, 0, 0];
    const [a, b] = [
      [0.9, 0.1, 0.2, 0.3],
      [0.2, 0.1, 0.9, 0.3]
    ].map((of) => linearised("auc", of, few));
    expect(pairedDifference("auc", a, b, few)).toMatchObject({interval: null, p: null});
    expect(() => pairedDifference("auc", a, b, [1, 0, 0])).toThrow("4 and 4 rows for 3 labels");
  });
});
