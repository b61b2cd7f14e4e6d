import {type Clusters, clusters as numbered, twoClassSpread} from "./clusters.js";
import {type Interval, transformedInterval} from "./intervals.js";
import {ranked, type Ranked} from "./ranked.js";
import {normalCdf, normalQuantile} from "./distributions.js";

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
 *
 * @example
 * ```ts
 * // three of the four pairs of a positive and a negative are in order
 * rocAuc([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0], {method: "wald"})
 * // → {value: 0.75, low: 0.05704…, high: 1, standardError: 0.3535…, positives: 2, negatives: 2}
 * rocAuc([1, 1, 1], [1, 0, 0]).value // → 0.5 (ties count one half)
 * rocAuc([0.9, 0.8], [1, 1]) // → throws RangeError: no negative label
 * ```
 */
export function rocAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  {clusters, ...options}: RocAucOptions = {}
): RocAuc {
  return rankedAuc(ranked(scores, labels), {...options, clusters: clusters === undefined ? null : numbered(clusters)});
}

/**
 * `rocAuc` of rows that are ranked already.
 *
 * Throws `RangeError` where a class has no row.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const ranking = ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]);
 * rankedAuc(ranking).value // → 0.75
 * rankedAuc(ranking, {method: "wald"}).low // → 0.05704…
 * ```
 */
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

/** An estimate, and what each row adds to its error. */
export interface Linearised {
  readonly value: number;
  /** By row; sums to zero within each class. */
  readonly influence: Float64Array;
}

/**
 * The area under the ROC curve, a tie counting one half, and DeLong's structural components of each row, centred and divided by the
 * rows of its class. Throws `RangeError` where a class has no row.
 *
 * Source: X. Sun and W. Xu (2014), Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21, 1389–1393.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * // the positive at 0.9 beats both negatives, 1 where 0.75 is the mean: (1 − 0.75) / 2 positives
 * aucInfluence(ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]))
 * // → {value: 0.75, influence: [0.125, −0.125, −0.125, 0.125]}
 * ```
 */
export function aucInfluence({order, ends, found, rows, positives, negatives, labels}: Ranked): Linearised {
  if (positives === 0) throw new RangeError("no positive label");
  if (negatives === 0) throw new RangeError("no negative label");
  const influence = new Float64Array(rows);
  let value = 0;
  for (let k = 0, from = 0, above = 0; k < ends.length; ++k) {
    const positivesHere = found[k] - above;
    const negativesAbove = from - above;
    const negativesHere = ends[k] - from - positivesHere;
    const beaten = (negatives - negativesAbove - negativesHere / 2) / negatives;
    const beating = (above + positivesHere / 2) / positives;
    for (let place = from; place < ends[k]; ++place)
      influence[order[place]] = labels[order[place]] === 1 ? beaten : beating;
    value += positivesHere * beaten;
    from = ends[k];
    above = found[k];
  }
  value /= positives;
  for (let i = 0; i < rows; ++i) influence[i] = (influence[i] - value) / (labels[i] === 1 ? positives : negatives);
  return {value, influence};
}

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
 *
 * @example
 * ```ts
 * aucDifference([0.9, 0.8, 0.7, 0.6], [0.9, 0.7, 0.8, 0.6], [1, 0, 1, 0])
 * // → {value: −0.25, standardError: 0.3535…, z: −0.7071…, p: 0.4795…, …}
 * ```
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
 *
 * @example
 * ```ts
 * // an AUC of 0.75 is half of the way from 0.5 to a perfect ceiling
 * aucShare([0.9, 0.8, 0.7, 0.6], [0.9, 0.7, 0.8, 0.6], [1, 0, 1, 0])!.value // → 0.5
 * aucShare([0.9, 0.8, 0.7, 0.6], [0, 0, 0, 0], [1, 0, 1, 0]) // → null
 * ```
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

/**
 * The variance of an area under the ROC curve of true value `auc` estimated from `positives` and `negatives` scores, when the
 * scores themselves are not known (Hanley and McNeil's exponential approximation).
 *
 * Throws `RangeError` for an auc outside [0, 1] or a class without rows.
 *
 * Source: J. A. Hanley and B. J. McNeil (1982), The meaning and use of the area under a ROC curve, Radiology 143, 29–36, eq. 1–2.
 *
 * @example
 * ```ts
 * aucVariance(0.5, 1, 1) // → 0.25 (one pair, in order or not: a coin)
 * aucVariance(0.8, 10, 20) // → 0.008755…
 * aucVariance(1, 10, 20) // → 0
 * ```
 */
export function aucVariance(auc: number, positives: number, negatives: number): number {
  if (!(auc >= 0 && auc <= 1)) throw new RangeError(`invalid auc: ${auc}`);
  if (!(positives >= 1)) throw new RangeError(`invalid positives: ${positives}`);
  if (!(negatives >= 1)) throw new RangeError(`invalid negatives: ${negatives}`);
  const twoPositives = auc / (2 - auc);
  const twoNegatives = (2 * auc * auc) / (1 + auc);
  const square = auc * auc;
  return (
    (auc * (1 - auc) + (positives - 1) * (twoPositives - square) + (negatives - 1) * (twoNegatives - square)) /
    (positives * negatives)
  );
}

export interface AucIntervalOptions {
  /** Coverage, 0.95 by default. */
  readonly level?: number;
  /**
   * `wald` (default) is the textbook estimate ± z standard errors, cut to [0, 1]. `score` holds every value that a test with the
   * variance at that value does not reject; it stays open at 0 and 1, where `wald` has no width.
   */
  readonly method?: "wald" | "score";
}

/**
 * The interval of a published area under the ROC curve, from the number of positives and negatives alone.
 *
 * Throws `RangeError` as `aucVariance`, and for a level outside (0, 1).
 *
 * Source: Hanley and McNeil (1982) for the variance; R. G. Newcombe (2006), Statistics in Medicine 25, 559–573, for inverting the test.
 *
 * @example
 * ```ts
 * aucInterval(0.8, 10, 20) // → {low: 0.6166…, high: 0.9833…}
 * aucInterval(1, 10, 20) // → {low: 1, high: 1}
 * aucInterval(1, 10, 20, {method: "score"}) // → {low: 0.8265…, high: 1}
 * ```
 */
export function aucInterval(
  auc: number,
  positives: number,
  negatives: number,
  {level = 0.95, method = "wald"}: AucIntervalOptions = {}
): Interval {
  const z = normalQuantile((1 + level) / 2);
  if (method === "wald") {
    const half = z * Math.sqrt(aucVariance(auc, positives, negatives));
    return {low: Math.max(0, auc - half), high: Math.min(1, auc + half)};
  }
  const rejected = (truth: number) => Math.abs(auc - truth) > z * Math.sqrt(aucVariance(truth, positives, negatives));
  return {low: border(rejected, 0, auc), high: border(rejected, 1, auc)};
}

/** Where between `outside` and `inside` a value stops being rejected, by bisection to the last bit. */
function border(rejected: (x: number) => boolean, outside: number, inside: number): number {
  if (!rejected(outside)) return outside;
  for (;;) {
    const middle = (outside + inside) / 2;
    if (middle === outside || middle === inside) return inside;
    if (rejected(middle)) outside = middle;
    else inside = middle;
  }
}

/**
 * Whether a published area under the ROC curve differs from a random ranking's .5: z, and the two-sided p, with the variance that
 * holds if the ranking is random.
 *
 * Throws `RangeError` as `aucVariance`.
 *
 * Source: Hanley and McNeil (1982), with their variance at .5.
 *
 * @example
 * ```ts
 * aucTest(0.6, 30, 70) // → {z: 1.579…, p: 0.1142…}
 * ```
 */
export function aucTest(auc: number, positives: number, negatives: number): {readonly z: number; readonly p: number} {
  if (!(auc >= 0 && auc <= 1)) throw new RangeError(`invalid auc: ${auc}`);
  const z = (auc - 0.5) / Math.sqrt(aucVariance(0.5, positives, negatives));
  return {z, p: 2 * normalCdf(-Math.abs(z))};
}
