import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {permutation, random} from "../../src/lib/core/random.js";
import {binormalSample} from "../../src/lib/metrics/binormal.js";
import {evaluate, METRICS, type Evaluation} from "../../src/lib/metrics/evaluate.js";
import {TOP_METRICS} from "../../src/lib/metrics/evaluateRanking.js";
import type {Measure} from "../../src/lib/metrics/measure.js";

const rows = fc.array(
  fc.record({
    score: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({min: 0, max: 1, noNaN: true})),
    label: fc.integer({min: 0, max: 1}),
    user: fc.integer({min: 1, max: 12})
  }),
  {maxLength: 60}
);
const columns = (all: {score: number; label: number; user: number}[]) => ({
  scores: all.map(({score}) => score),
  labels: all.map(({label}) => label),
  clusters: all.map(({user}) => user)
});
const measures = (e: Evaluation): [string, Measure][] => [
  ...METRICS.map((name): [string, Measure] => [name, e[name]]),
  ...e.top.flatMap((top) => TOP_METRICS.map((name): [string, Measure] => [`${name}@${top.share}`, top[name]]))
];
/** Bootstraps depend on the order of rows; everything else must not. */
const DRAWN = new Set(["expectedCalibrationError"]);

describe("evaluate", () => {
  it("says every metric with value, interval, baseline and n, or why not; never NaN", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (all, clustered) => {
        const {scores, labels, clusters} = columns(all);
        const e = evaluate(scores, labels, {draws: 20, ...(clustered ? {clusters} : {})});
        for (const [name, m] of measures(e)) {
          if (!m.said) {
            expect(m.why.length, name).toBeGreaterThan(10);
            continue;
          }
          expect(Number.isFinite(m.value) && Number.isFinite(m.baseline.value) && m.n > 0, name).toBe(true);
          if (m.interval === null) expect(m.caution, name).not.toBeNull();
          else {
            expect(
              m.interval.low <= m.value + 1e-9 && m.value <= m.interval.high + 1e-9,
              `${name} ${JSON.stringify(m)}`
            ).toBe(true);
          }
        }
      }),
      {numRuns: 300}
    );
  });
  it("does not depend on the order of rows or the names of users", () => {
    fc.assert(
      fc.property(rows, fc.nat(), (certain, seed) => {
        // Certain and wrong on both sides, or classes apart but for the last bit, leave calibration to the last digits of a sum, which
        // has an order.
        const all = certain.map((row) => ({...row, score: 0.01 + 0.001 * Math.round(980 * row.score)}));
        const order = Array.from(permutation(all.length, random(seed)));
        const a = columns(all);
        const b = columns(order.map((i) => all[i]));
        const first = evaluate(a.scores, a.labels, {clusters: a.clusters, draws: 5});
        const second = evaluate(b.scores, b.labels, {clusters: b.clusters.map((id) => `user ${id}`), draws: 5});
        const other = new Map(measures(second));
        for (const [name, m] of measures(first)) if (!DRAWN.has(name)) close(m, other.get(name)!, name);
      })
    );
  });
  it("ranks alike under a growing function of the scores", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const {scores, labels} = columns(all);
        // from a double's neighbourhood of 0 a square would make ties that were none
        fc.pre(scores.every((s) => s === 0 || s > 1e-100));
        const plain = evaluate(scores, labels, {draws: 5});
        const grown = evaluate(
          scores.map((s) => 7 * s - 2),
          labels,
          {draws: 5}
        );
        fc.pre(new Set(scores).size === new Set(scores.map((s) => 7 * s - 2)).size);
        for (const name of ["auc", "averagePrecision"] as const) close(plain[name], grown[name], name);
        plain.top.forEach((top, i) => TOP_METRICS.forEach((name) => close(top[name], grown.top[i][name], name)));
      })
    );
  });
  it("is not made surer by rows that are written twice, when it is told whose they are", () => {
    const {scores, labels, users} = binormalSample({positives: 60, negatives: 600, auc: 0.8}, random(5));
    const twice = <T>(column: ArrayLike<T>) => Array.from(column).flatMap((x) => [x, x]);
    const once = evaluate(scores, labels, {clusters: users, draws: 20});
    const told = evaluate(twice(scores), twice(labels), {clusters: twice(users), draws: 20});
    const untold = evaluate(twice(scores), twice(labels), {draws: 20});
    for (const name of ["auc", "averagePrecision", "brier", "logLoss", "calibrationSlope"] as const) {
      expect(width(told[name]) / width(once[name]), name).toBeGreaterThan(0.97);
      expect(width(told[name]) / width(once[name]), name).toBeLessThan(1.03);
      expect(width(untold[name]) / width(once[name]), name).toBeLessThan(0.75);
    }
  });

  const why = (m: Measure) => (m.said ? null : m.why);
  it("has stated answers for no rows, one class, a constant and separation", () => {
    const none = evaluate([], []);
    for (const [name, m] of measures(none)) expect(why(m), name).toBe("there are no rows");

    const negative = evaluate([0.1, 0.4, 0.2], [0, 0, 0]);
    expect(why(negative.auc)).toBe("there are no positives");
    expect(why(negative.averagePrecision)).toBe("there are no positives");
    expect(why(negative.calibrationSlope)).toBe("there are no positives");
    expect(why(negative.f1)).toBe("nothing is positive and nothing is called so");
    expect(why(negative.top[0].lift)).toBe("there are no positives");
    expect(why(negative.brierSkill)).toBe("the constant makes no error");
    expect(negative.brier).toMatchObject({said: true, value: expect.closeTo(0.07, 12)});
    expect(negative.accuracy).toMatchObject({value: 1, baseline: {value: 1, name: "never positive"}});

    const positive = evaluate([0.7, 0.6], [1, 1]);
    expect(why(positive.auc)).toBe("there are no negatives");
    expect(positive.averagePrecision).toMatchObject({value: 1, baseline: {value: 1}});

    const constant = evaluate([0.2, 0.2, 0.2, 0.2], [0, 1, 0, 0]);
    expect(constant.auc).toMatchObject({value: 0.5});
    expect(constant.averagePrecision).toMatchObject({value: 0.25, interval: null});
    expect(why(constant.calibrationSlope)).toBe("all probabilities are equal: there is no slope");
    expect(constant.tiedRows).toBe(4);
    expect(constant.top[0].precision).toMatchObject({value: 0.25, n: 1});

    const separated = evaluate([0.2, 0.3, 0.8, 0.9], [0, 0, 1, 1]);
    expect(why(separated.calibrationSlope)).toMatch(/separates the classes/);
    expect(separated.calibrationInTheLarge.said).toBe(true);
    expect(separated.auc).toMatchObject({value: 1, caution: expect.stringMatching(/too few: with 2/)});
    if (separated.auc.said) expect(separated.auc.interval!.low).toBeLessThan(0.8);

    const scores = evaluate([-3, 4, 1], [0, 1, 1]);
    expect(why(scores.brier)).toBe("scores from -3 to 4 are no probabilities");
    expect(scores.auc).toMatchObject({value: 1});
  });
  it("takes tied rows at a cut in random order", () => {
    // two of the five tied rows fit in beside the sure one; two of the five are positive
    const e = evaluate([0.9, 0.5, 0.5, 0.5, 0.5, 0.5], [1, 1, 1, 0, 0, 0], {shares: [0.5]});
    expect(e.top[0].precision).toMatchObject({value: (1 + 2 * 0.4) / 3, n: 3, baseline: {value: 0.5}});
    expect(e.top[0].precision).toMatchObject({
      caution: "5 rows share the score at the cut: the mean over their random order"
    });
  });
  it("names the constant it compares with", () => {
    const e = evaluate([0.2, 0.6, 0.3, 0.1], [0, 1, 0, 0], {constant: 0.5});
    expect(e.brier).toMatchObject({baseline: {name: "constant 50 %", value: 0.25}});
    expect(e.brierSkill).toMatchObject({value: expect.closeTo(0.7, 12)});
    expect(e.logLoss).toMatchObject({baseline: {value: Math.LN2}});
  });
  it("says what is wrong with its input", () => {
    expect(() => evaluate([1], [1, 0])).toThrow("2 labels for 1 scores");
    expect(() => evaluate([1, 0], [1, 0], {clusters: [1]})).toThrow("1 cluster ids for 2 scores");
    expect(() => evaluate([0.5], [1], {constant: 2})).toThrow("invalid constant: 2");
    expect(() => evaluate([0.5], [1], {shares: [0]})).toThrow("invalid share: 0");
    expect(() => evaluate([NaN], [1])).toThrow("score at row 0 is NaN");
  });
});

function width(m: Measure): number {
  if (!m.said || m.interval === null) throw new Error("not measured");
  return m.interval.high - m.interval.low;
}

function close(a: Measure, b: Measure, name: string): void {
  if (!a.said || !b.said) return expect(b, name).toEqual(a);
  const near = (x: number, y: number) =>
    expect(Math.abs(x - y), `${name} ${x} ${y}`).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(x)));
  near(a.value, b.value);
  expect(b.interval === null).toBe(a.interval === null);
  if (a.interval === null || b.interval === null) return;
  near(a.interval.low, b.interval.low);
  near(a.interval.high, b.interval.high);
}
