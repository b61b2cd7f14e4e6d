import {gaussLegendre} from "../explain/gaussLegendre.js";
import {normalCdf, normalQuantile} from "../metrics/distributions.js";

const REACH = 9;
const RULE = gaussLegendre(200);

/**
 * P(all |z| ≤ `limit`) for the z of several variants against one control, whose estimates have these variances: differences that share a
 * control are correlated. The normal limit of Dunnett's distribution. Throws `RangeError` for a variance that is not positive.
 *
 * Source: C. W. Dunnett (1955), A multiple comparison procedure for comparing several treatments with a control, JASA 50, 1096–1121; as an
 * integral over the part that all share.
 */
function dunnettCdf(limit: number, control: number, variances: readonly number[]): number {
  for (const variance of [control, ...variances])
    if (!(variance > 0)) throw new RangeError(`invalid variance: ${variance}`);
  if (!(limit > 0)) return 0;
  const loads = variances.map((variance) => Math.sqrt(control / (control + variance)));
  let sum = 0;
  for (let i = 0; i < RULE.points.length; i++) {
    const u = REACH * (2 * RULE.points[i] - 1);
    let product = Math.exp(-0.5 * u * u);
    for (const load of loads) {
      const rest = Math.sqrt(1 - load * load);
      product *= normalCdf((limit - load * u) / rest) - normalCdf((-limit - load * u) / rest);
    }
    sum += RULE.weights[i] * product;
  }
  return Math.min(1, (2 * REACH * sum) / Math.sqrt(2 * Math.PI));
}

/**
 * How many standard errors wide the intervals of all differences from the control must be to hold all true differences together with
 * probability `level`. With one variant it is the normal quantile.
 *
 * @example
 * ```ts
 * dunnettCritical(1, [1, 1]) // → 2.212…
 * dunnettCritical(1, [1]) // → 1.959…
 * ```
 */
export function dunnettCritical(control: number, variances: readonly number[], {level = 0.95} = {}): number {
  let low = normalQuantile((1 + level) / 2);
  if (variances.length === 1) return low;
  let high = normalQuantile(1 - (1 - level) / (2 * variances.length)) + 1e-6;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high || high - low < 1e-13) return middle;
    if (dunnettCdf(middle, control, variances) < level) low = middle;
    else high = middle;
  }
}
