import type {StudyResult} from "../core/result.js";
import {DAY_MS} from "../core/time.js";
import {dayText, parseDay} from "../forecast/calendarDay.js";
import {forecastsByDay, isStoodInFor, type Forecaster} from "../forecast/forecaster.js";
import {conformalQuantiles} from "../forecast/conformalQuantiles.js";
import {conformalIntervals, INTERVAL_OPTIONS} from "../forecast/forecastIntervals.js";
import type {JudgedForecasts} from "../forecast/errorsByGroup.js";
import {gridBefore, salesGrid, seriesOf, type SalesGrid} from "../forecast/salesGrid.js";
import {stockQuantities} from "../forecast/stockQuantities.js";

type Tables = Pick<StudyResult, "tables">;

/** The columns of the table of models that are means over origins. */
const METRICS = ["mae", "wmape", "rmsse", "mase", "bias"] as const;

/** A table of models, each metric the mean over origins. */
export interface ForecastModels extends Readonly<Record<(typeof METRICS)[number], readonly number[]>> {
  readonly id: readonly string[];
  readonly title: readonly string[];
}

/** The models of the study `forecast-online-retail`, in its order. */
export function forecastModels({tables: {models}}: Tables): ForecastModels {
  const id = [...new Set(models.id.map(String))];
  const rowsOf = (of: string) => models.id.flatMap((one, row) => (one === of ? [row] : []));
  const mean = (name: string) =>
    id.map((of) => {
      const rows = rowsOf(of);
      return rows.reduce((sum, row) => sum + Number(models[name][row]), 0) / rows.length;
    });
  const [mae, wmape, rmsse, mase, bias] = METRICS.map(mean);
  return {id, title: id.map((of) => String(models.title[rowsOf(of)[0]])), mae, wmape, rmsse, mase, bias};
}

/** What models' distributions are worth, in the order of `forecastModels`. */
export interface ForecastDistributions {
  readonly crps: readonly number[];
  /** Pinball loss of the 90 % quantile. */
  readonly pinball90: readonly number[];
}

/** The distributions of the study `forecast-online-retail`. */
export function forecastDistributions(study: Tables): ForecastDistributions {
  const {distributions} = study.tables;
  const of = (name: string) =>
    forecastModels(study).id.map((id) => Number(distributions[name][distributions.id.indexOf(id)]));
  return {crps: of("crps"), pinball90: of("pinball90")};
}

/** Intervals of 90 % of items that are sold about as often. */
export interface PaceIntervals {
  readonly id: string;
  readonly pace: string;
  readonly rows: number;
  /** Shares of days that split and adaptive conformal intervals hold, and their mean widths in units. */
  readonly coverage: number;
  readonly width: number;
  readonly adaptiveCoverage: number;
  readonly adaptiveWidth: number;
  /** Shares of days whose interval begins at 0, and is 0 to 0. */
  readonly fromZero: number;
  readonly onlyZero: number;
}

/** Intervals of the study `forecast-online-retail` by pace, those of some models. */
export function paceIntervals({tables: {paces}}: Tables, ids: readonly string[]): PaceIntervals[] {
  const names = ["rows", "coverage", "width", "adaptiveCoverage", "adaptiveWidth", "fromZero", "onlyZero"] as const;
  return paces.id.flatMap((id, k) =>
    ids.includes(String(id))
      ? [
          {
            id: String(id),
            pace: String(paces.pace[k]),
            ...(Object.fromEntries(names.map((name) => [name, Number(paces[name][k])])) as Record<
              (typeof names)[number],
              number
            >)
          }
        ]
      : []
  );
}

/** The grid of the items whose days a result keeps. */
export function shownGrid({tables: {series}}: Tables): SalesGrid {
  const itemIds = [...new Set(series.item.map(String))];
  const place = new Map(itemIds.map((id, k) => [id, k]));
  return salesGrid(itemIds, {
    items: series.item.map((id) => place.get(String(id))!),
    timesMs: series.day.map((day) => parseDay(String(day)) * DAY_MS),
    quantities: series.sold.map(Number)
  });
}

/** An item's days around an origin, as columns; what was not known or not forecast is NaN. */
export interface ItemForecast {
  readonly day: string[];
  readonly sold: number[];
  readonly forecast: number[];
  readonly low: number[];
  readonly high: number[];
  /** Units that cover what a day sells with the wanted chance. */
  readonly stock: number[];
}

/** Levels of the quantiles that stock is read from; between two it is on the line between theirs. */
const STOCK_LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] as const;

/** Forecasts of every item of a grid from an origin, with intervals of 90 %. */
export interface OriginForecasts extends JudgedForecasts {
  readonly grid: SalesGrid;
  /** The quantiles at `STOCK_LEVELS`, items × horizon each. */
  readonly quantiles: readonly Float64Array[];
  /** The title of the model whose forecasts these are, where the past is too short to train the one that was asked for; else null. */
  readonly standIn: string | null;
}

/** What a model forecasts for all items from an origin, which the log may end before a horizon after. */
export function originForecasts(grid: SalesGrid, model: Forecaster, origin: number, horizon = 28): OriginForecasts {
  const from = origin + 1;
  const past = gridBefore(grid, from);
  const forecastsAt = forecastsByDay(grid, model, horizon);
  const forecast = forecastsAt(from);
  const standIn = isStoodInFor(model, past, forecast) ? model.standIn!.title : null;
  const {low, high} = conformalIntervals(grid, from, forecastsAt, {...INTERVAL_OPTIONS, horizon});
  const quantiles = conformalQuantiles(grid, from, forecastsAt, STOCK_LEVELS, {...INTERVAL_OPTIONS, horizon});
  return {grid, from, horizon, forecast, low, high, quantiles, standIn};
}

/**
 * The last `days` days of an item up to an origin, and the days of the horizon with forecasts, intervals of 90 % and the stock
 * that covers a day's sales with a chance, from .5 to .99.
 */
export function itemForecast(
  {grid, from, horizon, forecast, low, high, quantiles}: OriginForecasts,
  item: number,
  {days = 84, chance = 0.95} = {}
): ItemForecast {
  const all = seriesOf(grid, item);
  const own = quantiles.map((of) => of.subarray(item * horizon, (item + 1) * horizon));
  const stock = stockQuantities({levels: STOCK_LEVELS, quantiles: own, chance, inStock: 0}).byDay;
  const found: ItemForecast = {day: [], sold: [], forecast: [], low: [], high: [], stock: []};
  for (let day = Math.max(from - days, grid.firstDays[item]); day < from + horizon; day++) {
    const at = day < from ? -1 : item * horizon + day - from;
    found.day.push(dayText(day));
    found.sold.push(all[day - grid.firstDays[item]] ?? NaN);
    found.forecast.push(at < 0 ? NaN : forecast[at]);
    found.low.push(at < 0 ? NaN : low[at]);
    found.high.push(at < 0 ? NaN : high[at]);
    found.stock.push(at < 0 ? NaN : stock[day - from]);
  }
  return found;
}

/** What stock for an item comes to over the days ahead. */
export interface ItemStock {
  /** Units on a mean day, on the day that needs most, and on all days together. */
  readonly mean: number;
  readonly most: number;
  readonly all: number;
  /** Days ahead whose sales are known, and those of them on which the stock covered what was sold. */
  readonly known: number;
  readonly covered: number;
}

/**
 * Sums up the stock of an item's days ahead.
 *
 * @example
 * ```ts
 * const none = [NaN, NaN, NaN];
 * const days = {day: ["a", "b", "c"], sold: [9, 3, NaN], forecast: none, low: none, high: none, stock: [NaN, 2, 4]};
 * itemStock(days) // → {mean: 3, most: 4, all: 6, known: 1, covered: 0}
 * ```
 */
export function itemStock({sold, stock}: ItemForecast): ItemStock {
  const ahead = stock.flatMap((units, k) => (Number.isNaN(units) ? [] : [{units, came: sold[k]}]));
  const known = ahead.filter(({came}) => !Number.isNaN(came));
  const all = ahead.reduce((sum, {units}) => sum + units, 0);
  return {
    mean: all / ahead.length,
    most: ahead.reduce((most, {units}) => Math.max(most, units), 0),
    all,
    known: known.length,
    covered: known.filter(({units, came}) => came <= units).length
  };
}

/** One step of a waterfall, by what it reaches. */
export interface WaterfallStep {
  readonly log: string;
  readonly title: string;
  readonly wmape: number;
  readonly mae: number;
  readonly r2: number;
}

/** What a report claims of its forecast. */
export interface ClaimedErrors {
  readonly wmape: number;
  readonly mae: number;
  readonly r2: number;
}

/**
 * How near waterfalls come to claimed errors: of each metric the step that is nearest, in shares of what is claimed, and
 * whether any step is within `share` of all three.
 *
 * @example
 * ```ts
 * const claimed = {wmape: 0.01, mae: 0.01, r2: 0.9};
 * const steps = [{log: "shop", title: "honest", wmape: 1, mae: 0.02, r2: 0.1}, {log: "shop", title: "leak", wmape: 0.02, mae: 0.3, r2: 0.9}];
 * const {wmape, mae, r2, all} = nearestSteps(steps, claimed);
 * [wmape.title, mae.title, r2.title, all] // → ["leak", "honest", "leak", false]
 * ```
 */
export function nearestSteps(
  steps: readonly WaterfallStep[],
  claimed: ClaimedErrors,
  share = 0.25
): Readonly<Record<keyof ClaimedErrors, WaterfallStep>> & {readonly all: boolean} {
  const away = (step: WaterfallStep, metric: keyof ClaimedErrors) =>
    Math.abs(step[metric] - claimed[metric]) / claimed[metric];
  const nearest = (metric: keyof ClaimedErrors) =>
    steps.reduce((best, step) => (away(step, metric) < away(best, metric) ? step : best));
  const metrics = ["wmape", "mae", "r2"] as const;
  return {
    wmape: nearest("wmape"),
    mae: nearest("mae"),
    r2: nearest("r2"),
    all: steps.some((step) => metrics.every((metric) => away(step, metric) <= share))
  };
}

/** The steps of a table of a waterfall. */
export const waterfallSteps = (log: string, table: StudyResult["tables"][string]): WaterfallStep[] =>
  table.title.map((title, k) => ({
    log,
    title: String(title),
    wmape: Number(table.wmape[k]),
    mae: Number(table.mae[k]),
    r2: Number(table.r2[k])
  }));

/** The twin's waterfall of the study `forecast-waterfall`, under the names that the shop's has; null in a result without it. */
export function twinWaterfall({
  figures,
  tables
}: Pick<StudyResult, "figures" | "tables">): Pick<StudyResult, "figures" | "tables"> | null {
  if (tables.twinSteps === undefined) return null;
  const own = Object.entries(figures).filter(([name]) => name.startsWith("twin-"));
  return {
    figures: Object.fromEntries(own.map(([name, figure]) => [name.slice("twin-".length), figure])),
    tables: {steps: tables.twinSteps}
  };
}
