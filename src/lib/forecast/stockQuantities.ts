import {UserError} from "../core/errors.js";

/**
 * How much to have in stock on each day so that what a day sells is covered with the wanted chance: the quantile of a
 * day's sales at `chance`, rounded up to whole units, and how much to order for the whole horizon. Quantiles at several
 * levels are given by day (`levels` ascending; `quantiles[k]` holds those at `levels[k]`); between two levels the quantile
 * is on the line between theirs. A quantile of 0 at the wanted chance asks for no stock. The order is what covers the sum of
 * the days if their sales rise and fall together, and so at least what is needed if they do not, less what is in stock.
 *
 * Source: E. A. Silver, D. F. Pyke and D. J. Thomas (2017), Inventory and Production Management in Supply Chains, 6 (the
 * order-up-to level). The newsvendor's chance is cost of a lost sale / (that + cost of a unit left over).
 *
 * Throws `UserError` for a chance outside the levels, a negative stock and quantiles that fall.
 *
 * @example
 * ```ts
 * const quantiles = [Float64Array.of(0, 1), Float64Array.of(2, 5)];
 * stockQuantities({levels: [0.5, 0.9], quantiles, chance: 0.8, inStock: 2})
 * // → {byDay: [2, 4], order: 4} (1.5 and 4 at three quarters of the way; 6 less 2)
 * stockQuantities({levels: [0.5, 0.9], quantiles, chance: 0.95, inStock: 0})
 * // → throws UserError: a chance of 0.95; there are quantiles from 0.5 to 0.9
 * ```
 */
export function stockQuantities({
  levels,
  quantiles,
  chance,
  inStock
}: {
  readonly levels: readonly number[];
  readonly quantiles: readonly Float64Array[];
  readonly chance: number;
  readonly inStock: number;
}): {readonly byDay: Float64Array; readonly order: number} {
  const last = levels.length - 1;
  if (!(chance >= levels[0] && chance <= levels[last]))
    throw new UserError(`a chance of ${chance}`, `there are quantiles from ${levels[0]} to ${levels[last]}`);
  if (!(inStock >= 0)) throw new UserError(`${inStock} units in stock`, "give 0 or more");
  const above = levels.findIndex((level) => level >= chance);
  const below = Math.max(0, above - 1);
  const part = above === below ? 0 : (chance - levels[below]) / (levels[above] - levels[below]);
  const byDay = quantiles[above].map((high, day) => {
    const low = quantiles[below][day];
    if (!(high >= low))
      throw new UserError(
        `day ${day + 1} has ${high} at ${levels[above]} and ${low} at ${levels[below]}`,
        "quantiles must not fall as the level rises"
      );
    // what rounding of the line adds is no unit
    return Math.max(0, Math.ceil(low + part * (high - low) - 1e-9));
  });
  return {byDay, order: Math.max(0, byDay.reduce((sum, one) => sum + one, 0) - inStock)};
}
