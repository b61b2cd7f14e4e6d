import type {StudyResult} from "../core/result.js";
import {DAY_MS} from "../core/time.js";
import {dayText, parseDay} from "../forecast/calendarDay.js";
import {isStoodInFor, type Forecaster} from "../forecast/forecaster.js";
import {conformalIntervals, INTERVAL_OPTIONS} from "../forecast/forecastIntervals.js";
import type {JudgedForecasts} from "../forecast/errorsByGroup.js";
import {gridBefore, salesGrid, seriesOf, type SalesGrid} from "../forecast/salesGrid.js";

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
}

/** Forecasts of every item of a grid from an origin, with intervals of 90 %. */
export interface OriginForecasts extends JudgedForecasts {
  readonly grid: SalesGrid;
  /** The title of the model whose forecasts these are, where the past is too short to train the one that was asked for; else null. */
  readonly standIn: string | null;
}

/** What a model forecasts for all items from an origin, which the log may end before a horizon after. */
export function originForecasts(grid: SalesGrid, model: Forecaster, origin: number, horizon = 28): OriginForecasts {
  const from = origin + 1;
  const past = gridBefore(grid, from);
  const forecast = model.forecast(past, horizon);
  const standIn = isStoodInFor(model, past, forecast) ? model.standIn!.title : null;
  const forecastsAt = (day: number) => (day === from ? forecast : model.forecast(gridBefore(grid, day), horizon));
  const {low, high} = conformalIntervals(grid, from, forecastsAt, {...INTERVAL_OPTIONS, horizon});
  return {grid, from, horizon, forecast, low, high, standIn};
}

/** The last `days` days of an item up to an origin, and the days of the horizon with forecasts and intervals of 90 %. */
export function itemForecast(
  {grid, from, horizon, forecast, low, high}: OriginForecasts,
  item: number,
  {days = 84} = {}
): ItemForecast {
  const all = seriesOf(grid, item);
  const found: ItemForecast = {day: [], sold: [], forecast: [], low: [], high: []};
  for (let day = Math.max(from - days, grid.firstDays[item]); day < from + horizon; day++) {
    const at = day < from ? -1 : item * horizon + day - from;
    found.day.push(dayText(day));
    found.sold.push(all[day - grid.firstDays[item]] ?? NaN);
    found.forecast.push(at < 0 ? NaN : forecast[at]);
    found.low.push(at < 0 ? NaN : low[at]);
    found.high.push(at < 0 ? NaN : high[at]);
  }
  return found;
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
