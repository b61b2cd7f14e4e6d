import {random} from "../core/random.js";
import type {TrainingSet} from "../models/matrix.js";
import {dailyFeatureTable, type DailyFeatureName} from "./dailyFeatures.js";
import {itemCount, type SalesGrid} from "./salesGrid.js";

/** Sales, views and categories of items, as a forecast with daily features needs them. */
export interface DailyLog {
  readonly sales: SalesGrid;
  /** Views on the same days of the same items, row by row as `sales.sales`; or what a log without views has in their place. */
  readonly views: Float64Array;
  /** Of each item a number. */
  readonly categories: Int32Array;
}

/**
 * The log of some of its items: those of `kept`, which has their sales unchanged.
 *
 * @example
 * ```ts
 * import {salesGrid, takeItems} from "./salesGrid.js";
 *
 * const sales = salesGrid(["tea", "cup"], {items: [0, 1], timesMs: [0, 0], quantities: [1, 5]});
 * const log = {sales, views: Float64Array.of(7, 8), categories: Int32Array.of(3, 4)};
 * takeDailyLog(log, takeItems(sales, (item) => item === 1)).views // → [8]
 * ```
 */
export function takeDailyLog({sales, views, categories}: DailyLog, kept: SalesGrid): DailyLog {
  const place = new Map(Array.from(sales.itemIds, (id, item) => [id, item]));
  const of = Array.from(kept.itemIds, (id) => place.get(id)!);
  const taken = new Float64Array(kept.sales.length);
  of.forEach((item, k) => taken.set(views.subarray(sales.offsets[item], sales.offsets[item + 1]), kept.offsets[k]));
  return {sales: kept, views: taken, categories: Int32Array.from(of, (item) => categories[item])};
}

/** Errors that a forecast can be made with, each of which lets it see what it could not know, or leaves out what is hard. */
export const DAILY_ERRORS = [
  {
    id: "sold-only",
    title: "rows with sales only",
    explanation: "Days without sales are dropped from training and test. Nobody knows beforehand which days these are."
  },
  {
    id: "today",
    title: "sums that include today",
    explanation: "Windows end on the day that is forecast, and lags are counted from it, as the report's code does."
  },
  {
    id: "ratios",
    title: "ratios of the same day",
    explanation: "Sales over views and the share of the category's sales are taken from the day that is forecast."
  },
  {
    id: "target",
    title: "the target among the features",
    explanation: "The sales of the day that is forecast are a feature."
  },
  {
    id: "random",
    title: "a random split",
    explanation: "Rows test at random and not by time, so that training knows the days around each tested one."
  }
] as const;

export type DailyError = (typeof DAILY_ERRORS)[number]["id"];

export interface DailySplit {
  /** The first day that trains, the first that tests, and the day after the last that does. */
  readonly trainFrom: number;
  readonly testFrom: number;
  readonly testUntil: number;
  /** How old the newest thing is that a feature may know, in days. */
  readonly horizon: number;
}

/** Rows of one part, and the item of each. */
export interface DailyRows extends TrainingSet {
  readonly y: Float64Array;
  readonly items: Int32Array;
}

/** What features look at, besides what errors add. */
const HONEST = [
  "sales_sum_7d",
  "sales_sum_30d",
  "sales_lag_1d",
  "sales_lag_7d",
  "views_sum_7d",
  "views_sum_30d",
  "cat_sales_7d",
  "conversion_rate",
  "category_market_share",
  "sale_days_30d",
  "weekday",
  "days_since_first_sale"
] as const satisfies readonly DailyFeatureName[];
const RATIOS = ["conversion_rate", "category_market_share"] as const;
const AS_PRINTED = {conversion_rate: "printed", category_market_share: "printed"} as const;
const SAME_DAY = ["views", "conversion_rate_today", "category_market_share_today"] as const;
const TARGET = "sales";

/**
 * Examples of daily sales, one an item and day, with the features of the report, see `DAILY_FEATURES`: without errors every
 * window ends `horizon` days before the day that is forecast. An item's examples begin so many days after its first sale:
 * before, nobody could know that it would be sold. Errors are those switched on. Throws `RangeError` for days out of order.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const sales = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, 2 * day, 3 * day], quantities: [4, 5, 6]});
 * const log = {sales, views: Float64Array.of(8, 9, 1, 12), categories: Int32Array.of(0)};
 * const split = {trainFrom: 1, testFrom: 3, testUntil: 4, horizon: 2};
 * const honest = dailyExamples(log, split, []);
 * honest.train.y // → [5] (nothing is known of the day after the first sale)
 * honest.test.x[0] // → 4 (of the days up to the one 2 days before)
 * const leaking = dailyExamples(log, split, ["today", "target"]);
 * leaking.test.x[0] // → 15 (today's 6 too)
 * ```
 */
export function dailyExamples(
  log: DailyLog,
  {trainFrom, testFrom, testUntil, horizon}: DailySplit,
  errors: readonly DailyError[],
  seed = 1
): {readonly train: DailyRows; readonly test: DailyRows} {
  const {sales: grid} = log;
  if (!(trainFrom < testFrom && testFrom < testUntil && testUntil <= grid.untilDay && horizon >= 1))
    throw new RangeError(`invalid split: ${trainFrom}, ${testFrom}, ${testUntil} with a horizon of ${horizon}`);
  const has = (error: DailyError) => errors.includes(error);
  const making = has("today") ? "today" : "known";
  const honest = dailyFeatureTable(log, {
    horizon,
    features: HONEST,
    made: Object.fromEntries(HONEST.map((name) => [name, making]))
  });
  const ratios = has("ratios") ? dailyFeatureTable(log, {horizon, features: RATIOS, made: AS_PRINTED}).values : [];
  const sameDay = has("ratios") ? [log.views, ...ratios] : [];
  const columns = [...HONEST, ...(has("ratios") ? SAME_DAY : []), ...(has("target") ? [TARGET] : [])];
  const values = [...honest.values, ...sameDay, ...(has("target") ? [grid.sales] : [])];
  const source = random(seed);
  const share = (testUntil - testFrom) / (testUntil - trainFrom);
  const parts = {train: [] as number[], test: [] as number[]};
  const itemOf = new Int32Array(grid.sales.length);
  for (let item = 0; item < itemCount(grid); item++) {
    const first = grid.firstDays[item];
    for (let day = Math.max(trainFrom, first + horizon); day < testUntil; day++) {
      const at = grid.offsets[item] + day - first;
      if (has("sold-only") && grid.sales[at] === 0) continue;
      itemOf[at] = item;
      const tests = has("random") ? source.uniform() < share : day >= testFrom;
      parts[tests ? "test" : "train"].push(at);
    }
  }
  const made = (rows: readonly number[]): DailyRows => {
    const x = new Float64Array(rows.length * columns.length);
    rows.forEach((at, row) => values.forEach((column, k) => (x[row * columns.length + k] = column[at])));
    return {
      rows: rows.length,
      columns,
      x,
      y: Float64Array.from(rows, (at) => grid.sales[at]),
      items: Int32Array.from(rows, (at) => itemOf[at])
    };
  };
  return {train: made(parts.train), test: made(parts.test)};
}
