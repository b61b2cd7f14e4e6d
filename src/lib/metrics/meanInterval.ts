import type {Interval} from "./interval.js";
import {studentInterval} from "./studentInterval.js";

/**
 * The mean of independent values, such as one of each generated shop, and where the mean of ever more of them lies with
 * probability `level`, if they are normal. Throws `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.2.
 */
export function meanInterval(values: readonly number[], {level = 0.95} = {}): Interval & {readonly value: number} {
  return studentInterval(values, 1 / values.length, level);
}
