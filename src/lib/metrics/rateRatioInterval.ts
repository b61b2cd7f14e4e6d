import type {Interval} from "./interval.js";
import {wilsonInterval} from "./wilsonInterval.js";

/**
 * Interval of the ratio of two Poisson rates over equally long windows, from the counts `recent` and `before`. Given their sum,
 * the recent count is binomial with probability ratio / (1 + ratio); its Wilson interval is turned back into a ratio. The upper end is
 * infinite where `before` is 0.
 *
 * Throws `RangeError` for negative counts and where both are 0: then nothing was seen.
 *
 * Source: J. Przyborowski and H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31,
 * 313–323, for conditioning on the sum.
 */
export function rateRatioInterval(recent: number, before: number, {level = 0.95} = {}): Interval {
  if (!(recent >= 0 && before >= 0 && recent + before > 0))
    throw new RangeError(`invalid counts: ${recent} and ${before}`);
  const {low, high} = wilsonInterval(recent / (recent + before), recent + before, {level});
  return {low: low / (1 - low), high: high === 1 ? Infinity : high / (1 - high)};
}
