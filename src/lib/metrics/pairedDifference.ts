import {aucInfluence, type Linearised} from "./aucInfluence.js";
import {averagePrecisionInfluence} from "./averagePrecisionInfluence.js";
import {brierScore} from "./brierScore.js";
import type {Clusters} from "./clusters.js";
import {spread, twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
import {logLoss} from "./logLoss.js";
import {normalCdf} from "./normalCdf.js";
import {ranked} from "./ranked.js";
import {transformedInterval} from "./transformedInterval.js";

/** Metrics whose difference between two scores of the same rows can be tested without drawing. */
export const PAIRED_METRICS = ["auc", "averagePrecision", "brier", "logLoss"] as const;
export type PairedMetric = (typeof PAIRED_METRICS)[number];

export interface PairedDifference {
  /** The first's metric less the second's. */
  readonly value: number;
  /** Null where a class is held by a single row or user, so that nothing is known of the spread. */
  readonly interval: Interval | null;
  /** Two-sided, against no difference; null where the two never differ, or nothing is known of the spread. */
  readonly p: number | null;
}

/** A metric of each of several scores, and what each row adds to its error. */
export function linearised(metric: PairedMetric, scores: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  if (metric === "auc") return aucInfluence(ranked(scores, labels));
  if (metric === "averagePrecision") return averagePrecisionInfluence(ranked(scores, labels));
  return metric === "brier" ? brierScore(scores, labels) : logLoss(scores, labels);
}

/**
 * The difference of a metric between two scores of the same rows, from what each row adds to either (`linearised`), so
 * that what the two share cancels. AUC and average precision hold the number of positives, as DeLong's test does; Brier
 * score and log loss leave it to chance. The interval uses t with Satterthwaite's degrees of freedom, p the normal
 * distribution.
 *
 * Where the two agree in every row the difference is 0 with an interval of no width. Throws `RangeError` for rows that
 * do not pair.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845, of which this is the
 * general form.
 */
export function pairedDifference(
  metric: PairedMetric,
  first: Linearised,
  second: Linearised,
  labels: ArrayLike<number>,
  {clusters = null as Clusters | null, level = 0.95} = {}
): PairedDifference {
  const rows = labels.length;
  if (first.influence.length !== rows || second.influence.length !== rows)
    throw new RangeError(`${first.influence.length} and ${second.influence.length} rows for ${rows} labels`);
  const influence = Float64Array.from(first.influence, (x, row) => x - second.influence[row]);
  const value = first.value - second.value;
  if (value === 0 && influence.every((x) => x === 0)) return {value, interval: {low: 0, high: 0}, p: null};
  const ranks = metric === "auc" || metric === "averagePrecision";
  const found = ranks ? twoClassSpread(influence, labels, clusters) : spread(influence, clusters);
  if (!(found.df > 0) || found.variance === 0) return {value, interval: null, p: null};
  return {
    value,
    interval: transformedInterval(value, found, {level}),
    p: 2 * normalCdf(-Math.abs(value) / Math.sqrt(found.variance))
  };
}
