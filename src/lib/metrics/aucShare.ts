import {aucInfluence} from "./aucInfluence.js";
import type {Clusters} from "./clusters.js";
import {twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
import {ranked} from "./ranked.js";
import {transformedInterval} from "./transformedInterval.js";

/** How far a score comes on the way from chance to the best there is. */
export interface AucShare {
  /** (AUC − ½) / (ceiling's AUC − ½): 0 for a random score, 1 for one as good as the ceiling. */
  readonly value: number;
  /** Null where a class is held by a single row or cluster, so that nothing is known of the spread. */
  readonly interval: Interval | null;
}

/**
 * The share of the way from a random order's area to that of `ceiling` which `scores` come, both on the same rows, with
 * its interval by the delta method, so that what the two share cancels. It may be below 0, and above 1 by chance. Null
 * where the ceiling itself is no better than random. Throws `RangeError` as `ranked`, or where a class has no row.
 *
 * Source: as `aucDifference`, for a ratio.
 */
export function aucShare(
  scores: ArrayLike<number>,
  ceiling: ArrayLike<number>,
  labels: ArrayLike<number>,
  {clusters = null as Clusters | null, level = 0.95} = {}
): AucShare | null {
  const own = aucInfluence(ranked(scores, labels));
  const best = aucInfluence(ranked(ceiling, labels));
  const way = best.value - 0.5;
  if (!(way > 0)) return null;
  const value = (own.value - 0.5) / way;
  const influence = own.influence.map((x, row) => (x - value * best.influence[row]) / way);
  if (influence.every((x) => x === 0)) return {value, interval: {low: value, high: value}};
  const spread = twoClassSpread(influence, labels, clusters);
  return {value, interval: spread.df > 0 ? transformedInterval(value, spread, {level}) : null};
}
