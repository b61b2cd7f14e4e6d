import {UserError} from "../core/errors.js";
import {chiSquareSurvival} from "./chiSquare.js";

/** Below this p the counts do not fit the split: looked at again and again, a test at 5 % would cry wolf. */
const MISMATCH_ALPHA = 0.001;

export interface SampleRatio {
  readonly expected: readonly number[];
  /** Pearson's statistic, with one degree of freedom less than there are variants. */
  readonly chiSquare: number;
  readonly p: number;
  /** Whether p is below `alpha`: then something besides chance decides who is counted, and no result can be trusted. */
  readonly mismatch: boolean;
}

/**
 * Whether the numbers of units in the variants fit the split that was set (sample ratio mismatch). Throws `UserError` where no unit was
 * counted, and `RangeError` for lists of different lengths.
 *
 * Source: A. Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD, 2156–2164.
 *
 * @example
 * ```ts
 * sampleRatio([5000, 5000], [0.5, 0.5]).p // → 1
 * sampleRatio([5200, 4800], [0.5, 0.5]) // → {chiSquare: 16, mismatch: true, …}
 * ```
 */
export function sampleRatio(
  counts: readonly number[],
  split: readonly number[],
  {alpha = MISMATCH_ALPHA} = {}
): SampleRatio {
  if (counts.length !== split.length) throw new RangeError(`${counts.length} counts for ${split.length} shares`);
  const n = counts.reduce((a, b) => a + b, 0);
  if (n === 0) throw new UserError("no unit was exposed", "give an exposure log with rows of this experiment");
  const expected = split.map((share) => share * n);
  const chiSquare = counts.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
  const p = chiSquareSurvival(chiSquare, counts.length - 1);
  return {expected, chiSquare, p, mismatch: p < alpha};
}
