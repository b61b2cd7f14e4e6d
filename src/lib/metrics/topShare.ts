import type {Clusters} from "./clusters.js";
import {effectiveWilson} from "./effectiveWilson.js";
import {spread, twoClassSpread} from "./influence.js";
import type {Interval} from "./interval.js";
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
  const hits = above + part * (found[group] - above);
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
  const recallInterval = {low: filled.low * most, high: filled.high * most};
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
