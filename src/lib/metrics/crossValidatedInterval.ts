import type {Interval} from "./interval.js";
import {studentQuantile} from "./studentQuantile.js";

/**
 * The mean of a metric, or of the difference of two, over the folds of one or more cross-validations, and its interval. Folds share most of their training rows, so their
 * spread is taken larger by the share of test to training rows; without that an interval would narrow as one repeats, and say more than is known.
 *
 * Throws `RangeError` for fewer than two values, or fewer than two folds.
 *
 * Source: C. Nadeau and Y. Bengio (2003), Machine Learning 52, 239–281; R. R. Bouckaert and E. Frank (2004), PAKDD, 3–12, for repeated folds.
 *
 * @param values one for each fold of each repeat
 * @param folds of one repeat
 */
export function crossValidatedInterval(
  values: readonly number[],
  folds: number,
  {level = 0.95} = {}
): Interval & {readonly value: number} {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values; a spread takes two`);
  if (!(Number.isInteger(folds) && folds >= 2)) throw new RangeError(`invalid number of folds: ${folds}`);
  const value = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - value) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance * (1 / n + 1 / (folds - 1)));
  return {value, low: value - half, high: value + half};
}
