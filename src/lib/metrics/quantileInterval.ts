import {incompleteBeta} from "./incompleteBeta.js";
import type {Interval} from "./interval.js";

/**
 * A quantile of independent values, in ascending order, with the interval between two of them that holds it with
 * probability `level` at least, whatever their distribution. An end is infinite where there are too few values to give
 * one: 368 are needed to bound the 99 % quantile from above. Throws `RangeError` for no values or a share outside (0, 1).
 *
 * Source: H. A. David and H. N. Nagaraja (2003), Order Statistics, section 7.1.
 */
export function quantileInterval(
  ascending: ArrayLike<number>,
  share: number,
  {level = 0.95} = {}
): Interval & {readonly value: number} {
  const n = ascending.length;
  if (n < 1) throw new RangeError("no values to take a quantile of");
  if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
  const tail = (1 - level) / 2;
  /** The chance that k values or more lie at or below the quantile. */
  const atLeast = (k: number) => (k <= 0 ? 1 : k > n ? 0 : incompleteBeta(share, k, n - k + 1));
  // the quantile lies below the value number `low` where fewer than `low` values lie at or below it
  const low = lastWhere(n, (k) => 1 - atLeast(k) <= tail);
  const high = lastWhere(n, (k) => atLeast(k) > tail) + 1;
  return {
    value: ascending[Math.min(n, Math.max(1, Math.ceil(share * n))) - 1],
    low: low === 0 ? -Infinity : ascending[low - 1],
    high: high > n ? Infinity : ascending[high - 1]
  };
}

/** The greatest of 0…n for which something holds that holds for all up to it; it holds for 0. */
function lastWhere(n: number, holds: (k: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
