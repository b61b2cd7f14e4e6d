import {random} from "../core/random.js";
import type {Interval} from "./interval.js";

/**
 * The percentile bootstrap interval of a statistic of `n` independent units: `statistic` gets indices drawn with replacement and
 * may return NaN for a draw on which it is undefined (one class only), which is left out. Seeded, so the same call gives the same
 * interval. Throws `RangeError` for n < 1, or where the statistic is undefined on more than half of the draws.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 */
export function bootstrapInterval(
  n: number,
  statistic: (indices: Int32Array) => number,
  {draws = 1000, level = 0.95, seed = 1} = {}
): Interval {
  if (!(n >= 1)) throw new RangeError(`invalid n: ${n}`);
  const source = random(seed, n);
  const indices = new Int32Array(n);
  const values: number[] = [];
  for (let b = 0; b < draws; b++) {
    for (let i = 0; i < n; i++) indices[i] = source.below(n);
    const value = statistic(indices);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length < draws / 2)
    throw new RangeError(`the statistic is undefined on ${draws - values.length} of ${draws} draws`);
  values.sort((a, b) => a - b);
  const at = (p: number): number => {
    const place = p * (values.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, values.length - 1);
    return values[below] + (place - below) * (values[above] - values[below]);
  };
  return {low: at((1 - level) / 2), high: at((1 + level) / 2)};
}
