import {averagePrecisionInfluence} from "./averagePrecisionInfluence.js";
import type {Clusters} from "./clusters.js";
import {twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
import type {Ranked} from "./ranked.js";
import {transformedInterval} from "./transformedInterval.js";
import {weightBootstrap} from "./weightBootstrap.js";
import {weightedAveragePrecision} from "./weightedRanking.js";
import {wilsonInterval} from "./wilsonInterval.js";

/**
 * How an interval of average precision is made: `linearised` (default) on the logit scale from what each row adds; `bootstrap`, the
 * percentiles of drawn rows or clusters; `binomial` on the logit scale as if it were a share of the positives.
 */
export type AveragePrecisionMethod = "linearised" | "bootstrap" | "binomial";

/**
 * Average precision with its interval, the share of positives being held at the sample's own. Null in place of the interval where a
 * single positive, or a single user's, leaves nothing to measure the spread by. A perfect ranking has no spread either and gets Wilson's
 * interval over its positives, or the users that hold them.
 *
 * Throws `RangeError` where there is no positive.
 *
 * Source: see `averagePrecisionInfluence`; K. Boyd, K. H. Eng and C. D. Page (2013), Area under the precision-recall curve: point
 * estimates and confidence intervals, ECML PKDD, 451–466, for the binomial interval and the logit scale.
 */
export function averagePrecisionInterval(
  ranking: Ranked,
  {
    clusters = null as Clusters | null,
    level = 0.95,
    method = "linearised" as AveragePrecisionMethod,
    draws = 400,
    seed = 1
  } = {}
): {readonly value: number; readonly interval: Interval | null} {
  const {value, influence} = averagePrecisionInfluence(ranking);
  const {positives, rows, labels} = ranking;
  const units = clusters === null ? positives : unitsOfPositives(ranking, clusters);
  if (units < 2) return {value, interval: null};
  if (method === "bootstrap") {
    const {low, high} = weightBootstrap(rows, weightedAveragePrecision(ranking), {clusters, draws, level, seed});
    return {value, interval: {low, high}};
  }
  if (value === 1) return {value, interval: wilsonInterval(1, units, {level})};
  const spread =
    method === "binomial"
      ? {variance: (value * (1 - value)) / positives, df: Infinity}
      : twoClassSpread(influence, labels, clusters);
  if (!(spread.df > 0)) return {value, interval: null};
  return {value, interval: transformedInterval(value, spread, {scale: "logit", level})};
}

function unitsOfPositives({labels, rows}: Ranked, clusters: Clusters): number {
  const seen = new Set<number>();
  for (let i = 0; i < rows; ++i) if (labels[i] === 1) seen.add(clusters.of[i]);
  return seen.size;
}
