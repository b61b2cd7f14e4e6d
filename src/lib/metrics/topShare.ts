import {type Clusters, effectiveWilson, spread, twoClassSpread} from "./clusters.js";
import type {Interval} from "./intervals.js";
import type {Ranked} from "./ranked.js";

export interface TopShare {
  /** Rows in the top: the share of all rows, rounded, at least one. */
  readonly top: number;
  /** Positives expected in the top; not whole where equal scores straddle the cut. */
  readonly hits: number;
  /** Of the top rows, the share that is positive; a random order has the share of all rows. */
  readonly precision: Interval & {readonly value: number};
  /** Of the positives, the share in the top; a random order has the top's share. */
  readonly recall: Interval & {readonly value: number};
  /** Precision over the share of positives in all rows; a random order has 1. */
  readonly lift: Interval & {readonly value: number};
  /** Rows that share the score at which the top ends, where not all of them fit in; else 0. */
  readonly tied: number;
}

/**
 * Precision, recall and lift when the best-scored `share` of rows is acted upon. Where equal scores straddle the cut, the figures are
 * the expectation over a random order of the tied rows.
 *
 * Intervals are Wilson's at the number of independent rows with the same variance. That variance counts what the shifting of the cut
 * adds or takes away: a positive more in the top pushes the row at the cut out. Precision leaves the number of positives to chance;
 * recall and lift hold it.
 *
 * Throws `RangeError` for a share outside (0, 1] or where there are no rows or no positives.
 *
 * Source: the delta method for a quantile (R. R. Bahadur 1966, Annals of Mathematical Statistics 37, 577–580); the share of positives at
 * the cut comes from the places half a top's size to either side of it.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const {top, hits, precision, recall, lift} = topShare(ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 0, 0]), 0.5);
 * top // → 2
 * hits // → 1
 * precision.value // → 0.5
 * recall.value // → 1
 * lift.value // → 2
 * topShare(ranked([1, 1, 1, 1], [1, 0, 0, 0]), 0.5).hits // → 0.5 (four rows tie for two places)
 * ```
 */
export function topShare(
  ranking: Ranked,
  share: number,
  {clusters = null as Clusters | null, level = 0.95} = {}
): TopShare {
  const {rows, positives, negatives, labels, order, ends, found} = ranking;
  if (!(share > 0 && share <= 1)) throw new RangeError(`invalid share: ${share}`);
  if (rows === 0) throw new RangeError("no rows");
  if (positives === 0) throw new RangeError("no positive label");
  const top = Math.max(1, Math.round(share * rows));
  const group = groupAt(ends, top - 1);
  const from = group === 0 ? 0 : ends[group - 1];
  const above = group === 0 ? 0 : found[group - 1];
  const part = (top - from) / (ends[group] - from);
  // a part of equal scores may come out above itself in the last digit
  const hits = Math.min(top, above + part * (found[group] - above));
  const precision = hits / top;
  const recall = hits / positives;
  // The share of positives near the cut.
  const reach = Math.max(20, Math.ceil(top / 2));
  const first = groupAt(ends, Math.max(0, top - reach));
  const last = groupAt(ends, Math.min(rows - 1, top + reach));
  const start = first === 0 ? 0 : ends[first - 1];
  const near = (found[last] - (first === 0 ? 0 : found[first - 1])) / (ends[last] - start);

  const forPrecision = new Float64Array(rows);
  const forRecall = new Float64Array(rows);
  const shareOfNegatives = negatives === 0 ? 0 : (top - hits) / negatives;
  const inTop = new Set<number>();
  const withPositive = new Set<number>();
  for (let place = 0; place < rows; ++place) {
    const row = order[place];
    const weight = place < from ? 1 : place < ends[group] ? part : 0;
    const label = labels[row];
    forPrecision[row] = ((label - near) * weight - (precision - near) * (top / rows)) / top;
    forRecall[row] = (label === 1 ? (1 - near) * (weight - recall) : -near * (weight - shareOfNegatives)) / positives;
    if (clusters === null) continue;
    if (weight > 0) inTop.add(clusters.of[row]);
    if (label === 1) withPositive.add(clusters.of[row]);
  }
  const precisionInterval = effectiveWilson(precision, top, spread(forPrecision, clusters), {
    units: clusters === null ? top : inTop.size,
    level
  });
  // A top smaller than the positives can hold that many at most: recall is then judged as a share of what fits.
  const most = Math.min(1, top / positives);
  const ofRecall = twoClassSpread(forRecall, labels, clusters);
  const filled = effectiveWilson(
    Math.min(1, recall / most),
    Math.min(top, positives),
    {...ofRecall, variance: ofRecall.variance / (most * most)},
    {units: clusters === null ? Math.min(top, positives) : withPositive.size, level}
  );
  const recallInterval = {
    low: Math.min(recall, filled.low * most),
    high: Math.min(1, Math.max(recall, filled.high * most))
  };
  const times = rows / top;
  return {
    top,
    hits,
    precision: {value: precision, ...precisionInterval},
    recall: {value: recall, ...recallInterval},
    lift: {value: recall * times, low: recallInterval.low * times, high: recallInterval.high * times},
    tied: part < 1 ? ends[group] - from : 0
  };
}

/** The group of equal scores that holds a place, by bisection. */
function groupAt(ends: Uint32Array, place: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle] > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Beyond this many draws the expectation is that for this many: it falls with n, so the baseline is then a little generous. */
const MAX_DRAWS = 150;

/**
 * The share of its most frequent class that `n` independent draws from a mix of classes are expected to have, for each of `ns`: what
 * "loyalty" to a class looks like where there is none. Exact: P(no class more than m) is n! times the coefficient of xⁿ in
 * Π_d Σ_{k ≤ m} (p_d x)ᵏ / k!, and the expected maximum is the sum over m of P(maximum > m).
 *
 * Throws `RangeError` for a mix that is empty or holds a negative or no positive weight, and for an n that is not a positive whole
 * number.
 *
 * Source: W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1 (1968), on multinomial allocations.
 *
 * @example
 * ```ts
 * // two draws from two classes agree half of the time: (2/2 + 1/2) / 2
 * expectedTopShare([1, 1], [1, 2, 3]) // → [1, 0.75, 0.75]
 * ```
 */
export function expectedTopShare(mix: ArrayLike<number>, ns: readonly number[]): number[] {
  const weights = Array.from(mix);
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (!(total > 0) || weights.some((w) => !(w >= 0))) throw new RangeError(`invalid mix: ${weights.join(", ")}`);
  for (const n of ns) if (!(Number.isInteger(n) && n > 0)) throw new RangeError(`invalid number of draws: ${n}`);
  const most = Math.min(MAX_DRAWS, Math.max(0, ...ns));
  const factorial = new Float64Array(most + 1).fill(1);
  for (let k = 1; k <= most; k++) factorial[k] = factorial[k - 1] * k;
  const expectedMax = new Float64Array(most + 1);
  for (let m = 0; m < most; m++) {
    let product = new Float64Array(most + 1);
    product[0] = 1;
    for (const weight of weights) {
      const p = weight / total;
      const next = new Float64Array(most + 1);
      let term = 1;
      for (let k = 0; k <= m; k++) {
        if (k > 0) term *= p / k;
        for (let i = 0; i + k <= most; i++) next[i + k] += term * product[i];
      }
      product = next;
    }
    // With n ≤ m draws no class can have more than m.
    for (let n = m + 1; n <= most; n++) expectedMax[n] += 1 - factorial[n] * product[n];
  }
  return ns.map((n) => expectedMax[Math.min(n, most)] / Math.min(n, most));
}

/**
 * Average precision and area under the ROC curve when the only positive stands at `rank` (1 = first, no ties) of `rows` rows:
 * 1 / rank, and the share of negatives behind it. `chance` is the probability that a random ranking puts it at this rank or better.
 *
 * Throws `RangeError` for a rank outside 1 to rows, and for fewer than two rows.
 *
 * @example
 * ```ts
 * onePositive(2, 11) // → {averagePrecision: 0.5, auc: 0.9, chance: 0.1818…}
 * ```
 */
export function onePositive(
  rank: number,
  rows: number
): {readonly averagePrecision: number; readonly auc: number; readonly chance: number} {
  if (!(rows >= 2)) throw new RangeError(`invalid rows: ${rows}`);
  if (!(rank >= 1 && rank <= rows)) throw new RangeError(`invalid rank: ${rank} of ${rows}`);
  return {averagePrecision: 1 / rank, auc: (rows - rank) / (rows - 1), chance: rank / rows};
}
