import {averagePrecision, averagePrecisionInterval} from "../metrics/averagePrecision.js";
import {clusters} from "../metrics/clusters.js";
import type {Interval} from "../metrics/intervals.js";
import {logLoss} from "../metrics/losses.js";
import {ranked} from "../metrics/ranked.js";
import {rankedAuc, rocAuc} from "../metrics/auc.js";
import type {overfitRows} from "./overfitRows.js";

/** Chances of both parts after so many trees or epochs. */
export interface StagedProbabilities {
  readonly step: number;
  readonly train: Float64Array;
  readonly test: Float64Array;
}

/** Metrics of one part. */
export interface PartPoint {
  /** Mean log loss, every row counting once whatever it weighed in training. */
  readonly loss: number;
  readonly auc: number;
  readonly averagePrecision: number;
}

export interface CurvePoint {
  readonly step: number;
  readonly train: PartPoint;
  readonly test: PartPoint;
}

type Rows = ReturnType<typeof overfitRows>;

/** One point of the curves. */
export function curvePoint({step, train, test}: StagedProbabilities, rows: Rows): CurvePoint {
  return {step, train: pointOf(train, rows.train.y), test: pointOf(test, rows.test.y)};
}

function pointOf(scores: Float64Array, y: ArrayLike<number>): PartPoint {
  return {
    loss: logLoss(scores, y).value,
    auc: rocAuc(scores, y).value,
    averagePrecision: averagePrecision(scores, y)
  };
}

/** An estimate with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** A run at its end. */
export interface OverfitEnd {
  /** On the very rows that the model was made from: exact, and no estimate of anything else. */
  readonly train: {
    readonly rows: number;
    readonly positives: number;
    readonly auc: number;
    readonly averagePrecision: number;
  };
  /** Intervals are by user where rows have users. */
  readonly test: {
    readonly rows: number;
    readonly positives: number;
    readonly auc: Estimate;
    /** Null in place of the interval where a single positive, or a single user's, leaves nothing to measure by. */
    readonly averagePrecision: {readonly value: number; readonly interval: Interval | null};
  };
  /** The area on training, which is exact, less that on the test. */
  readonly gap: Estimate;
}

/** What the last step comes to. */
export function overfitEnd(
  {train, test}: StagedProbabilities,
  {train: trained, test: tested, testUsers}: Rows
): OverfitEnd {
  const {auc, averagePrecision: precision} = pointOf(train, trained.y);
  const ranking = ranked(test, tested.y);
  const of = testUsers === undefined ? null : clusters(testUsers);
  const {value, low, high} = rankedAuc(ranking, {clusters: of});
  return {
    train: {rows: trained.rows, positives: positivesOf(trained.y), auc, averagePrecision: precision},
    test: {
      rows: tested.rows,
      positives: ranking.positives,
      auc: {value, low, high},
      averagePrecision: averagePrecisionInterval(ranking, {clusters: of})
    },
    gap: {value: auc - value, low: auc - high, high: auc - low}
  };
}

function positivesOf(y: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < y.length; row++) sum += y[row];
  return sum;
}
