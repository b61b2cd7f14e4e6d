import type {Interval} from "./interval.js";
import {studentQuantile} from "./studentQuantile.js";

/**
 * The mean of independent values, such as one of each generated shop, and where the mean of ever more of them lies with probability `level`, if they are normal. Throws
 * `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.2.
 */
export function meanInterval(values: readonly number[], {level = 0.95} = {}): Interval & {readonly value: number} {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values; a spread takes two`);
  const value = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - value) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n);
  return {value, low: value - half, high: value + half};
}
