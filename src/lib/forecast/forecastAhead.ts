import {UserError} from "../core/errors.js";
import {dayText} from "./calendarDay.js";
import {conformalQuantiles} from "./conformalQuantiles.js";
import {forecastsByDay, isStoodInFor, type Forecaster} from "./forecaster.js";
import {conformalIntervals, INTERVAL_OPTIONS} from "./forecastIntervals.js";
import {reconcile, type Reconciliation} from "./reconciliation.js";
import {gridBefore, itemCount, seriesOf, takeItems, type SalesGrid} from "./salesGrid.js";
import {aggregateGrid, salesAggregates, type SalesAggregate, type SalesCategories} from "./salesLevels.js";
import {stockQuantities} from "./stockQuantities.js";

export interface ForecastAheadOptions {
  readonly horizon: number;
  /** The last day that is known; the log's last one by default. */
  readonly origin?: number;
  /** The share of days that intervals should hold. */
  readonly level?: number;
  /** The chance with which a day's stock should cover what the day sells. */
  readonly serviceLevel?: number;
  /** Makes items, categories and the total add up; without it items are forecast alone. */
  readonly reconciliation?: Reconciliation;
  /** Categories that are forecast too, where forecasts are to add up. */
  readonly categories?: SalesCategories | null;
}

/** Series with their forecasts and the ends of their intervals, series × horizon each, row-major. */
export interface LevelForecasts {
  readonly ids: readonly (number | string)[];
  readonly forecast: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** What to have in stock on each day, in whole units: the quantile of its sales at the service level, rounded up. */
  readonly stock: Float64Array;
  /** What came, where the log has the day; else NaN. */
  readonly sold: Float64Array;
}

export interface ForecastsAhead {
  /** The first day that is forecast. */
  readonly from: number;
  readonly horizon: number;
  readonly items: LevelForecasts;
  /** The total first, then categories; null where items were forecast alone. */
  readonly sums: (LevelForecasts & {readonly aggregates: readonly SalesAggregate[]}) | null;
  /** What a person should know of these forecasts, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Forecasts every item of a grid for the days after an origin, with conformal intervals, and says what is special about the
 * log: a past too short for the model or for intervals, items that are new, days without any sale, nothing sold at all. An item without a
 * day up to the origin is left out. The stock of a day is the quantile of its sales at the service level. Forecasts that are to add up are cut off at 0 and added up again, so that they do.
 *
 * Throws `UserError` for a horizon that is no whole number of days, an origin outside the log, negative sales, and a
 * reconciliation that needs more of a past than there is.
 *
 * @example
 * ```ts
 * import {localForecaster} from "./forecaster.js";
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1], timesMs: [0, day], quantities: [1, 5]});
 * const {items, notes} = forecastAhead(grid, localForecaster(naive), {horizon: 2});
 * items.forecast // → [0, 0, 5, 5]
 * notes[0] // → "The past has 2 days: intervals are not calibrated, and span 90 % of each item's own past."
 * ```
 */
export function forecastAhead(grid: SalesGrid, model: Forecaster, options: ForecastAheadOptions): ForecastsAhead {
  const {horizon, level = INTERVAL_OPTIONS.level, serviceLevel = 0.95, reconciliation, categories = null} = options;
  if (!(Number.isInteger(horizon) && horizon >= 1))
    throw new UserError(`a horizon of ${horizon} days`, "give a whole number of days, 1 or more");
  if (!(serviceLevel > 0 && serviceLevel < 1))
    throw new UserError(`a service level of ${serviceLevel}`, "give a chance between 0 and 1, as 0.95");
  if (itemCount(grid) === 0) throw new UserError("there are no sales", "take a log that has some");
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const from = (options.origin ?? grid.untilDay - 1) + 1;
  if (from <= firstDay)
    throw new UserError(`nothing is known on ${dayText(from - 1)}`, `the first sale was on ${dayText(firstDay)}`);
  if (from > grid.untilDay)
    throw new UserError(
      `the log ends before ${dayText(from - 1)}`,
      `take an origin up to ${dayText(grid.untilDay - 1)}, its last day`
    );
  const negative = grid.sales.findIndex((sold) => !(sold >= 0));
  if (negative !== -1)
    throw new UserError(
      `sales of ${grid.sales[negative]} on a day`,
      "give quantities of 0 or more; keep returns out of the sales"
    );
  const known = (item: number) => grid.firstDays[item] < from;
  const places = Array.from(grid.firstDays, (_, item) => item).filter(known);
  const kept = takeItems(grid, known);
  const aggregates =
    reconciliation === undefined
      ? null
      : salesAggregates(
          itemCount(kept),
          categories && {...categories, of: Int32Array.from(places, (item) => categories.of[item])}
        );
  const items = forecastsOf(kept, model, {from, horizon, level, serviceLevel});
  const notes = notesOf(gridBefore(kept, from), {
    from,
    firstDay,
    left: itemCount(grid) - itemCount(kept),
    horizon,
    level
  });
  // where nothing was sold, no training would have changed the forecasts
  if (gridBefore(kept, from).sales.some((sold) => sold > 0) && isStoodInFor(model, gridBefore(kept, from), items.base))
    notes.unshift(`The past is too short to train ${model.title}: these are the forecasts of ${model.standIn!.title}.`);
  if (aggregates === null || reconciliation === undefined)
    return {from, horizon, items: items.with(items.base), sums: null, notes};
  const sumGrid = aggregateGrid(kept, aggregates);
  const sums = forecastsOf(sumGrid, model, {from, horizon, level, serviceLevel});
  if (["mint-variance", "mint-shrink"].includes(reconciliation) && items.origins.length === 0)
    throw new UserError(
      `${reconciliation} needs past errors, and the past of ${from - firstDay} days is too short for some`,
      "reconcile by bottom-up, mint-ols or mint-structural"
    );
  const past = gridBefore(kept, from);
  const made = reconcile(reconciliation, aggregates, {
    horizon,
    sums: sums.base,
    items: items.base,
    meanSales: Array.from({length: itemCount(kept)}, (_, item) =>
      seriesOf(past, item).reduce((sum, sold) => sum + sold, 0)
    ),
    residuals: residualsOf([sums, items], horizon)
  });
  const above = made.items.map((value) => Math.max(0, value));
  const {sums: added} = reconcile("bottom-up", aggregates, {horizon, sums: made.sums, items: above});
  return {from, horizon, items: items.with(above), sums: {...sums.with(added), aggregates}, notes};
}

/** A level's own forecasts, those of past origins with what came, and how intervals are put around any forecasts. */
function forecastsOf(
  grid: SalesGrid,
  model: Forecaster,
  {
    from,
    horizon,
    level,
    serviceLevel
  }: {readonly from: number; readonly horizon: number; readonly level: number; readonly serviceLevel: number}
) {
  const at = forecastsByDay(grid, model, horizon);
  const base = at(from);
  const {calibrations} = INTERVAL_OPTIONS;
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const origins = Array.from({length: calibrations}, (_, k) => from - (k + 1) * horizon).filter(
    (day) => day - firstDay >= 28
  );
  const actual = (item: number, day: number) => {
    const d = day - grid.firstDays[item];
    return d < 0 ? 0 : (seriesOf(grid, item)[d] ?? NaN);
  };
  const errors = (item: number) =>
    origins.flatMap((day) =>
      Array.from({length: horizon}, (_, h) => actual(item, day + h) - at(day)[item * horizon + h])
    );
  return {
    base,
    origins,
    count: itemCount(grid),
    errors,
    with(forecast: Float64Array): LevelForecasts {
      const forecastsAt = (day: number) => (day === from ? forecast : at(day));
      const {low, high} = conformalIntervals(grid, from, forecastsAt, {horizon, level, calibrations});
      const levels = [serviceLevel];
      const quantiles = conformalQuantiles(grid, from, forecastsAt, levels, {horizon, calibrations});
      const {byDay: stock} = stockQuantities({levels, quantiles, chance: serviceLevel, inStock: 0});
      const sold = forecast.map((_, k) => actual(Math.floor(k / horizon), from + (k % horizon)));
      return {ids: Array.from(grid.itemIds), forecast, low, high, stock, sold};
    }
  };
}

function residualsOf(levels: readonly ReturnType<typeof forecastsOf>[], horizon: number) {
  const [{origins}] = levels;
  if (origins.length === 0) return undefined;
  const days = origins.length * horizon;
  const values = new Float64Array(levels.reduce((sum, {count}) => sum + count, 0) * days);
  let series = 0;
  for (const {count, errors} of levels)
    for (let item = 0; item < count; item++) values.set(errors(item), series++ * days);
  return {days, values};
}

function notesOf(
  past: SalesGrid,
  {from, firstDay, left, horizon, level}: {from: number; firstDay: number; left: number; horizon: number; level: number}
): string[] {
  const days = from - firstDay;
  const notes: string[] = [];
  if (past.sales.every((sold) => sold === 0)) notes.push("Nothing was sold on any day: every forecast is 0.");
  if (days < horizon + 28)
    notes.push(
      `The past has ${days} ${days === 1 ? "day" : "days"}: intervals are not calibrated, and span ${Math.round(100 * level)} % of each item's own past.`
    );
  const sold = new Float64Array(days);
  for (let item = 0; item < itemCount(past); item++)
    seriesOf(past, item).forEach((one, d) => (sold[past.firstDays[item] - firstDay + d] += one));
  const gaps = sold.reduce((n, one) => n + (one === 0 ? 1 : 0), 0);
  if (gaps > 0 && gaps < days)
    notes.push(`${gaps} of ${days} days have no sale of any item; they count as days without sales.`);
  const fresh = past.firstDays.reduce((n, first) => n + (from - first <= 7 ? 1 : 0), 0);
  if (fresh > 0 && days > 7)
    notes.push(
      `${fresh} of ${itemCount(past)} items were first sold in the last week: their forecasts rest on a few days.`
    );
  if (left > 0)
    notes.push(
      `${left} items were first sold after ${dayText(from - 1)}: nothing is known of them, and none is forecast.`
    );
  return notes;
}
