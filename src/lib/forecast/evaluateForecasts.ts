import {UserError} from "../core/errors.js";
import {dayText} from "./calendarDay.js";
import type {Forecaster} from "./forecaster.js";
import {forecastMetrics, type ForecastMetrics} from "./forecastMetrics.js";
import {gridBefore, itemCount, seriesOf, takeItems, type SalesGrid} from "./salesGrid.js";

export interface ForecastProtocol {
  /** The last days that are known, ascending, in days since 1970 UTC. Forecasts start on the day after. */
  readonly origins: readonly number[];
  /** Days that are forecast from each origin. */
  readonly horizon: number;
  /** An item takes part if it was sold on so many days up to and including the first origin. */
  readonly leastSaleDays: number;
}

/** What a model is worth at one origin, and what it forecast: items × horizon, row-major. */
export interface OriginResult {
  readonly origin: number;
  readonly metrics: ForecastMetrics;
  readonly forecasts: Float64Array;
}

/** A model at all origins. */
export interface ForecasterResult {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  readonly origins: readonly OriginResult[];
  /** The mean of each metric over origins; rows are their sum. */
  readonly mean: ForecastMetrics;
}

/**
 * The items that take part in a protocol, each with all its days. Throws `UserError` for a protocol that the grid cannot
 * hold: no origin, an origin before the grid or so late that its horizon goes on after the log, a horizon that is no whole
 * number of days, negative sales, no item with sales on enough days.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const lines = {items: [0, 1, 0, 0], timesMs: [0, day, 2 * day, 5 * day], quantities: [1, 5, 2, 3]};
 * const grid = salesGrid(["tea", "cup"], lines);
 * eligibleItems(grid, {origins: [3], horizon: 2, leastSaleDays: 2}).itemIds // → ["tea"]
 * eligibleItems(grid, {origins: [4], horizon: 2, leastSaleDays: 2})
 * // → throws UserError: 2 days from 1970-01-05 end on 1970-01-07, after the log's last day, 1970-01-06; take an origin up to 1970-01-04
 * ```
 */
export function eligibleItems(grid: SalesGrid, {origins, horizon, leastSaleDays}: ForecastProtocol): SalesGrid {
  if (!(Number.isInteger(horizon) && horizon >= 1))
    throw new UserError(`a horizon of ${horizon} days`, "give a whole number of days, 1 or more");
  if (origins.length === 0) throw new UserError("there is no origin", "give a day on which to forecast");
  const lastDay = grid.untilDay - 1;
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  if (firstDay > lastDay) throw new UserError("there are no sales", "take a log that has some");
  for (const origin of origins) {
    if (origin + horizon > lastDay)
      throw new UserError(
        `${horizon} days from ${dayText(origin)} end on ${dayText(origin + horizon)}, after the log's last day, ${dayText(lastDay)}`,
        lastDay - horizon >= firstDay
          ? `take an origin up to ${dayText(lastDay - horizon)}`
          : `the log has ${lastDay - firstDay + 1} days: take a shorter horizon`
      );
    if (origin < firstDay)
      throw new UserError(`nothing is known on ${dayText(origin)}`, `the first sale was on ${dayText(firstDay)}`);
  }
  const negative = grid.sales.findIndex((sold) => !(sold >= 0));
  if (negative !== -1)
    throw new UserError(
      `sales of ${grid.sales[negative]} on a day`,
      "give quantities of 0 or more; keep returns out of the sales"
    );
  const first = Math.min(...origins);
  const kept = takeItems(grid, (item) => {
    const days = seriesOf(grid, item).subarray(0, Math.max(0, first + 1 - grid.firstDays[item]));
    return days.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0) >= leastSaleDays;
  });
  if (itemCount(kept) === 0)
    throw new UserError(
      `no item was sold on ${leastSaleDays} days up to ${dayText(first)}`,
      "take later origins, or ask for fewer days"
    );
  return kept;
}

/**
 * Judges models at each origin on the full grid: every item on every day of the horizon, days without sales included. A
 * model is given the days up to the origin and nothing else. `grid` holds the items that take part, see `eligibleItems`.
 * Yields each model's result when it is there.
 *
 * @example
 * ```ts
 * import {localForecaster} from "./forecaster.js";
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 2 * day], quantities: [1, 3, 5]});
 * const protocol = {origins: [1], horizon: 1, leastSaleDays: 1};
 * const [{mean}] = evaluateForecasts(grid, [localForecaster(naive)], protocol);
 * mean.mae // → 2
 * ```
 */
export function* evaluateForecasts(
  grid: SalesGrid,
  models: readonly Forecaster[],
  {origins, horizon}: ForecastProtocol
): Generator<ForecasterResult> {
  const pasts = origins.map((origin) => gridBefore(grid, origin + 1));
  for (const model of models) {
    const {id, title, setting} = model;
    const results = origins.map((origin, k) => {
      const forecasts = model.forecast(pasts[k], horizon);
      return {origin, forecasts, metrics: forecastMetrics(seriesAt(grid, pasts[k], forecasts, horizon))};
    });
    yield {id, title, setting, origins: results, mean: meanMetrics(results.map(({metrics}) => metrics))};
  }
}

/** Each item's past, what came, and what was forecast. */
export function* seriesAt(grid: SalesGrid, past: SalesGrid, forecasts: Float64Array, horizon: number) {
  for (let item = 0; item < itemCount(grid); item++) {
    const from = past.untilDay - grid.firstDays[item];
    const all = seriesOf(grid, item);
    // days before the first sale are days without sales
    const actual = new Float64Array(horizon);
    for (let h = 0; h < horizon; h++) if (from + h >= 0) actual[h] = all[from + h];
    yield {
      history: seriesOf(past, item),
      actual,
      forecast: forecasts.subarray(item * horizon, (item + 1) * horizon)
    };
  }
}

const SUMMED: readonly string[] = ["rows", "positive"] satisfies (keyof ForecastMetrics)[];

function meanMetrics(all: readonly ForecastMetrics[]): ForecastMetrics {
  const names = Object.keys(all[0]) as (keyof ForecastMetrics)[];
  return Object.fromEntries(
    names.map((name) => {
      const sum = all.reduce((total, one) => total + one[name], 0);
      return [name, SUMMED.includes(name) ? sum : sum / all.length];
    })
  ) as unknown as ForecastMetrics;
}
