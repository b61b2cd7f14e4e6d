import {betaQuantile} from "./betaQuantile.js";
import {normalQuantile} from "./normalQuantile.js";

/**
 * The t with P(T ≤ t) = p for Student's distribution with `df` degrees of freedom, which need not be whole; the normal quantile for an
 * infinite df. Throws `RangeError` for p outside (0, 1) or df that is not positive.
 *
 * Source: DLMF 8.17 with T² = df (1 − B) / B, B a Beta(df/2, 1/2) variable.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`invalid probability: ${p}`);
  if (!(df > 0)) throw new RangeError(`invalid degrees of freedom: ${df}`);
  // beyond this the difference is below 1e-12 and the beta function's shape too large to be worth its time
  if (df > 1e12) return normalQuantile(p);
  if (p === 0.5) return 0;
  const b = betaQuantile(2 * Math.min(p, 1 - p), df / 2, 0.5);
  const t = Math.sqrt((df * (1 - b)) / b);
  return p < 0.5 ? -t : t;
}
