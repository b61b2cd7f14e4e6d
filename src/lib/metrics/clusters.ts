import {type Interval, type Spread, wilsonInterval} from "./intervals.js";
import {normalQuantile, studentQuantile} from "./distributions.js";

/** Rows that share a user, a session or whatever makes them alike, numbered from 0. */
export interface Clusters {
  /** The cluster of each row. */
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * Numbers the clusters of rows in the order in which they first appear. `ids` are any numbers or strings, one a row.
 *
 * @example
 * ```ts
 * clusters(["ann", "bob", "ann"]) // → {of: [0, 1, 0], count: 2}
 * ```
 */
export function clusters(ids: ArrayLike<number | string>): Clusters {
  const of = new Int32Array(ids.length);
  const seen = new Map<number | string, number>();
  for (let i = 0; i < ids.length; ++i) {
    let index = seen.get(ids[i]);
    if (index === undefined) seen.set(ids[i], (index = seen.size));
    of[i] = index;
  }
  return {of, count: seen.size};
}

/**
 * The variance of an estimate from what each row adds to it (`influence`: the row's share of the estimate's error, summing to zero
 * within each class), the number of rows of either class being held as it is. Rows of one cluster may depend on each other in any way.
 *
 * Without clusters this is DeLong's variance, with them Obuchowski's. Each class's part is known with the degrees of freedom that its
 * rows, or clusters, give (`ownFreedom`), and Satterthwaite's rule puts the two together.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845; N. A. Obuchowski (1997), Nonparametric
 * analysis of clustered ROC curve data, Biometrics 53, 567–578; E. Brunner and U. Munzel (2000), Biometrical Journal 42, 17–25, for
 * Satterthwaite's rule here.
 *
 * @example
 * ```ts
 * // each class: the sum of squares, 2 × 0.125², times 2 / (2 − 1)
 * twoClassSpread([0.125, -0.125, -0.125, 0.125], [1, 0, 1, 0]) // → {variance: 0.125, df: 2}
 * twoClassSpread([0.125, -0.125], [1, 0]) // → {variance: 0, df: 0}
 * ```
 */
export function twoClassSpread(
  influence: ArrayLike<number>,
  labels: ArrayLike<number>,
  clusters: Clusters | null = null
): Spread {
  const units = clusters?.count ?? labels.length;
  const parts: number[][] = [[], []];
  let together = 0;
  if (clusters === null) for (let i = 0; i < labels.length; ++i) parts[labels[i]].push(influence[i]);
  else {
    const sums = [new Float64Array(units), new Float64Array(units)];
    const held = [new Uint8Array(units), new Uint8Array(units)];
    for (let i = 0; i < labels.length; ++i) {
      sums[labels[i]][clusters.of[i]] += influence[i];
      held[labels[i]][clusters.of[i]] = 1;
    }
    for (let g = 0; g < units; ++g) {
      for (const y of [0, 1]) if (held[y][g] === 1) parts[y].push(sums[y][g]);
      together += sums[0][g] * sums[1][g];
    }
  }
  if (parts[0].length < 2 || parts[1].length < 2) return {variance: 0, df: 0};
  const [ofNegatives, ofPositives] = parts.map(ownFreedom);
  // Clusters that go against each other can take more away than there is.
  const variance = Math.max(0, ofNegatives.variance + ofPositives.variance + (2 * together * units) / (units - 1));
  const noise = [ofNegatives, ofPositives].reduce((sum, own) => sum + (own.df > 0 ? own.variance ** 2 / own.df : 0), 0);
  return {variance, df: noise === 0 ? 0 : Math.max(1, variance ** 2 / noise)};
}

/**
 * The variance of an estimate from what each row adds to it (`influence`, summing to zero over all rows), rows or clusters being a
 * sample and the number of positives left to chance.
 *
 * Source: the infinitesimal jackknife (L. A. Jaeckel 1972; B. Efron 1982, chapter 6), times units / (units − 1).
 *
 * @example
 * ```ts
 * // the mean of 1, 2, 3 and 4: their variance, 5/3, over 4
 * spread([-0.375, -0.125, 0.125, 0.375]) // → {variance: 0.4166…, df: 3}
 * spread([-0.375, -0.125, 0.125, 0.375], clusters(["a", "a", "a", "a"])) // → {variance: 0, df: 0}
 * ```
 */
export function spread(influence: ArrayLike<number>, clusters: Clusters | null = null): Spread {
  if (clusters === null) return ownFreedom(influence);
  const sums = new Float64Array(clusters.count);
  for (let i = 0; i < influence.length; ++i) sums[clusters.of[i]] += influence[i];
  return ownFreedom(sums);
}

/**
 * The variance of a sum of independent parts, and the degrees of freedom with which it is known: parts − 1 at most, as of normal ones, and
 * fewer the heavier their tails, for a few parts that weigh much tell little about their own spread, however many others there are.
 *
 * Source: the first two moments of the variance's own estimate (F. E. Satterthwaite 1946, Biometrics Bulletin 2, 110–114), with the sample's
 * kurtosis.
 */
function ownFreedom(parts: ArrayLike<number>): Spread {
  const units = parts.length;
  let largest = 0;
  for (let g = 0; g < units; ++g) largest = Math.max(largest, Math.abs(parts[g]));
  if (units < 2 || largest === 0) return {variance: 0, df: 0};
  let squares = 0;
  let fourths = 0;
  for (let g = 0; g < units; ++g) {
    // over the largest, lest the fourth power of something small be 0
    const square = (parts[g] / largest) ** 2;
    squares += square;
    fourths += square * square;
  }
  const excess = fourths / (squares * squares) - 1 / units;
  return {
    variance: (squares * units * largest * largest) / (units - 1),
    df: Math.min(units - 1, Math.max(1, 2 / (excess + 2 / (units * (units - 1)))))
  };
}

/** The square of what the last digits of sums leave where clusters cancel. */
const ROUNDING = 1e-30;

export interface ShareOfRows extends Interval {
  readonly value: number;
  /** Rows among which the share was taken. */
  readonly n: number;
}

/**
 * The share of rows with `hit` among the rows with `counted` (both by row), with Wilson's interval; where rows come in clusters, with
 * the number of rows replaced by the effective one. Null where no row is counted.
 *
 * @example
 * ```ts
 * const bought = [1, 1, 1, 0];
 * shareOfRows(4, () => true, (row) => bought[row] === 1)
 * // → {value: 0.75, n: 4, low: 0.3006…, high: 0.9544…}
 * shareOfRows(4, () => false, () => true) // → null
 * ```
 */
export function shareOfRows(
  rows: number,
  counted: (row: number) => boolean,
  hit: (row: number) => boolean,
  {clusters = null as Clusters | null, level = 0.95} = {}
): ShareOfRows | null {
  let n = 0;
  let hits = 0;
  for (let i = 0; i < rows; ++i) {
    if (!counted(i)) continue;
    ++n;
    if (hit(i)) ++hits;
  }
  if (n === 0) return null;
  const value = hits / n;
  if (clusters === null) return {value, n, ...wilsonInterval(value, n, {level})};
  const influence = new Float64Array(rows);
  const held = new Uint8Array(clusters.count);
  for (let i = 0; i < rows; ++i) {
    if (!counted(i)) continue;
    influence[i] = (Number(hit(i)) - value) / n;
    held[clusters.of[i]] = 1;
  }
  const units = held.reduce((sum, one) => sum + one, 0);
  return {value, n, ...effectiveWilson(value, n, spread(influence, clusters), {units, level})};
}

/**
 * Wilson's interval of a share of `n` rows that are not independent draws: n is replaced by the number of independent rows that would
 * give the share the variance it was found to have (n over the design effect). At 0 and 1, and where the spread is unknown, rows tell
 * nothing about their dependence, and `units`, the number of clusters that hold any of the n rows, is taken instead.
 *
 * Source: E. L. Korn and B. I. Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
 * estimated from survey data, Survey Methodology 24, 193–201, with Wilson's interval in the place of the exact one, as in N. Dean and
 * M. Pagano (2015), Journal of Survey Statistics and Methodology 3, 484–503.
 *
 * @example
 * ```ts
 * // 100 rows whose share has the variance that 50 independent ones would give it
 * effectiveWilson(0.5, 100, {variance: 0.005, df: Infinity}) // → {low: 0.3664…, high: 0.6335…}
 * ```
 */
export function effectiveWilson(
  share: number,
  n: number,
  {variance, df}: Spread,
  {units = n, level = 0.95} = {}
): Interval {
  if (share <= 0 || share >= 1 || !(df > 0) || variance <= ROUNDING) return wilsonInterval(share, units, {level});
  const p = (1 + level) / 2;
  const wider = studentQuantile(p, df) / normalQuantile(p);
  return wilsonInterval(share, Math.max(1, (share * (1 - share)) / (variance * wider * wider)), {level});
}
