import {describe, expect, test} from "vitest";
import type {StudyResult} from "../../src/lib/core/result.js";
import {OVERFIT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";
import {
  committedRun,
  drawsSummary,
  endRows,
  overfitHeadline,
  reportedOverfitting,
  shuffledSummary
} from "../../src/lib/reports/overfitting.js";

const [PRESET] = Object.keys(OVERFIT_PRESETS);
const {seed} = OVERFIT_PRESETS[PRESET];
const table = (rows: readonly Readonly<Record<string, number | string | null>>[]) =>
  Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
const end = (labels: string, draw: number, more: Readonly<Record<string, number | null>> = {}) => ({
  preset: PRESET,
  labels,
  draw,
  trainRows: 100,
  trainPositives: 9,
  trainAuc: 0.95,
  trainAp: 0.9,
  testRows: 200,
  testPositives: 10,
  testAuc: 0.6,
  testAucLow: 0.45,
  testAucHigh: 0.8,
  testAp: 0.2,
  testApLow: 0.1,
  testApHigh: 0.4,
  ...more
});
const study = (ends: readonly ReturnType<typeof end>[]): Pick<StudyResult, "tables"> => ({
  tables: {
    ends: table(ends),
    curves: table([
      {
        preset: PRESET,
        labels: "real",
        step: 10,
        "train-loss": 0.1,
        "train-auc": 0.95,
        "train-averagePrecision": 0.9,
        "test-loss": 0.4,
        "test-auc": 0.6,
        "test-averagePrecision": 0.2
      }
    ])
  }
});

describe("a committed run", () => {
  const run = committedRun(
    study([
      end("real", seed + 1, {testAuc: 0.1}),
      end("real", seed),
      end("shuffled", seed, {testApLow: null, testApHigh: null})
    ]),
    PRESET
  );

  test("is the draw of the preset; its gap is training less test, with the test's interval turned round", () => {
    const {gap, test: tested} = run.ends!.real;
    expect(tested.auc).toEqual({value: 0.6, low: 0.45, high: 0.8});
    expect(gap.value).toBeCloseTo(0.35, 12);
    expect(gap.low).toBeCloseTo(0.15, 12);
    expect(gap.high).toBeCloseTo(0.5, 12);
    expect(run.curves.real).toEqual([
      {
        step: 10,
        train: {loss: 0.1, auc: 0.95, averagePrecision: 0.9},
        test: {loss: 0.4, auc: 0.6, averagePrecision: 0.2}
      }
    ]);
    expect(run.curves.shuffled).toEqual([]);
  });

  test("is told by its rows: the gap of the average precision is 0.9 − 0.2, from 0.9 − 0.4 to 0.9 − 0.1", () => {
    const [ap, auc, shuffledAp] = endRows(run.ends!);
    expect([ap.metric, ap.chance, ap.low, ap.high]).toEqual(["average precision", 0.05, 0.1, 0.4]);
    expect(ap.gap).toBeCloseTo(0.7, 12);
    expect(ap.gapLow).toBeCloseTo(0.5, 12);
    expect(ap.gapHigh).toBeCloseTo(0.8, 12);
    expect([auc.metric, auc.chance, auc.gap]).toEqual(["AUC", 0.5, run.ends!.real.gap.value]);
    // a single positive leaves no interval
    expect(shuffledAp).toMatchObject({labels: "shuffled", low: null, high: null, gapLow: null, gapHigh: null});
  });
});

describe("the headline", () => {
  const told = (low: number, high: number) =>
    overfitHeadline(
      committedRun(study([end("real", seed, {testAucLow: low, testAucHigh: high}), end("shuffled", seed)]), PRESET)
    ).told;
  test("is above or below chance with the whole interval; one that ends at chance holds it", () => {
    expect(told(0.51, 0.7)).toBe("above");
    expect(told(0.3, 0.49)).toBe("below");
    expect(told(0.5, 0.7)).toBe("untold");
    expect(told(0.3, 0.5)).toBe("untold");
  });
  test("of shuffled labels does not count", () => {
    const run = committedRun(
      study([end("real", seed), end("shuffled", seed, {testAucLow: 0.6, testAucHigh: 0.7})]),
      PRESET
    );
    expect(overfitHeadline(run).told).toBe("untold");
  });
  test("of a run without an end is an error", () => {
    const run = committedRun(study([end("real", seed), end("shuffled", seed)]), PRESET);
    expect(() => overfitHeadline({...run, ends: null})).toThrow(RangeError);
  });
});

test("draws that remember have at least so much; chance is held up to the ends of the interval", () => {
  const found = drawsSummary(
    study([
      end("real", 1, {trainAp: 0.9, testAucLow: 0.5, testAucHigh: 0.7}),
      end("real", 2, {trainAp: 0.8999, testAucLow: 0.51, testAucHigh: 0.7}),
      end("real", 3, {trainAp: 1, testAucLow: 0.3, testAucHigh: 0.49}),
      end("shuffled", 1, {trainAp: 1}),
      {...end("real", 1), preset: "another"}
    ]),
    PRESET,
    "real",
    0.9
  );
  expect(found).toEqual({draws: 3, remembered: 2, holdChance: 1});
});

test("shuffled labels: 95 % lies inside three of five intervals, ends included", () => {
  const learners = table([
    {holds: 0.96, holdsLow: 0.92, holdsHigh: 0.98, above: 0.02, seeds: 200},
    {holds: 0.9, holdsLow: 0.85, holdsHigh: 0.949, above: 0.04, seeds: 200},
    {holds: 0.94, holdsLow: 0.9, holdsHigh: 0.95, above: 0.03, seeds: 200},
    {holds: 0.97, holdsLow: 0.95, holdsHigh: 0.99, above: 0.01, seeds: 200},
    {holds: 0.99, holdsLow: 0.951, holdsHigh: 1, above: 0, seeds: 200}
  ]);
  expect(shuffledSummary({tables: {learners}})).toEqual({
    learners: 5,
    seeds: 200,
    kept: 3,
    least: 0.9,
    most: 0.99,
    mostAbove: 0.04
  });
});

test("what a report says is read claim by claim", () => {
  const claim = (name: string, value: number) => ({
    id: `item-intent-${name}`,
    claimed: {value, low: value - 1, high: value + 1, n: 7}
  });
  const claims = [
    "test-average-precision",
    "train-average-precision",
    "scale-pos-weight",
    "train-examples",
    "train-positives",
    "test-auc"
  ];
  expect(reportedOverfitting(claims.map((name, i) => claim(name, i)) as never)).toEqual({
    testAp: 0,
    trainAp: 1,
    weight: 2,
    rows: 3,
    positives: 4,
    testAuc: {value: 5, low: 4, high: 6, n: 7}
  });
});
