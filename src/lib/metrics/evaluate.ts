import type {CalibrationCurve} from "./calibration.js";
import {precisionRecallCurve, type PrecisionRecallCurve, rocCurve, type RocCurve} from "./curves.js";
import {evaluateProbabilities} from "./evaluateProbabilities.js";
import {evaluateRanking, topMeasures, type TopMeasures} from "./evaluateRanking.js";
import {evaluateThreshold} from "./evaluateThreshold.js";
import {evaluationRows} from "./evaluationRows.js";
import type {Measure} from "./measure.js";
import type {Ranked} from "./ranked.js";

export interface EvaluateOptions {
  /** Which user, or other cluster, each row belongs to. Left out, rows are taken as independent. */
  readonly clusters?: ArrayLike<number | string>;
  /** Shares of rows acted upon, for precision, recall and lift; default 1, 5, 10 and 20 %. */
  readonly shares?: readonly number[];
  /** From which score on a row is called positive; default 0.5. */
  readonly threshold?: number;
  /** The share of positives that the constant forecast says; default the rows' own, the best a constant can do. */
  readonly constant?: number;
  /** Bins of the calibration curve; default 10. */
  readonly bins?: number;
  readonly level?: number;
  /** Draws of the bootstrap and of the null of average precision. */
  readonly draws?: number;
  readonly seed?: number;
}

/** Metrics of the whole ranking or of the probabilities, and of the threshold. */
export const METRICS = [
  "auc",
  "averagePrecision",
  "brier",
  "brierSkill",
  "logLoss",
  "calibrationInTheLarge",
  "calibrationSlope",
  "expectedCalibrationError",
  "accuracy",
  "f1",
  "precision",
  "recall"
] as const;
export type Metric = (typeof METRICS)[number];

export interface Evaluation extends Readonly<Record<Metric, Measure>> {
  readonly rows: number;
  readonly positives: number;
  readonly negatives: number;
  /** Users, or other clusters; null where rows were taken as independent. */
  readonly users: number | null;
  /** Rows whose score another row has too. */
  readonly tiedRows: number;
  /** How probable it is that a random ranking has at least this average precision; null where that cannot be said. */
  readonly averagePrecisionChance: number | null;
  readonly top: readonly TopMeasures[];
  /** Null where a class that the curve needs has no row, or the scores are no probabilities. */
  readonly roc: RocCurve | null;
  readonly precisionRecall: PrecisionRecallCurve | null;
  readonly calibration: Omit<CalibrationCurve, "binOf"> | null;
}

/**
 * Every metric of a yes-or-no forecast, each with its interval, what a rule that knows nothing reaches, and n. `scores` are any numbers,
 * higher meaning more likely; metrics of probabilities are given where all lie in [0, 1]. `labels` are 1 for positive and 0 for negative.
 *
 *     const {auc} = evaluate(scores, labels, {clusters: userIds});
 *     if (auc.said) console.log(auc.value, auc.interval, auc.baseline.value, auc.n);
 *     else console.log(auc.why);
 *
 * What cannot be said is said to be so, with the reason, where there are no rows, no positives, no negatives or no probabilities: no value is
 * ever NaN. Equal scores count one half (AUC), are taken together (average precision, curves) or in random order (top shares).
 *
 * Throws `RangeError` where lengths differ, a label is neither 0 nor 1, or a score is NaN.
 *
 * @example
 * ```ts
 * const {auc, brier, recall} = evaluate([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0]);
 * auc // → {said: true, value: 0.75, baseline: {name: "random order", value: 0.5}, n: 4, …}
 * brier // → {said: true, value: 0.295, baseline: {name: "constant 50 %", value: 0.25}, …}
 * recall // → {said: true, value: 0.5, n: 2, …}
 * evaluate([0.9, 0.8], [1, 1]).auc // → {said: false, why: "there are no negatives", n: 2}
 * ```
 */
export function evaluate(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  {
    clusters: ids,
    shares = [0.01, 0.05, 0.1, 0.2],
    threshold = 0.5,
    constant,
    bins = 10,
    level = 0.95,
    draws = 400,
    seed = 1
  }: EvaluateOptions = {}
): Evaluation {
  if (constant !== undefined && !(constant >= 0 && constant <= 1))
    throw new RangeError(`invalid constant: ${constant}`);
  const given = evaluationRows(scores, labels, ids);
  const {ranking, clusters, lacks} = given;
  const {positives, negatives, rows} = ranking;
  const ranks = evaluateRanking(given, {level, draws, seed});
  const {calibration, ...probabilities} = evaluateProbabilities(given, {constant, bins, level, draws, seed});
  const atThreshold = evaluateThreshold(given, threshold, {level});
  return {
    rows,
    positives,
    negatives,
    users: clusters?.count ?? null,
    tiedRows: tiedRows(ranking),
    ...ranks,
    ...probabilities,
    ...atThreshold,
    top: shares.map((share) => topMeasures(given, share, {level})),
    roc: lacks.classes === null ? rocCurve(ranking, {clusters, level}) : null,
    precisionRecall: lacks.positives === null ? precisionRecallCurve(ranking, {clusters, level}) : null,
    calibration: calibration === null ? null : withoutRows(calibration)
  };
}

function withoutRows({n, positives, predicted, observed, low, high}: CalibrationCurve): Evaluation["calibration"] {
  return {n, positives, predicted, observed, low, high};
}

function tiedRows({ends}: Ranked): number {
  let tied = 0;
  for (let k = 0; k < ends.length; ++k) {
    const size = ends[k] - (k === 0 ? 0 : ends[k - 1]);
    if (size > 1) tied += size;
  }
  return tied;
}
