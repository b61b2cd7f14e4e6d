import {aucInfluence} from "./aucInfluence.js";
import {aucInterval} from "./aucInterval.js";
import {aucVariance} from "./aucVariance.js";
import {clusters as numbered, type Clusters} from "./clusters.js";
import {twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
import {ranked, type Ranked} from "./ranked.js";
import {transformedInterval} from "./transformedInterval.js";

export interface RocAuc {
  /** P(a random positive scores above a random negative), a tie counting one half. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * How the interval is made. `logit` (default): DeLong's variance with one row's worth of Hanley and McNeil's mixed in, on the logit scale, t
 * with degrees of freedom that heavy tails lower. The study `interval-coverage` compares the three.
 * `wald`: the textbook's estimate ± z standard errors, cut to [0, 1], which covers too seldom near the ends and with few positives.
 * `score`: Hanley and McNeil's test inverted, which does not look at the scores' own spread.
 */
export type AucMethod = "logit" | "wald" | "score";

export interface RocAucOptions {
  readonly level?: number;
  readonly method?: AucMethod;
  /** Which user, or other cluster, each row belongs to; rows that share one are not taken as independent. */
  readonly clusters?: ArrayLike<number | string>;
}

/**
 * The area under the ROC curve of `scores` (any numbers, higher means more likely positive) against `labels` (1 positive, 0 negative) with
 * its interval at coverage `level`. Ties get mid-ranks, so a constant score has 0.5.
 *
 * Where the scores show no spread (perfect separation, or a class held by one row or cluster) the interval is the one that inverts Hanley
 * and McNeil's test, counting clusters for rows: no spread seen is not certainty.
 *
 * Throws `RangeError` where lengths differ, a class has no row, a label is neither 0 nor 1 or a score is NaN.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845; N. A. Obuchowski (1997), Biometrics 53,
 * 567–578, for clusters; G. Qin and L. Hotilovac (2008), Statistical Methods in Medical Research 17, 207–221, for the logit scale.
 */
export function rocAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  {clusters, ...options}: RocAucOptions = {}
): RocAuc {
  return rankedAuc(ranked(scores, labels), {...options, clusters: clusters === undefined ? null : numbered(clusters)});
}

/** `rocAuc` of rows that are ranked already. */
export function rankedAuc(
  ranking: Ranked,
  {level = 0.95, method = "logit" as AucMethod, clusters = null as Clusters | null} = {}
): RocAuc {
  const {positives, negatives, labels} = ranking;
  const {value, influence} = aucInfluence(ranking);
  const spread = twoClassSpread(influence, labels, clusters);
  const [of1, of0] = clusters === null ? [positives, negatives] : [1, 0].map((y) => clustersWith(y, labels, clusters));
  let interval: Interval;
  if (method === "score" || !(spread.df > 0) || spread.variance === 0 || value === 0 || value === 1) {
    interval = aucInterval(value, of1, of0, {level, method: "score"});
  } else if (method === "wald") {
    const {low, high} = transformedInterval(value, {...spread, df: Infinity}, {level});
    interval = {low: Math.max(0, low), high: Math.min(1, high)};
  } else {
    const rarer = Math.min(of1, of0);
    // One row's worth of Hanley and McNeil's variance, the larger of the two for a ranking and its mirror image: a handful of scores may
    // by chance show hardly any spread.
    const prior = Math.max(aucVariance(value, of1, of0), aucVariance(1 - value, of1, of0));
    const variance = (spread.variance * (rarer - 1) + prior) / rarer;
    interval = transformedInterval(value, {variance, df: spread.df + 1}, {scale: "logit", level});
  }
  return {value, ...interval, standardError: Math.sqrt(spread.variance), positives, negatives};
}

function clustersWith(label: number, labels: ArrayLike<number>, clusters: Clusters): number {
  const seen = new Set<number>();
  for (let i = 0; i < labels.length; ++i) if (labels[i] === label) seen.add(clusters.of[i]);
  return seen.size;
}
