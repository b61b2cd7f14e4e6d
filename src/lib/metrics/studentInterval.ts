import type {Interval} from "./interval.js";
import {studentQuantile} from "./studentQuantile.js";

/**
 * The mean of `values`, and the interval of Student's t about it whose variance is `share` times that of one value: 1 /
 * n for the mean itself, 1 + 1 / n for the next value. Throws `RangeError` for fewer than two values.
 */
export function studentInterval(
  values: readonly number[],
  share: number,
  level: number
): Interval & {readonly value: number} {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values; a spread takes two`);
  const value = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - value) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance * share);
  return {value, low: value - half, high: value + half};
}
