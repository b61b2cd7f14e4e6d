import {aucInterval} from "./aucInterval.js";
import {normalQuantile} from "./normalQuantile.js";

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
 * The area under the ROC curve of `scores` (any finite numbers, higher means more likely positive) against `labels` (1 positive,
 * 0 negative) with DeLong's interval, cut to [0, 1], at coverage `level`. Ties get mid-ranks, so a constant score has 0.5.
 *
 * With perfect separation DeLong's variance is zero, which would claim certainty; the interval is then the one that inverts
 * Hanley and McNeil's test. A class with one row leaves its share of the variance unknown, and the same interval serves.
 *
 * Throws `RangeError` where lengths differ, a class has no row, a label is neither 0 nor 1 or a score is NaN.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845; computed from mid-ranks in
 * O(n log n) after X. Sun and W. Xu (2014), IEEE Signal Processing Letters 21, 1389–1393.
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>, {level = 0.95} = {}): RocAuc {
  const n = scores.length;
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} scores`);
  const byClass: [number[], number[]] = [[], []];
  for (let i = 0; i < n; ++i) {
    const label = labels[i];
    if (label !== 0 && label !== 1) throw new RangeError(`invalid label at row ${i}: ${label}`);
    if (Number.isNaN(scores[i])) throw new RangeError(`score at row ${i} is NaN`);
    byClass[label].push(scores[i]);
  }
  const [below, above] = byClass.map((values) => Float64Array.from(values).sort());
  const negatives = below.length;
  const positives = above.length;
  if (positives === 0) throw new RangeError("no positive label");
  if (negatives === 0) throw new RangeError("no negative label");

  // A positive's share of negatives it beats, and a negative's share of positives that beat it: DeLong's structural components.
  const winsOfPositives = beaten(above, below);
  const winsOfNegatives = beaten(below, above).map((share) => 1 - share);
  const value = mean(winsOfPositives);
  const variance = spread(winsOfPositives, value) / positives + spread(winsOfNegatives, value) / negatives;
  const unknown = positives === 1 || negatives === 1 || variance === 0;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const interval = unknown
    ? aucInterval(value, positives, negatives, {level, method: "score"})
    : {low: Math.max(0, value - half), high: Math.min(1, value + half)};
  return {value, ...interval, standardError: Math.sqrt(variance), positives, negatives};
}

/** For each of `values` (ascending), the share of `others` (ascending) below it, ties counting one half. */
function beaten(values: Float64Array, others: Float64Array): Float64Array {
  const shares = new Float64Array(values.length);
  let less = 0;
  let notMore = 0;
  for (let i = 0; i < values.length; ++i) {
    while (less < others.length && others[less] < values[i]) ++less;
    while (notMore < others.length && others[notMore] <= values[i]) ++notMore;
    shares[i] = (less + notMore) / 2 / others.length;
  }
  return shares;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The unbiased variance about a known mean; 0 for a single value. */
function spread(values: Float64Array, centre: number): number {
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return values.length > 1 ? sum / (values.length - 1) : 0;
}
