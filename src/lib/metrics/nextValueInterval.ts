import type {Interval} from "./interval.js";
import {studentInterval} from "./studentInterval.js";

/**
 * Where one more value of the kind of `values` lies with probability `level`, if they are independent and normal: what
 * a total of a generated shop would be with another seed. Throws `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.7.
 */
export function nextValueInterval(values: readonly number[], {level = 0.95} = {}): Interval {
  const {low, high} = studentInterval(values, 1 + 1 / values.length, level);
  return {low, high};
}
