import {normalQuantile} from "./normalQuantile.js";

/**
 * Visitors needed in each arm of an experiment to tell `treated` from `control` (both shares), two-sided at `alpha`, with the given
 * power. Rounded up. Throws `RangeError` for a share outside (0, 1) or equal shares.
 *
 * Source: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates and Proportions, section 4.2: the normal
 * approximation with the pooled variance under the null, without continuity correction.
 */
export function twoProportionSampleSize(control: number, treated: number, {alpha = 0.05, power = 0.8} = {}): number {
  for (const share of [control, treated])
    if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
  if (control === treated) throw new RangeError(`no difference to detect: both shares are ${control}`);
  const middle = (control + treated) / 2;
  const apart = control * (1 - control) + treated * (1 - treated);
  const together = 2 * middle * (1 - middle);
  const root = normalQuantile(1 - alpha / 2) * Math.sqrt(together) + normalQuantile(power) * Math.sqrt(apart);
  return Math.ceil((root / (treated - control)) ** 2);
}
