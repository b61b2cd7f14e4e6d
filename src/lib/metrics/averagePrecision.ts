import type {Linearised} from "./auc.js";
import type {Ranked} from "./ranked.js";
import {type Clusters, twoClassSpread} from "./clusters.js";
import {type Interval, transformedInterval, wilsonInterval} from "./intervals.js";
import {weightBootstrap, weightedAveragePrecision, weightedPrecision} from "./bootstrap.js";

/**
 * Average precision: the mean over positives of the precision at their rank, tied scores taken together, without interpolation.
 *
 * `scores` are any numbers, higher means more likely positive; `labels` are 1 and 0. Throws `RangeError` where lengths differ,
 * a label is neither 0 nor 1, a score is NaN, or no label is positive.
 *
 * Source: the definition of scikit-learn's `average_precision_score`: Σ (recall_t − recall_(t−1)) · precision_t over thresholds.
 *
 * @example
 * ```ts
 * averagePrecision([0.9, 0.8, 0.7], [1, 0, 1]) // → 0.8333… (the mean of 1/1 and 2/3)
 * averagePrecision([0.5, 0.5], [1, 0]) // → 0.5
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const n = scores.length;
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} scores`);
  let positives = 0;
  for (let i = 0; i < n; ++i) {
    if (labels[i] !== 0 && labels[i] !== 1) throw new RangeError(`invalid label at row ${i}: ${labels[i]}`);
    if (Number.isNaN(scores[i])) throw new RangeError(`score at row ${i} is NaN`);
    positives += labels[i];
  }
  if (positives === 0) throw new RangeError("no positive label");
  const order = Uint32Array.from({length: n}, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let sum = 0;
  let found = 0;
  for (let from = 0, to = 0; from < n; from = to) {
    let here = 0;
    for (; to < n && scores[order[to]] === scores[order[from]]; ++to) here += labels[order[to]];
    found += here;
    sum += (here * found) / to;
  }
  return sum / positives;
}

/**
 * Average precision, ties taken together, and what each row adds to its error to first order while the share of positives stays as it
 * is: through the place it holds itself, and through the precision at every place at or below its own. Throws `RangeError` where there
 * is no positive.
 *
 * Source: AP = ∫ π S₁ / (π S₁ + (1 − π) S₀) dF₁ with S the share of either class at or above a score, differentiated with respect to S₁,
 * S₀ and F₁ (the functional delta method; A. W. van der Vaart (1998), Asymptotic Statistics, chapter 20).
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * averagePrecisionInfluence(ranked([0.9, 0.8, 0.7], [1, 0, 1]))
 * // → {value: 0.8333…, influence: [0.08333…, 0, −0.08333…]}
 * ```
 */
export function averagePrecisionInfluence({
  order,
  ends,
  found,
  rows,
  positives,
  negatives,
  labels
}: Ranked): Linearised {
  if (positives === 0) throw new RangeError("no positive label");
  let value = 0;
  for (let k = 0, above = 0; k < ends.length; above = found[k++]) value += ((found[k] - above) * found[k]) / ends[k];
  value /= positives;
  const influence = new Float64Array(rows);
  // From the worst score up: the change of all precisions below, by a positive and by a negative more at this place.
  let byPositive = 0;
  let byNegative = 0;
  let meanOfPositives = 0;
  let meanOfNegatives = 0;
  for (let k = ends.length - 1; k >= 0; --k) {
    const from = k === 0 ? 0 : ends[k - 1];
    const here = found[k] - (k === 0 ? 0 : found[k - 1]);
    const wrong = ends[k] - found[k];
    const change = here / (ends[k] * ends[k]);
    byPositive += change * wrong;
    byNegative -= change * found[k];
    const precision = found[k] / ends[k];
    for (let place = from; place < ends[k]; ++place) {
      const row = order[place];
      influence[row] = labels[row] === 1 ? precision - value + byPositive : (byNegative * negatives) / positives;
    }
    meanOfPositives += here * (precision - value + byPositive);
    meanOfNegatives += (ends[k] - from - here) * byNegative;
  }
  meanOfPositives /= positives;
  meanOfNegatives /= positives;
  for (let i = 0; i < rows; ++i) {
    influence[i] =
      labels[i] === 1 ? (influence[i] - meanOfPositives) / positives : (influence[i] - meanOfNegatives) / negatives;
  }
  return {value, influence};
}

/**
 * How an interval of average precision is made: `linearised` (default) on the logit scale from what each row adds; `bootstrap`, the
 * percentiles of drawn rows or clusters; `binomial` on the logit scale as if it were a share of the positives.
 */
export type AveragePrecisionMethod = "linearised" | "bootstrap" | "binomial";

/**
 * Average precision with its interval, the share of positives being held at the sample's own. Null in place of the interval where
 * nothing tells of the spread, and `why` then says so: a class of a single row, or of a single user's, or scores that differ within
 * neither class. A perfect ranking has no spread either and gets Wilson's interval over its positives, or the users that hold them.
 *
 * Throws `RangeError` where there is no positive.
 *
 * Source: see `averagePrecisionInfluence`; K. Boyd, K. H. Eng and C. D. Page (2013), Area under the precision-recall curve: point
 * estimates and confidence intervals, ECML PKDD, 451–466, for the binomial interval and the logit scale.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * averagePrecisionInterval(ranked([0.9, 0.8, 0.3], [1, 1, 0]))
 * // → {value: 1, interval: {low: 0.3423…, high: 1}, why: null} (Wilson's interval of 2 in 2)
 * averagePrecisionInterval(ranked([0.9, 0.8], [0, 1]))
 * // → {value: 0.5, interval: null, why: "one positive has no spread to measure: no interval"}
 * ```
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
): {readonly value: number; readonly interval: Interval | null; readonly why: string | null} {
  const {value, influence} = averagePrecisionInfluence(ranking);
  const {positives, rows, labels} = ranking;
  const units = clusters === null ? positives : unitsOf(ranking, clusters, 1);
  const found = (interval: Interval) => ({value, interval, why: null});
  if (units < 2) return {value, interval: null, why: noSpread(ranking, clusters)};
  if (method === "bootstrap") {
    const {low, high} = weightBootstrap(rows, weightedAveragePrecision(ranking), {clusters, draws, level, seed});
    return found({low, high});
  }
  if (value === 1) return found(wilsonInterval(1, units, {level}));
  const spread =
    method === "binomial"
      ? {variance: (value * (1 - value)) / positives, df: Infinity}
      : twoClassSpread(influence, labels, clusters);
  if (!(spread.df > 0 && spread.variance > ROUNDING)) return {value, interval: null, why: noSpread(ranking, clusters)};
  return found(transformedInterval(value, spread, {scale: "logit", level}));
}

/** The square of what the last digits of sums leave. */
const ROUNDING = 1e-28;

/** Why nothing tells of the spread of an average precision. */
function noSpread(ranking: Ranked, clusters: Clusters | null): string {
  const {ends} = ranking;
  for (const [label, kind] of [
    [1, "positive"],
    [0, "negative"]
  ] as const) {
    const rows = label === 1 ? ranking.positives : ranking.negatives;
    if (rows === 1) return `one ${kind} has no spread to measure: no interval`;
    if (clusters !== null && unitsOf(ranking, clusters, label) === 1)
      return `one user holds all ${kind}s, and users are what would differ: no interval`;
  }
  if (ends.length === 1) return "all scores are equal: no spread to measure, no interval";
  return clusters === null
    ? "scores do not differ within either class: no spread to measure, no interval"
    : "what users add does not differ, or cancels: no spread to measure, no interval";
}

/** Users with a row of a class. */
function unitsOf({labels, rows}: Ranked, clusters: Clusters, label: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < rows; ++i) if (labels[i] === label) seen.add(clusters.of[i]);
  return seen.size;
}

export interface AveragePrecisionNull extends Interval {
  /** The exact expectation, not the mean of the draws. */
  readonly mean: number;
  /** The simulated values, ascending. */
  readonly draws: Float64Array;
}

/**
 * What average precision a random ranking of `rows` rows with `positives` positives reaches: its exact mean, and the central
 * interval of `draws` simulated rankings. `random` gives numbers in [0, 1); the same generator gives the same result.
 *
 * The mean exceeds the share of positives when positives are few, because the precision at a high rank is large and never negative.
 *
 * Throws `RangeError` for rows, positives or draws that are not whole numbers from 1, and for more positives than rows.
 *
 * Source: Y. Bestgen (2015), Exact expected average precision of the random baseline for system evaluation, Prague Bulletin of
 * Mathematical Linguistics 103, 131–138; simulation by drawing the positives' ranks without replacement.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const source = random(1);
 * // the only positive of four rows is as often at each rank: 1, 1/2, 1/3, 1/4
 * const {mean, low, high} = averagePrecisionNull(1, 4, () => source.uniform());
 * mean // → 0.5208…
 * low // → 0.25
 * high // → 1
 * ```
 */
export function averagePrecisionNull(
  positives: number,
  rows: number,
  random: () => number,
  {draws = 4000, level = 0.95} = {}
): AveragePrecisionNull {
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`invalid rows: ${rows}`);
  if (!Number.isInteger(positives) || positives < 1 || positives > rows) {
    throw new RangeError(`invalid positives: ${positives} of ${rows}`);
  }
  if (!(draws >= 1)) throw new RangeError(`invalid draws: ${draws}`);
  const values = Float64Array.from({length: draws}, () => ofRanks(distinctRanks(positives, rows, random))).sort();
  const at = (share: number) => values[Math.min(draws - 1, Math.max(0, Math.round(share * draws - 0.5)))];
  let harmonic = 0;
  for (let i = rows; i >= 1; --i) harmonic += 1 / i;
  const others = rows === 1 ? 0 : (positives - 1) / (rows - 1);
  return {
    mean: (harmonic + others * (rows - harmonic)) / rows,
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    draws: values
  };
}

/** The average precision when the positives stand at these ranks, ascending from 1. */
function ofRanks(ranks: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < ranks.length; ++i) sum += (i + 1) / ranks[i];
  return sum / ranks.length;
}

/** `count` of the ranks 1 to `rows`, each set equally likely, ascending (Floyd's sampling, Bentley and Floyd 1987). */
function distinctRanks(count: number, rows: number, random: () => number): number[] {
  const taken = new Set<number>();
  for (let last = rows - count + 1; last <= rows; ++last) {
    const rank = 1 + Math.floor(random() * last);
    taken.add(taken.has(rank) ? last : rank);
  }
  return [...taken].sort((a, b) => a - b);
}

/**
 * Average precision where some rows were left out before scoring: each row stands for `weights` rows of its label, so
 * that a thinned sample of negatives gives the value that all of them would, up to the chance of the draw. With weights
 * of 1 it is plain average precision. NaN where there is no positive.
 *
 * Source: D. G. Horvitz and D. J. Thompson (1952), A generalization of sampling without replacement from a finite
 * universe, JASA 47, 663–685, for the weights.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * // the negative stands for three: (1/1 + 2/5) / 2
 * thinnedAveragePrecision(ranked([0.9, 0.8, 0.7], [1, 0, 1]), [1, 3, 1]) // → 0.7
 * ```
 */
export function thinnedAveragePrecision(ranking: Ranked, weights: ArrayLike<number>): number {
  const {sum, positives} = weightedPrecision(ranking, weights);
  return positives === 0 ? NaN : sum / positives;
}
