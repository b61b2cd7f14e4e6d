import {random} from "../core/random.js";
import {drawWeights} from "./drawWeights.js";
import type {Interval} from "./interval.js";

/**
 * How many times greater the median of one sample is than that of another, with its percentile bootstrap interval; the
 * samples are drawn apart. The same seed gives the same interval. Throws `RangeError` where a sample is empty.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
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
