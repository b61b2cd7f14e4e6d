import type {Spread} from "./influence.js";
import type {Interval} from "./interval.js";
import {normalQuantile} from "./normalQuantile.js";
import {studentQuantile} from "./studentQuantile.js";
import {wilsonInterval} from "./wilsonInterval.js";

/**
 * Wilson's interval of a share of `n` rows that are not independent draws: n is replaced by the number of independent rows that would
 * give the share the variance it was found to have (n over the design effect). At 0 and 1, and where the spread is unknown, rows tell
 * nothing about their dependence, and `units`, the number of clusters that hold any of the n rows, is taken instead.
 *
 * Source: E. L. Korn and B. I. Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
 * estimated from survey data, Survey Methodology 24, 193–201, with Wilson's interval in the place of the exact one, as in N. Dean and
 * M. Pagano (2015), Journal of Survey Statistics and Methodology 3, 484–503.
 */
export function effectiveWilson(
  share: number,
  n: number,
  {variance, df}: Spread,
  {units = n, level = 0.95} = {}
): Interval {
  if (share <= 0 || share >= 1 || !(df > 0) || variance === 0) return wilsonInterval(share, units, {level});
  const p = (1 + level) / 2;
  const wider = studentQuantile(p, df) / normalQuantile(p);
  return wilsonInterval(share, Math.max(1, (share * (1 - share)) / (variance * wider * wider)), {level});
}
