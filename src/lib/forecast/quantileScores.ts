/**
 * The pinball loss of a quantile: level · (sold − quantile) where more was sold, (1 − level) · (quantile − sold) where less.
 * Source: R. Koenker and G. Bassett (1978), Econometrica 46.
 *
 * @example
 * ```ts
 * pinball(0.75, 4, 6) // → 1.5
 * pinball(0.75, 4, 3) // → 0.25
 * ```
 */
export function pinball(level: number, quantile: number, sold: number): number {
  return sold >= quantile ? level * (sold - quantile) : (1 - level) * (quantile - sold);
}

/** Levels of quantiles that stand for equal parts of a distribution, 1/40, 3/40, … 39/40: what the CRPS is taken from. */
export const CRPS_LEVELS: readonly number[] = Array.from({length: 20}, (_, k) => (2 * k + 1) / 40);

/**
 * The continuous ranked probability score of quantiles at `CRPS_LEVELS` as a distribution of 20 values, the integral of
 * (F(x) − 1[x ≥ sold])². It equals twice the mean of their pinball losses, and the absolute error where all are equal.
 *
 * Sources: T. Gneiting and A. E. Raftery (2007), JASA 102; J. Bröcker (2012), Q. J. R. Meteorol. Soc. 138, for the
 * equality.
 *
 * @example
 * ```ts
 * crps(Float64Array.from(CRPS_LEVELS, () => 4), 6) // → 2
 * ```
 */
export function crps(quantiles: ArrayLike<number>, sold: number): number {
  let sum = 0;
  CRPS_LEVELS.forEach((level, k) => (sum += pinball(level, quantiles[k], sold)));
  return (2 * sum) / CRPS_LEVELS.length;
}
