import {type Random, random} from "../core/random.js";
import type {Clusters} from "./clusters.js";
import type {Interval} from "./intervals.js";
import {type Ranked, ranked} from "./ranked.js";

/**
 * Draws as many of `weights.length` units, with replacement, and overwrites `weights` by how often each was drawn.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const weights = new Int32Array(4);
 * drawWeights(weights, random(1));
 * weights.reduce((sum, times) => sum + times) // → 4
 * ```
 */
export function drawWeights(weights: Int32Array, source: Random): void {
  weights.fill(0);
  const n = weights.length;
  for (let i = 0; i < n; ++i) weights[source.below(n)]++;
}

export interface BootstrapOptions {
  /** Rows that go together are drawn together; null (default) draws rows one by one. */
  readonly clusters?: Clusters | null;
  readonly draws?: number;
  readonly level?: number;
  readonly seed?: number;
}

/**
 * The percentile bootstrap interval of a statistic that takes the number of times each row was drawn. Weights leave every order and
 * sorting as it is, so that a draw costs O(rows). A draw on which the statistic is NaN (no positive drawn) is left out.
 *
 * The same seed gives the same interval. Throws `RangeError` for no rows, or where the statistic is NaN on more than half of the draws.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; C. A. Field and A. H. Welsh (2007),
 * Bootstrapping clustered data, Journal of the Royal Statistical Society B 69, 369–390, for drawing clusters.
 *
 * @example
 * ```ts
 * const values = [1, 2, 3, 4];
 * const mean = (weights: Int32Array) => weights.reduce((sum, times, row) => sum + times * values[row], 0) / 4;
 * const {low, high, standardError} = weightBootstrap(4, mean, {draws: 4000});
 * low < 2.5 && 2.5 < high // → true
 * Math.abs(standardError - Math.sqrt(1.25 / 4)) < 0.02 // → true (1.25 is the variance of the values)
 * ```
 */
export function weightBootstrap(
  rows: number,
  statistic: (weights: Int32Array) => number,
  {clusters = null, draws = 400, level = 0.95, seed = 1}: BootstrapOptions = {}
): Interval & {readonly standardError: number} {
  if (!(rows >= 1)) throw new RangeError(`invalid rows: ${rows}`);
  const source = random(seed, rows);
  const ofRow = new Int32Array(rows);
  const ofUnit = clusters === null ? ofRow : new Int32Array(clusters.count);
  const values: number[] = [];
  for (let b = 0; b < draws; ++b) {
    drawWeights(ofUnit, source);
    if (clusters !== null) for (let i = 0; i < rows; ++i) ofRow[i] = ofUnit[clusters.of[i]];
    const value = statistic(ofRow);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length < draws / 2) {
    throw new RangeError(`the statistic is undefined on ${draws - values.length} of ${draws} draws`);
  }
  values.sort((a, b) => a - b);
  const at = (p: number): number => {
    const place = p * (values.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, values.length - 1);
    return values[below] + (place - below) * (values[above] - values[below]);
  };
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return {
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    standardError: Math.sqrt(squares / Math.max(1, values.length - 1))
  };
}

/**
 * The area under the ROC curve as a function of how often each row counts, for the bootstrap: O(rows), no sorting. NaN where a class has
 * no weight.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const auc = weightedAuc(ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]));
 * auc([1, 1, 1, 1]) // → 0.75
 * auc([1, 0, 1, 2]) // → 1 (the negative at 0.8 was not drawn)
 * ```
 */
export function weightedAuc({order, ends, labels}: Ranked): (weights: ArrayLike<number>) => number {
  return (weights) => {
    let positives = 0;
    let negatives = 0;
    let wins = 0;
    for (let k = 0, place = 0; k < ends.length; ++k) {
      let positivesHere = 0;
      let negativesHere = 0;
      for (; place < ends[k]; ++place) {
        const row = order[place];
        if (labels[row] === 1) positivesHere += weights[row];
        else negativesHere += weights[row];
      }
      wins += negativesHere * (positives + positivesHere / 2);
      positives += positivesHere;
      negatives += negativesHere;
    }
    return positives === 0 || negatives === 0 ? NaN : wins / (positives * negatives);
  };
}

/**
 * Average precision as a function of how often each row counts, with the share of positives held at the sample's own, so that draws
 * differ in their ranking and not in how many positives came by. NaN where a class has no weight that the sample has.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const precision = weightedAveragePrecision(ranked([0.9, 0.8, 0.7], [1, 0, 1]));
 * precision([1, 1, 1]) // → 0.8333…
 * precision([0, 1, 2]) // → 0.6666… (both draws of a positive are below the negative)
 * ```
 */
export function weightedAveragePrecision(ranking: Ranked): (weights: ArrayLike<number>) => number {
  const {order, labels, positives, negatives} = ranking;
  return (weights) => {
    let allPositives = 0;
    let allNegatives = 0;
    for (let place = 0; place < order.length; ++place) {
      if (labels[order[place]] === 1) allPositives += weights[order[place]];
      else allNegatives += weights[order[place]];
    }
    if (allPositives === 0 || (allNegatives === 0 && negatives > 0)) return NaN;
    // A drawn negative counts as many as it takes to restore the share.
    const worth = negatives === 0 ? 0 : (allPositives / positives) * (negatives / allNegatives);
    return weightedPrecision(ranking, weights, worth).sum / allPositives;
  };
}

/**
 * The sum over positives of the precision at their rank, each row counting `weights` times and each negative `worth`
 * times more; tied scores are taken together. `positives` is the weight of all positives, by which the sum gives the
 * average precision. O(rows).
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const ranking = ranked([0.9, 0.8, 0.7], [1, 0, 1]);
 * weightedPrecision(ranking, [1, 1, 1]) // → {sum: 1.666…, positives: 2} (1/1 + 2/3)
 * weightedPrecision(ranking, [1, 1, 1], 3) // → {sum: 1.4, positives: 2} (1/1 + 2/5)
 * ```
 */
export function weightedPrecision(
  {order, ends, labels}: Ranked,
  weights: ArrayLike<number>,
  worth = 1
): {readonly sum: number; readonly positives: number} {
  let above = 0;
  let wrong = 0;
  let sum = 0;
  for (let k = 0, place = 0; k < ends.length; ++k) {
    let here = 0;
    for (; place < ends[k]; ++place) {
      const row = order[place];
      if (labels[row] === 1) here += weights[row];
      else wrong += weights[row];
    }
    above += here;
    if (here > 0) sum += (here * above) / (above + worth * wrong);
  }
  return {sum, positives: above};
}

/** A metric of ranked rows as a function of how often each row counts; see `weightedAuc`. */
export type WeightedMetric = (ranking: Ranked) => (weights: ArrayLike<number>) => number;

/**
 * The difference of any metric between two scores of the same rows, first less second, with its paired percentile bootstrap interval: both
 * see the same draws, so that what they share cancels.
 *
 * Throws `RangeError` as `ranked` and `weightBootstrap`.
 *
 * @example
 * ```ts
 * const labels = [1, 0, 1, 0];
 * bootstrapDifference(weightedAuc, [0.9, 0.8, 0.7, 0.6], [0.9, 0.7, 0.8, 0.6], labels)
 * // → {value: −0.25, low: −1, high: 0, …}
 * ```
 */
export function bootstrapDifference(
  metric: WeightedMetric,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: BootstrapOptions = {}
): Interval & {readonly value: number; readonly standardError: number} {
  const a = metric(ranked(first, labels));
  const b = metric(ranked(second, labels));
  const once = new Int32Array(labels.length).fill(1);
  const interval = weightBootstrap(labels.length, (weights) => a(weights) - b(weights), options);
  return {value: a(once) - b(once), ...interval};
}

/**
 * How many times greater the median of one sample is than that of another, with its percentile bootstrap interval; the
 * samples are drawn apart. The same seed gives the same interval. Throws `RangeError` where a sample is empty.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 *
 * @example
 * ```ts
 * // 7 in 27 draws of three values have the least as their median, and as many the greatest
 * medianRatio([2, 4, 6], [1, 2, 3]) // → {value: 2, low: 0.6666…, high: 6}
 * ```
 */
export function medianRatio(
  values: ArrayLike<number>,
  others: ArrayLike<number>,
  {draws = 1000, level = 0.95, seed = 1} = {}
): Interval & {readonly value: number} {
  const samples = [values, others].map((sample, k) => {
    if (sample.length < 1) throw new RangeError("no values to take a median of");
    return {sorted: Float64Array.from(sample).sort(), weights: new Int32Array(sample.length), source: random(seed, k)};
  });
  const drawn = Float64Array.from({length: draws}, () => {
    const [a, b] = samples.map(({sorted, weights, source}) => {
      drawWeights(weights, source);
      return weightedMedian(sorted, weights);
    });
    return a / b;
  }).sort();
  const at = (share: number) => drawn[Math.min(draws - 1, Math.floor(share * draws))];
  const [a, b] = samples.map(({sorted, weights}) => weightedMedian(sorted, weights.fill(1)));
  return {value: a / b, low: at((1 - level) / 2), high: at((1 + level) / 2)};
}

/** The value by which half of the weight is reached; the weights sum to the number of values. */
function weightedMedian(ascending: Float64Array, weights: Int32Array): number {
  let left = ascending.length / 2;
  let at = 0;
  while ((left -= weights[at]) > 0) at++;
  return ascending[at];
}
