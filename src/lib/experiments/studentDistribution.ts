import {normalCdf} from "../metrics/distributions.js";

/**
 * P(T ≤ t) of Student's distribution with `df` degrees of freedom and noncentrality `shift`: T = (Z + shift) / √(χ²/df). Absolute error below
 * 1e-12; the lower tail has a relative error of that size. Throws `RangeError` for df that is not positive.
 *
 * Source: the mean of Φ(t s − shift) over the density of s = √(χ²/df), by the trapezoid rule on ln s, which converges exponentially there;
 * the density is divided by its own sum, so that no gamma function is needed.
 *
 * @example
 * ```ts
 * studentCdf(3.182446305284263, 3) // → 0.975
 * studentCdf(2, 10, {shift: 1}) // → 0.8076…
 * ```
 */
export function studentCdf(t: number, df: number, {shift = 0} = {}): number {
  if (!(df > 0)) throw new RangeError(`invalid degrees of freedom: ${df}`);
  if (Number.isNaN(t) || Number.isNaN(shift)) throw new RangeError(`invalid t or shift: ${t}, ${shift}`);
  if (df > 1e12) return normalCdf(t - shift);
  if (t > 0 && shift === 0) return 1 - studentCdf(-t, df);
  const spread = 1 / Math.sqrt(2 * df);
  // where Φ pulls the product towards small s
  const pulled = 0.5 * Math.log(df / (df + t * t));
  const low = Math.min(pulled - REACH * spread, pulled - 40 / df);
  const step = (0.2 * spread) / Math.max(1, Math.abs(t) * spread);
  let sum = 0;
  let all = 0;
  for (let u = low; u <= REACH * spread + 1 / df; u += step) {
    const density = Math.exp(df * (u - Math.expm1(2 * u) / 2));
    all += density;
    if (density > 0) sum += density * normalCdf(t * Math.exp(u) - shift);
  }
  return sum / all;
}

/** Standard deviations beyond which a normal density is nothing in 64 bits. */
const REACH = 10;
