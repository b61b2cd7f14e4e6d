import {conformalQuantiles} from "./conformalQuantiles.js";
import type {ForecastProtocol} from "./evaluateForecasts.js";
import {INTERVAL_OPTIONS} from "./forecastIntervals.js";
import {salesFrom} from "./pastShapes.js";
import {crps, CRPS_LEVELS, pinball} from "./quantileScores.js";
import type {SalesGrid} from "./salesGrid.js";

/** Levels whose pinball loss is given: the median, and what stock is kept by. */
const PINBALL_LEVELS = [0.5, 0.9, 0.95] as const;

/** What a model's distribution of each item's day is worth; means over origins. */
export interface QuantileResult {
  /** The mean over items and days, in units sold. */
  readonly crps: number;
  readonly levels: readonly {
    readonly level: number;
    readonly pinball: number;
    /** The share of days on which no more was sold than the quantile. */
    readonly covered: number;
    /** The share of items' days whose quantile is 0. */
    readonly zero: number;
  }[];
}

/**
 * Scores the quantiles that `conformalQuantiles` makes of a model's forecasts, each origin calibrated on those before it.
 * `forecastsAt` gives the model's forecasts, items × horizon, from the days before a day.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 2 * day], quantities: [4, 4, 6]});
 * const always = () => Float64Array.of(4);
 * const {crps, levels} = evaluateQuantiles(grid, always, {origins: [1], horizon: 1, leastSaleDays: 1});
 * crps // → 2 (two equal days: a distribution of one value)
 * levels[0] // → {level: 0.5, pinball: 1, covered: 0, zero: 0}
 * ```
 */
export function evaluateQuantiles(
  grid: SalesGrid,
  forecastsAt: (day: number) => Float64Array,
  {origins, horizon}: ForecastProtocol,
  {calibrations} = INTERVAL_OPTIONS
): QuantileResult {
  const levels = [...CRPS_LEVELS, ...PINBALL_LEVELS];
  let ranked = 0;
  const sums = PINBALL_LEVELS.map((level) => ({level, pinball: 0, covered: 0, zero: 0}));
  const own = new Float64Array(CRPS_LEVELS.length);
  for (const origin of origins) {
    const quantiles = conformalQuantiles(grid, origin + 1, forecastsAt, levels, {horizon, calibrations});
    const sold = salesFrom(grid, origin + 1, horizon);
    const part = 1 / (sold.length * origins.length);
    for (let at = 0; at < sold.length; at++) {
      for (let k = 0; k < own.length; k++) own[k] = quantiles[k][at];
      ranked += part * crps(own, sold[at]);
      sums.forEach((sum, k) => {
        const quantile = quantiles[own.length + k][at];
        sum.pinball += part * pinball(sum.level, quantile, sold[at]);
        if (sold[at] <= quantile) sum.covered += part;
        if (quantile === 0) sum.zero += part;
      });
    }
  }
  return {crps: ranked, levels: sums};
}
