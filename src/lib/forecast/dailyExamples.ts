import {random} from "../core/random.js";
import type {TrainingSet} from "../models/matrix.js";
import {weekdayOf} from "./calendarDay.js";
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
] as const;
const SAME_DAY = ["views", "conversion_rate_today", "category_market_share_today"] as const;
const TARGET = "sales";

/**
 * Examples of daily sales, one an item and day from the item's first sale on, with the features of the report: without
 * errors every window ends `horizon` days before the day that is forecast, `conversion_rate` is the sales over the views
 * of 30 days and `category_market_share` the item's part in its category's sales of 7. Errors are those switched on.
 * Throws `RangeError` for days out of order.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const sales = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 3 * day], quantities: [4, 5, 6]});
 * const log = {sales, views: Float64Array.of(8, 9, 1, 12), categories: Int32Array.of(0)};
 * const split = {trainFrom: 1, testFrom: 3, testUntil: 4, horizon: 2};
 * const honest = dailyExamples(log, split, []);
 * honest.train.y // → [5, 0]
 * honest.test.x[0] // → 9 (4 and 5 of the days up to the one 2 days before)
 * const sold = dailyExamples(log, split, ["sold-only", "today", "target"]);
 * sold.train.y // → [5]
 * sold.test.x[0] // → 15 (today's 6 too)
 * ```
 */
export function dailyExamples(
  log: DailyLog,
  {trainFrom, testFrom, testUntil, horizon}: DailySplit,
  errors: readonly DailyError[],
  seed = 1
): {readonly train: DailyRows; readonly test: DailyRows} {
  const {sales: grid, views, categories} = log;
  if (!(trainFrom < testFrom && testFrom < testUntil && testUntil <= grid.untilDay && horizon >= 1))
    throw new RangeError(`invalid split: ${trainFrom}, ${testFrom}, ${testUntil} with a horizon of ${horizon}`);
  const has = (error: DailyError) => errors.includes(error);
  const columns = [...HONEST, ...(has("ratios") ? SAME_DAY : []), ...(has("target") ? [TARGET] : [])];
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const days = grid.untilDay - firstDay;
  const ofCategory = Array.from(
    {length: 1 + categories.reduce((a, b) => Math.max(a, b), 0)},
    () => new Float64Array(days)
  );
  for (let item = 0; item < itemCount(grid); item++)
    for (let at = grid.offsets[item]; at < grid.offsets[item + 1]; at++)
      ofCategory[categories[item]][grid.firstDays[item] - firstDay + at - grid.offsets[item]] += grid.sales[at];
  const categorySums = ofCategory.map(sumsOf);
  const source = random(seed);
  const parts = {train: newPart(), test: newPart()};
  for (let item = 0; item < itemCount(grid); item++) {
    const first = grid.firstDays[item];
    const sold = grid.sales.subarray(grid.offsets[item], grid.offsets[item + 1]);
    const viewed = views.subarray(grid.offsets[item], grid.offsets[item + 1]);
    const saleSums = sumsOf(sold);
    const viewSums = sumsOf(viewed);
    const saleDays = sumsOf(sold.map((one) => (one > 0 ? 1 : 0)));
    const category = categorySums[categories[item]];
    for (let day = Math.max(trainFrom, first); day < testUntil; day++) {
      const d = day - first;
      if (has("sold-only") && sold[d] === 0) continue;
      // the newest day that features know
      const end = has("today") ? d : d - horizon;
      const lag = (back: number) => sold[has("today") ? d - back : d - horizon + 1 - back] ?? 0;
      const week = windowSum(saleSums, end, 7);
      const categoryWeek = windowSum(category, end + first - firstDay, 7);
      const row: number[] = [
        week,
        windowSum(saleSums, end, 30),
        lag(1),
        lag(7),
        windowSum(viewSums, end, 7),
        windowSum(viewSums, end, 30),
        categoryWeek,
        ratio(windowSum(saleSums, end, 30), windowSum(viewSums, end, 30)),
        ratio(week, categoryWeek),
        windowSum(saleDays, end, 30),
        weekdayOf(day),
        d
      ];
      if (has("ratios"))
        row.push(viewed[d], ratio(sold[d], viewed[d]), ratio(sold[d], ofCategory[categories[item]][day - firstDay]));
      if (has("target")) row.push(sold[d]);
      const share = (testUntil - testFrom) / (testUntil - trainFrom);
      const tests = has("random") ? source.uniform() < share : day >= testFrom;
      const part = tests ? parts.test : parts.train;
      part.x.push(...row);
      part.y.push(sold[d]);
      part.items.push(item);
    }
  }
  const made = ({x, y, items}: ReturnType<typeof newPart>): DailyRows => ({
    rows: y.length,
    columns,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    items: Int32Array.from(items)
  });
  return {train: made(parts.train), test: made(parts.test)};
}

const newPart = () => ({x: [] as number[], y: [] as number[], items: [] as number[]});
const ratio = (of: number, by: number) => (by > 0 ? of / by : 0);

/** Running sums: of the first 0, 1, … values. */
function sumsOf(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i] + value));
  return sums;
}

/** The sum of the `days` values that end with place `end`, those before the first being 0. */
function windowSum(sums: Float64Array, end: number, days: number): number {
  const until = Math.min(Math.max(0, end + 1), sums.length - 1);
  return sums[until] - sums[Math.min(until, Math.max(0, end + 1 - days))];
}
