import type {Spread} from "./influence.js";
import type {Interval} from "./interval.js";
import {studentQuantile} from "./studentQuantile.js";

/** The scale on which an estimate is taken as normal: as it is, its logarithm, or the logarithm of its odds. */
export type Scale = "plain" | "log" | "logit";

/**
 * The interval value ± t standard errors, made on `scale` and turned back, so that on "logit" it stays inside (0, 1) and on "log" above
 * 0, longer on the side that has room. t has the spread's own degrees of freedom.
 *
 * Throws `RangeError` where the spread is unknown (`df` 0) or the value has no logarithm or odds.
 *
 * Source: the delta method, e.g. M. S. Pepe (2003), The Statistical Evaluation of Medical Tests, section 5.2, for the logit of an AUC.
 */
export function transformedInterval(
  value: number,
  {variance, df}: Spread,
  {scale = "plain" as Scale, level = 0.95} = {}
): Interval {
  if (!(df > 0)) throw new RangeError(`no degrees of freedom: ${df}`);
  const half = studentQuantile((1 + level) / 2, df) * Math.sqrt(variance);
  if (scale === "plain") return {low: value - half, high: value + half};
  if (!(value > 0)) throw new RangeError(`no logarithm of ${value}`);
  if (scale === "log") return {low: value * Math.exp(-half / value), high: value * Math.exp(half / value)};
  if (!(value < 1)) throw new RangeError(`no odds of ${value}`);
  const odds = value / (1 - value);
  const factor = Math.exp(half / (value * (1 - value)));
  return {low: odds / factor / (1 + odds / factor), high: 1 / (1 + 1 / (odds * factor))};
}
