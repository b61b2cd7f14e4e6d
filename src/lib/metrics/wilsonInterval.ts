import type {Interval} from "./interval.js";
import {normalQuantile} from "./normalQuantile.js";

/**
 * Wilson's score interval of a proportion: `share` of `n` independent trials (share · n need not be whole, so that it also serves
 * a published percentage). Stays inside [0, 1] and has width at 0 and 1.
 *
 * Throws `RangeError` for a share outside [0, 1] or n < 1.
 *
 * Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209–212.
 */
export function wilsonInterval(share: number, n: number, {level = 0.95} = {}): Interval {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`invalid share: ${share}`);
  if (!(n >= 1)) throw new RangeError(`invalid n: ${n}`);
  const z = normalQuantile((1 + level) / 2);
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {low: share === 0 ? 0 : centre - half, high: share === 1 ? 1 : centre + half};
}
