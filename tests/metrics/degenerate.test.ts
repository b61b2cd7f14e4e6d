import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {evaluate, METRICS, type EvaluateOptions, type Metric} from "../../src/lib/metrics/evaluate.js";
import {TOP_METRICS} from "../../src/lib/metrics/evaluateRanking.js";
import type {Measure} from "../../src/lib/metrics/measure.js";
import {cases} from "../thorough.js";

/** Why there is no metric, or no interval; null where both are there. */
const reason = (measure: Measure): string | null =>
  !measure.said ? measure.why : measure.interval === null ? measure.caution : null;

const EMPTY = "there are no rows";
const NO_POSITIVES = "there are no positives";
const NO_NEGATIVES = "there are no negatives";
const ONE_POSITIVE = "one positive has no spread to measure: no interval";
const ONE_ROW = "one row has no spread to measure: no interval";
const ONE_USER = "one user holds all rows, and users are what would differ: no interval";
const SAME_LOSS = "all rows have the same loss: no spread to measure, no interval";
const SAME_SCORES = "all scores are equal: no spread to measure, no interval";
const SAME_ERROR = "rows drawn anew have the same error in each draw: no spread to measure, no interval";
const CERTAIN = "every row is right, and certain: no spread to measure, no interval";
const WRONG = "every row is wrong, and certain: no spread to measure, no interval";
const NO_CONSTANT = "the constant makes no error";
const SEPARATED = "a threshold separates the classes: the steeper the slope, the better the fit, without end";
const NO_SLOPE = "all probabilities are equal: there is no slope";
const NO_PROBABILITY = "scores from -2 to 3 are no probabilities";
const NONE_CALLED = "no row is called positive";

type Reasons = Partial<Record<Metric | "top", string>>;
const all = (why: string, metrics: readonly (Metric | "top")[]): Reasons =>
  Object.fromEntries(metrics.map((metric) => [metric, why]));
const CALIBRATION = ["calibrationInTheLarge", "calibrationSlope"] as const;
const LOSSES = ["brier", "logLoss"] as const;

const repeat = <T>(times: number, value: T): T[] => Array<T>(times).fill(value);
const CASES: readonly [string, number[], number[], EvaluateOptions, Reasons][] = [
  ["no rows", [], [], {}, all(EMPTY, [...METRICS, "top"])],
  [
    "one row, positive",
    [0.7],
    [1],
    {},
    {
      ...all(NO_NEGATIVES, ["auc", ...CALIBRATION]),
      ...all(ONE_ROW, [...LOSSES, "expectedCalibrationError"]),
      averagePrecision: ONE_POSITIVE,
      brierSkill: NO_CONSTANT
    }
  ],
  [
    "one row, negative",
    [0.3],
    [0],
    {},
    {
      ...all(NO_POSITIVES, ["auc", "averagePrecision", "recall", "top", ...CALIBRATION]),
      ...all(ONE_ROW, [...LOSSES, "expectedCalibrationError"]),
      f1: "nothing is positive and nothing is called so",
      precision: NONE_CALLED,
      brierSkill: NO_CONSTANT
    }
  ],
  [
    "no positives",
    [0.1, 0.4, 0.9],
    [0, 0, 0],
    {},
    {
      ...all(NO_POSITIVES, ["auc", "averagePrecision", "recall", "top", ...CALIBRATION]),
      brierSkill: NO_CONSTANT
    }
  ],
  [
    "no negatives",
    [0.1, 0.4, 0.9],
    [1, 1, 1],
    {},
    {...all(NO_NEGATIVES, ["auc", ...CALIBRATION]), brierSkill: NO_CONSTANT}
  ],
  ["one positive", [0.9, 0.5, 0.7, 0.2], [0, 1, 0, 0], {}, {averagePrecision: ONE_POSITIVE}],
  [
    "one negative",
    [0.9, 0.5, 0.7, 0.2],
    [1, 0, 1, 1],
    {},
    {averagePrecision: "one negative has no spread to measure: no interval"}
  ],
  [
    "all scores equal, ten positives of a hundred",
    repeat(100, 0.4),
    [...repeat(10, 1), ...repeat(90, 0)],
    {},
    {averagePrecision: SAME_SCORES, calibrationSlope: NO_SLOPE, precision: NONE_CALLED}
  ],
  [
    "all scores equal to the share of positives",
    repeat(8, 0.25),
    [1, 0, 0, 0, 1, 0, 0, 0],
    {},
    {
      averagePrecision: SAME_SCORES,
      calibrationSlope: NO_SLOPE,
      precision: NONE_CALLED,
      brierSkill: "the ratio to the constant does not differ between rows: no interval"
    }
  ],
  [
    "all scores equal, one class",
    repeat(5, 0.1),
    repeat(5, 0),
    {},
    {
      ...all(NO_POSITIVES, ["auc", "averagePrecision", "recall", "top", ...CALIBRATION]),
      ...all(SAME_LOSS, LOSSES),
      expectedCalibrationError: SAME_ERROR,
      f1: "nothing is positive and nothing is called so",
      precision: NONE_CALLED,
      brierSkill: NO_CONSTANT
    }
  ],
  [
    "one score a class, the wrong way round",
    [0.6, 0.6, 0.8, 0.8, 0.8],
    [1, 1, 0, 0, 0],
    {},
    {
      averagePrecision: "scores do not differ within either class: no spread to measure, no interval",
      calibrationSlope: SEPARATED
    }
  ],
  [
    "all right, and certain",
    [1, 0, 1, 0],
    [1, 0, 1, 0],
    {},
    {
      ...all(CERTAIN, ["brier", "brierSkill"]),
      logLoss: SAME_LOSS,
      expectedCalibrationError: SAME_ERROR,
      calibrationSlope: SEPARATED
    }
  ],
  [
    "all wrong, and certain",
    [0, 1, 0, 1],
    [1, 0, 1, 0],
    {},
    {
      averagePrecision: "scores do not differ within either class: no spread to measure, no interval",
      ...all(WRONG, [...LOSSES, "brierSkill"]),
      expectedCalibrationError: SAME_ERROR,
      calibrationSlope: SEPARATED
    }
  ],
  [
    "scores outside [0, 1]",
    [-2, 3, 0.5, 1],
    [0, 1, 0, 1],
    {},
    all(NO_PROBABILITY, [...LOSSES, "brierSkill", "expectedCalibrationError", ...CALIBRATION])
  ],
  [
    "one user",
    [0.9, 0.2, 0.6, 0.4],
    [1, 0, 0, 1],
    {clusters: ["ann", "ann", "ann", "ann"]},
    {
      ...all(ONE_USER, [...LOSSES, "brierSkill", "expectedCalibrationError", ...CALIBRATION]),
      averagePrecision: "one user holds all positives, and users are what would differ: no interval"
    }
  ],
  [
    "one user with all negatives",
    [0.9, 0.2, 0.6, 0.4, 0.5],
    [1, 0, 0, 1, 0],
    {clusters: ["ann", "bob", "bob", "cy", "bob"]},
    {averagePrecision: "one user holds all negatives, and users are what would differ: no interval"}
  ],
  [
    "two users who cancel",
    [0.1, 0.9, 0, 0],
    [1, 0, 0, 1],
    {clusters: [3, 3, 2, 2]},
    {
      averagePrecision: "what users add does not differ, or cancels: no spread to measure, no interval"
    }
  ],
  [
    "two users alike",
    [0.9, 0.2, 0.6, 0.9, 0.2, 0.6],
    [1, 0, 0, 1, 0, 0],
    {clusters: [1, 1, 1, 2, 2, 2]},
    {
      ...all("all users have the same loss: no spread to measure, no interval", LOSSES),
      brierSkill: "the ratio to the constant does not differ between users: no interval",
      expectedCalibrationError: SAME_ERROR,
      calibrationInTheLarge: "no user moves it, all taken together: no spread to measure, no interval",
      calibrationSlope: SEPARATED
    }
  ]
];

describe("why a metric, or its interval, is missing", () => {
  test.each(CASES)("%s", (_, scores, labels, options, reasons) => {
    const evaluation = evaluate(scores, labels, {draws: 40, shares: [0.5], ...options});
    const found: Record<string, string | null> = Object.fromEntries(
      METRICS.map((metric) => [metric, reason(evaluation[metric])])
    );
    for (const name of TOP_METRICS)
      expect([name, reason(evaluation.top[0][name])]).toEqual([name, reasons.top ?? null]);
    expect(found).toEqual(Object.fromEntries(METRICS.map((metric) => [metric, reasons[metric] ?? null])));
  });

  test("a score that is no number is an error", () => {
    expect(() => evaluate([0.5, NaN], [1, 0])).toThrow("score at row 1 is NaN");
  });
});

/** What each metric can be. */
const BOUNDS: Readonly<Record<Metric, readonly [number, number]>> = {
  auc: [0, 1],
  averagePrecision: [0, 1],
  brier: [0, 1],
  brierSkill: [-Infinity, 1],
  logLoss: [0, 52 * Math.LN2],
  calibrationInTheLarge: [-Infinity, Infinity],
  calibrationSlope: [-Infinity, Infinity],
  expectedCalibrationError: [0, 1],
  accuracy: [0, 1],
  f1: [0, 1],
  precision: [0, 1],
  recall: [0, 1]
};

const few = fc.array(
  fc.record({
    score: fc.oneof(fc.constantFrom(0, 1e-9, 0.1, 0.4, 0.5, 0.9, 1), fc.double({min: 0, max: 1, noNaN: true})),
    label: fc.integer({min: 0, max: 1}),
    user: fc.integer({min: 1, max: 4})
  }),
  {minLength: 1, maxLength: 14}
);

describe("an interval", () => {
  test("holds its estimate and lies within what the metric can be", () => {
    fc.assert(
      fc.property(few, fc.boolean(), fc.option(fc.constantFrom(0, 0.02, 0.5, 1)), (rows, clustered, constant) => {
        const scores = rows.map(({score}) => score);
        const labels = rows.map(({label}) => label);
        const evaluation = evaluate(scores, labels, {
          draws: 20,
          shares: [0.01, 0.3, 1],
          constant: constant ?? undefined,
          ...(clustered ? {clusters: rows.map(({user}) => user)} : {})
        });
        const within = (name: string, measure: Measure, [least, most]: readonly [number, number]) => {
          if (!measure.said || measure.interval === null) return;
          const {value, interval} = measure;
          const shown = `${name}: ${interval.low} ${value} ${interval.high}`;
          expect(least <= interval.low && interval.low <= value, shown).toBe(true);
          expect(value <= interval.high && interval.high <= most, shown).toBe(true);
          // no width would be certainty, which a sample never gives
          expect(interval.high > interval.low, shown).toBe(true);
        };
        for (const metric of METRICS) within(metric, evaluation[metric], BOUNDS[metric]);
        for (const {share, precision, recall, lift, rows: taken} of evaluation.top) {
          within(`precision of ${share}`, precision, [0, 1]);
          within(`recall of ${share}`, recall, [0, 1]);
          within(`lift of ${share}`, lift, [0, (1 + 1e-12) * (rows.length / taken)]);
        }
      }),
      cases(400, 8000)
    );
  });

  test("of three wrong forecasts ends where the Brier score does", () => {
    const {brier} = evaluate([0.1, 0.4, 0.9], [0, 0, 0]);
    if (!brier.said) throw new Error(brier.why);
    expect(brier.value).toBeCloseTo(0.98 / 3, 12);
    expect(brier.interval!.high).toBeLessThan(1);
    expect(brier.interval!.high).toBeGreaterThan(0.9);
  });
});
