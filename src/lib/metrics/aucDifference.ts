import {aucInfluence} from "./aucInfluence.js";
import type {Clusters} from "./clusters.js";
import {twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
import {normalCdf} from "./normalCdf.js";
import {ranked} from "./ranked.js";
import {transformedInterval} from "./transformedInterval.js";

export interface AucDifference extends Interval {
  /** The first's area less the second's. */
  readonly value: number;
  readonly standardError: number;
  /** Against no difference; z and p are null where the two never differ, or a class is too small to say. */
  readonly z: number | null;
  readonly p: number | null;
}

/**
 * The difference of two areas under the ROC curve on the same rows. The interval uses t with Satterthwaite's degrees of freedom, z and p
 * are DeLong's. Where the two rank alike the difference is 0 with an interval of no width; where a class is held by a single row or
 * cluster the interval is −1 to 1.
 *
 * Throws `RangeError` as `ranked`, or where a class has no row.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845; N. A. Obuchowski (1997), Biometrics 53,
 * 567–578, for clusters.
 */
export function aucDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
  {clusters = null as Clusters | null, level = 0.95} = {}
): AucDifference {
  const a = aucInfluence(ranked(first, labels));
  const b = aucInfluence(ranked(second, labels));
  const influence = a.influence.map((x, i) => x - b.influence[i]);
  const value = a.value - b.value;
  const spread = twoClassSpread(influence, labels, clusters);
  const standardError = Math.sqrt(spread.variance);
  if (value === 0 && influence.every((x) => x === 0))
    return {value, low: value, high: value, standardError, z: null, p: null};
  if (!(spread.df > 0) || standardError === 0) return {value, low: -1, high: 1, standardError, z: null, p: null};
  const {low, high} = transformedInterval(value, spread, {level});
  const z = value / standardError;
  return {
    value,
    low: Math.max(-1, low),
    high: Math.min(1, high),
    standardError,
    z,
    p: 2 * normalCdf(-Math.abs(z))
  };
}
