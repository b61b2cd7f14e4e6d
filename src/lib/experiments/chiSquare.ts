import {logGamma} from "../metrics/distributions.js";

/**
 * P(X > x) of the chi-square distribution with `df` degrees of freedom: the regularised upper incomplete gamma function at df/2 and x/2.
 * Throws `RangeError` for a negative x or df that is not positive.
 *
 * Source: DLMF 8.11.4 (series) below the mean, 8.9.2 (continued fraction by Lentz's method) above it.
 *
 * @example
 * ```ts
 * chiSquareSurvival(3.841458820694124, 1) // → 0.05
 * chiSquareSurvival(2, 2) // → 0.3678… (1/e)
 * ```
 */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(x >= 0)) throw new RangeError(`invalid x: ${x}`);
  if (!(df > 0)) throw new RangeError(`invalid degrees of freedom: ${df}`);
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const a = df / 2;
  const y = x / 2;
  const factor = Math.exp(a * Math.log(y) - y - logGamma(a));
  if (y < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= y / (a + n);
      sum += term;
    }
    return 1 - factor * sum;
  }
  let b = y + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 100_000; n++) {
    const an = n * (a - n);
    b += 2;
    d = 1 / (b + an * d);
    c = b + an / c;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return factor * fraction;
}
