import type {Interval} from "./interval.js";
import {studentQuantile} from "./studentQuantile.js";

/**
 * Where one more value of the kind of `values` lies with probability `level`, if they are independent and normal: what a total of a generated shop would be
 * with another seed. Throws `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.7.
 */
export function nextValueInterval(values: readonly number[], {level = 0.95} = {}): Interval {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values; a spread takes two`);
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance * (1 + 1 / n));
  return {low: mean - half, high: mean + half};
}
