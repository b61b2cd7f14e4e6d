import type {Interval} from "./interval.js";
import {studentInterval} from "./studentInterval.js";

/**
 * The mean of a metric, or of the difference of two, over the folds of one or more cross-validations, and its interval.
 * Folds share most of their training rows, so their spread is taken larger by the share of test to training rows;
 * without that an interval would narrow as one repeats, and say more than is known.
 *
 * Throws `RangeError` for fewer than two values, or fewer than two folds.
 *
 * Source: C. Nadeau and Y. Bengio (2003), Machine Learning 52, 239–281; R. R. Bouckaert and E. Frank (2004), PAKDD,
 * 3–12, for repeated folds.
 *
 * @param values one for each fold of each repeat
 * @param folds of one repeat
 */
export function crossValidatedInterval(
  values: readonly number[],
  folds: number,
  {level = 0.95} = {}
): Interval & {readonly value: number} {
  if (!(Number.isInteger(folds) && folds >= 2)) throw new RangeError(`invalid number of folds: ${folds}`);
  return studentInterval(values, 1 / values.length + 1 / (folds - 1), level);
}
