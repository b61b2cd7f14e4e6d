import {rememberForecasts, type Forecaster} from "./forecaster.js";
import {forecastAhead} from "./forecastAhead.js";
import {forecastMetrics} from "./forecastMetrics.js";
import {eligibleItems, seriesAt, type ForecastProtocol} from "./evaluateForecasts.js";
import type {Reconciliation} from "./reconciliation.js";
import {gridBefore, itemCount, type SalesGrid} from "./salesGrid.js";
import {aggregateGrid, salesAggregates, type SalesCategories} from "./salesLevels.js";

export type SalesLevel = "total" | "category" | "item";

/** What a model is worth on one level, with forecasts as they are or made to add up; means over origins. */
export interface LevelResult {
  readonly level: SalesLevel;
  /** `none` for each series forecast alone. */
  readonly method: Reconciliation | "none";
  readonly series: number;
  readonly wmape: number;
  readonly rmsse: number;
  /** Σ forecasts / Σ sales less 1. */
  readonly bias: number;
}

/**
 * Judges one model on items, categories and the total, each series forecast alone, and made to add up in several ways.
 * Throws what `eligibleItems` and `forecastAhead` throw.
 *
 * @example
 * ```ts
 * import {localForecaster} from "./forecaster.js";
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const lines = {items: [0, 1, 0, 1], timesMs: [0, day, 2 * day, 2 * day], quantities: [1, 5, 3, 1]};
 * const protocol = {origins: [1], horizon: 1, leastSaleDays: 1};
 * const found = evaluateLevels(salesGrid(["tea", "cup"], lines), null, localForecaster(naive), protocol, ["bottom-up"]);
 * found.map(({level, method, wmape}) => [level, method, wmape])
 * // → [["total", "none", 0.25], ["item", "none", 1.75], ["total", "bottom-up", 0.25], ["item", "bottom-up", 1.75]]
 * ```
 */
export function evaluateLevels(
  all: SalesGrid,
  categories: SalesCategories | null,
  model: Forecaster,
  protocol: ForecastProtocol,
  methods: readonly Reconciliation[]
): LevelResult[] {
  const grid = eligibleItems(all, protocol);
  const place = new Map(Array.from(all.itemIds, (id, item) => [id, item]));
  const kept = categories && {...categories, of: Int32Array.from(grid.itemIds, (id) => categories.of[place.get(id)!])};
  const aggregates = salesAggregates(itemCount(grid), kept);
  const sumGrid = aggregateGrid(grid, aggregates);
  const remembered = rememberForecasts(model);
  const {origins, horizon} = protocol;
  const found = (["none", ...methods] as const).flatMap((method) => {
    const ofOrigins = origins.map((origin) => {
      const made =
        method === "none"
          ? {
              items: remembered.forecast(gridBefore(grid, origin + 1), horizon),
              sums: remembered.forecast(gridBefore(sumGrid, origin + 1), horizon)
            }
          : reconciledAt(grid, remembered, {horizon, origin, reconciliation: method, categories: kept});
      const item = forecastMetrics(seriesAt(grid, gridBefore(grid, origin + 1), made.items, horizon));
      const sums = Array.from(seriesAt(sumGrid, gridBefore(sumGrid, origin + 1), made.sums, horizon));
      return {
        total: forecastMetrics(sums.slice(0, 1)),
        category: sums.length > 1 ? forecastMetrics(sums.slice(1)) : null,
        item
      };
    });
    return (["total", "category", "item"] as const).flatMap((level): LevelResult[] => {
      const metrics = ofOrigins.flatMap((origin) => origin[level] ?? []);
      if (metrics.length === 0) return [];
      const mean = (of: (one: (typeof metrics)[number]) => number) =>
        metrics.reduce((sum, one) => sum + of(one), 0) / metrics.length;
      const series = level === "item" ? itemCount(grid) : level === "total" ? 1 : aggregates.length - 1;
      const [wmape, rmsse, bias] = [mean((one) => one.wmape), mean((one) => one.rmsse), mean((one) => one.ratio - 1)];
      return [{level, method, series, wmape, rmsse, bias}];
    });
  });
  return found;
}

/** Reconciled forecasts of all items of a grid; those not yet sold, which are no part of it, are forecast as 0. */
function reconciledAt(
  grid: SalesGrid,
  model: Forecaster,
  options: Parameters<typeof forecastAhead>[2] & {readonly origin: number}
): {readonly items: Float64Array; readonly sums: Float64Array} {
  const {items, sums} = forecastAhead(grid, model, options);
  // items that take part have sales by the first origin
  return {items: items.forecast, sums: sums!.forecast};
}
