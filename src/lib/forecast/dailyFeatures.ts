import {monthDayOf, weekdayOf} from "./calendarDay.js";
import {isHoliday, type HolidayCountry} from "./holidays.js";
import {countEvents, type ShopEvent} from "./shopEvents.js";
import {itemCount, type SalesGrid} from "./salesGrid.js";

/** What a feature needs besides sales. */
export type FeatureNeed = "views" | "carts" | "prices" | "categories" | "holidays" | "events";

/** A feature of an item's day. */
export interface DailyFeature {
  readonly name: string;
  /** What it is where the newest day that may be known lies `horizon` days before the day that is forecast. */
  readonly definition: string;
  /**
   * As the report's code has it, where it does: the formula, and how many days before the day that is forecast its newest
   * day lies. It looks ahead where that is less than the horizon.
   */
  readonly printed?: {readonly formula: string; readonly newest: number};
  readonly needs?: FeatureNeed;
}

const sum = (of: string, days: number) => `${of} of the ${days} days up to the last known one`;

const FEATURES = [
  {
    name: "sales_sum_7d",
    definition: sum("sales", 7),
    printed: {formula: 'rolling_sum(daily, 7, "sales")', newest: 0}
  },
  {
    name: "sales_sum_30d",
    definition: sum("sales", 30),
    printed: {formula: 'rolling_sum(daily, 30, "sales")', newest: 0}
  },
  {
    name: "sales_lag_1d",
    definition: "sales of the last known day",
    printed: {formula: 'daily.groupby("itemid")["sales"].shift(1)', newest: 1}
  },
  {
    name: "sales_lag_7d",
    definition: "sales six days before the last known one",
    printed: {formula: 'daily.groupby("itemid")["sales"].shift(7)', newest: 7}
  },
  {
    name: "views_sum_7d",
    definition: sum("views", 7),
    printed: {formula: 'rolling_sum(daily, 7, "views")', newest: 0},
    needs: "views"
  },
  {name: "views_sum_30d", definition: sum("views", 30), needs: "views"},
  {
    name: "cat_sales_7d",
    definition: sum("sales of the item's category", 7),
    printed: {formula: "the category's rolling_sum over 7 days", newest: 0},
    needs: "categories"
  },
  {
    name: "conversion_rate",
    definition: "sales over views, both of the 30 days up to the last known one; 0 without a view",
    printed: {formula: 'daily["sales"] / daily["views"]', newest: 0},
    needs: "views"
  },
  {
    name: "category_market_share",
    definition: "the item's part in its category's sales of the 7 days up to the last known one; 0 without sales",
    printed: {formula: 'daily["sales"] / category_total_sales', newest: 0},
    needs: "categories"
  },
  {name: "sale_days_30d", definition: "days with sales among the 30 up to the last known one"},
  {name: "weekday", definition: "of the day that is forecast, 0 for Monday"},
  {name: "days_since_first_sale", definition: "days from the first sale to the day that is forecast"},
  {name: "days_since_sale", definition: "days from the last known one with sales to the last known one"},
  {name: "carts_sum_7d", definition: sum("adds to cart", 7), needs: "carts"},
  {name: "carts_sum_30d", definition: sum("adds to cart", 30), needs: "carts"},
  {name: "price", definition: "mean price of the last known day with one, in cents", needs: "prices"},
  {
    name: "discount",
    definition: "how far that price lies below the greatest of the 90 days up to the last known one, as a share of it",
    needs: "prices"
  },
  {name: "month", definition: "of the day that is forecast, 1 for January"},
  {name: "day_of_month", definition: "of the day that is forecast"},
  {name: "holiday", definition: "1 where the day that is forecast is a public holiday", needs: "holidays"},
  {name: "days_to_holiday", definition: "days to the next public holiday, at most 30", needs: "holidays"},
  {
    name: "planned_event",
    definition: "events of the reader's file, known beforehand, on the day that is forecast",
    needs: "events"
  },
  {name: "events_7d", definition: sum("events of the reader's file, known beforehand or not,", 7), needs: "events"}
] as const satisfies readonly DailyFeature[];

export type DailyFeatureName = (typeof FEATURES)[number]["name"];

/** Every feature of an item's day, those of the report first, under its names. */
export const DAILY_FEATURES: readonly (DailyFeature & {readonly name: DailyFeatureName})[] = FEATURES;

/** What features are made from: sales, and of each item's days what else a log knows; what is null or left out is lacking. */
export interface FeatureLog {
  readonly sales: SalesGrid;
  readonly views?: Float64Array | null;
  readonly carts?: Float64Array | null;
  readonly prices?: Float64Array | null;
  readonly categories?: ArrayLike<number> | null;
  readonly holidays?: HolidayCountry | null;
  readonly events?: readonly ShopEvent[] | null;
}

/** Features that a log can have, in the order of `DAILY_FEATURES`. */
export const featuresOf = (log: FeatureLog): DailyFeatureName[] =>
  DAILY_FEATURES.filter(({needs}) => needs === undefined || (log[needs] ?? null) !== null).map(({name}) => name);

/**
 * How a feature is made: `known` from the days up to the one a horizon before, `today` with the same window ending on the
 * day that is forecast, `printed` as the report's code has it.
 */
export type FeatureMaking = "known" | "today" | "printed";

export interface DailyFeatureOptions {
  /** How many days before the day that is forecast the newest known one lies. */
  readonly horizon: number;
  readonly features: readonly DailyFeatureName[];
  /** Features that are made otherwise than from known days. */
  readonly made?: Readonly<Partial<Record<DailyFeatureName, FeatureMaking>>>;
  /** Days after the grid's end that have rows too, none by default. */
  readonly ahead?: number;
}

/** Features of items' days: each item's from the day of its first sale on, items one after another. */
export interface DailyFeatureTable {
  readonly columns: readonly DailyFeatureName[];
  /** Where each item's days start, and where the last item's end: items + 1. */
  readonly offsets: Int32Array;
  /** A column of each feature. */
  readonly values: readonly Float64Array[];
}

/**
 * Features of every item's every day. Throws `RangeError` for a horizon that is no whole number of days, for a feature whose
 * log lacks what it needs, and for a feature that the report's code does not have and that is to be made as it has it.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const sales = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 3 * day], quantities: [4, 5, 6]});
 * const honest = dailyFeatureTable({sales}, {horizon: 2, features: ["sales_sum_7d"], ahead: 1});
 * honest.values[0] // → [0, 0, 4, 9, 9]
 * const made = {sales_sum_7d: "printed"} as const;
 * dailyFeatureTable({sales}, {horizon: 2, features: ["sales_sum_7d"], made}).values[0] // → [4, 9, 9, 15]
 * ```
 */
export function dailyFeatureTable(
  log: FeatureLog,
  {horizon, features, made = {}, ahead = 0}: DailyFeatureOptions
): DailyFeatureTable {
  if (!(Number.isInteger(horizon) && horizon >= 1)) throw new RangeError(`invalid horizon: ${horizon}`);
  const {sales: grid} = log;
  const items = itemCount(grid);
  const offsets = grid.offsets.map((offset, item) => offset + item * ahead);
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const shared: Shared = {
    horizon,
    firstDay,
    ofCategory: features.some((name) => name.startsWith("cat"))
      ? categorySums(grid, need(log, "categories"), firstDay)
      : []
  };
  const values = features.map((name) => {
    const {printed, needs} = DAILY_FEATURES.find((one) => one.name === name)!;
    if (needs !== undefined) need(log, needs);
    const making = made[name] ?? "known";
    if (making === "printed" && printed === undefined) throw new RangeError(`the report's code has no ${name}`);
    const column = new Float64Array(offsets[items]);
    const onDay = ON_DAY[name];
    if (onDay !== undefined) {
      // the same for all items
      const lag = lagOf(making, horizon);
      const days = Float64Array.from({length: grid.untilDay + ahead - firstDay}, (_, d) =>
        onDay(log, firstDay + d, lag)
      );
      for (let item = 0; item < items; item++)
        column.set(days.subarray(grid.firstDays[item] - firstDay), offsets[item]);
      return column;
    }
    const fill = FILLS[name]!;
    for (let item = 0; item < items; item++)
      fill(log, item, making, shared, column.subarray(offsets[item], offsets[item + 1]));
    return column;
  });
  return {columns: features, offsets, values};
}

interface Shared {
  readonly horizon: number;
  readonly firstDay: number;
  /** By category, running sums of its sales from `firstDay` on. */
  readonly ofCategory: readonly Float64Array[];
}

/** Fills the column of one item, a value a day from its first sale on. */
type Fill = (log: FeatureLog, item: number, making: FeatureMaking, shared: Shared, column: Float64Array) => void;

function need<K extends FeatureNeed>(log: FeatureLog, what: K): NonNullable<FeatureLog[K]> {
  const found = log[what] ?? null;
  if (found === null) throw new RangeError(`the log has no ${what}`);
  return found as NonNullable<FeatureLog[K]>;
}

const part = ({offsets}: SalesGrid, item: number, values: Float64Array) =>
  values.subarray(offsets[item], offsets[item + 1]);

/** How many days before the day itself the newest one lies that a window may hold. */
const lagOf = (making: FeatureMaking, horizon: number) => (making === "known" ? horizon : 0);

/** Sums of a column over windows. */
const windows =
  (of: (log: FeatureLog) => Float64Array, days: number): Fill =>
  (log, item, making, {horizon}, column) => {
    const sums = runningSums(part(log.sales, item, of(log)));
    const lag = lagOf(making, horizon);
    for (let d = 0; d < column.length; d++) column[d] = windowSum(sums, d - lag, days);
  };

const salesOf = ({sales}: FeatureLog) => sales.sales;
const viewsOf = (log: FeatureLog) => need(log, "views");
const cartsOf = (log: FeatureLog) => need(log, "carts");

/** Sales so many days ago, counted from the last known day as from yesterday; of today's making, from today. */
const lagged =
  (back: number): Fill =>
  ({sales}, item, making, {horizon}, column) => {
    const own = part(sales, item, sales.sales);
    const lag = making === "known" ? horizon - 1 + back : back;
    for (let d = lag; d < column.length; d++) column[d] = own[d - lag] ?? 0;
  };

const FILLS: Readonly<Partial<Record<DailyFeatureName, Fill>>> = {
  sales_sum_7d: windows(salesOf, 7),
  sales_sum_30d: windows(salesOf, 30),
  sales_lag_1d: lagged(1),
  sales_lag_7d: lagged(7),
  views_sum_7d: windows(viewsOf, 7),
  views_sum_30d: windows(viewsOf, 30),
  carts_sum_7d: windows(cartsOf, 7),
  carts_sum_30d: windows(cartsOf, 30),
  cat_sales_7d: (log, item, making, shared, column) => {
    const {sums, shift} = categoryOf(log, item, shared);
    const lag = lagOf(making, shared.horizon);
    for (let d = 0; d < column.length; d++) column[d] = windowSum(sums, d + shift - lag, 7);
  },
  conversion_rate: (log, item, making, {horizon}, column) => {
    const sold = runningSums(part(log.sales, item, log.sales.sales));
    const viewed = runningSums(part(log.sales, item, viewsOf(log)));
    const [lag, days] = making === "printed" ? [0, 1] : [lagOf(making, horizon), 30];
    for (let d = 0; d < column.length; d++)
      column[d] = ratio(windowSum(sold, d - lag, days), windowSum(viewed, d - lag, days));
  },
  category_market_share: (log, item, making, shared, column) => {
    const sold = runningSums(part(log.sales, item, log.sales.sales));
    const {sums, shift} = categoryOf(log, item, shared);
    const [lag, days] = making === "printed" ? [0, 1] : [lagOf(making, shared.horizon), 7];
    for (let d = 0; d < column.length; d++)
      column[d] = ratio(windowSum(sold, d - lag, days), windowSum(sums, d + shift - lag, days));
  },
  sale_days_30d: ({sales}, item, making, {horizon}, column) => {
    const sums = runningSums(part(sales, item, sales.sales), (sold) => (sold > 0 ? 1 : 0));
    const lag = lagOf(making, horizon);
    for (let d = 0; d < column.length; d++) column[d] = windowSum(sums, d - lag, 30);
  },
  days_since_first_sale: (_, __, ___, ____, column) => {
    for (let d = 0; d < column.length; d++) column[d] = d;
  },
  days_since_sale: ({sales}, item, making, {horizon}, column) => {
    const own = part(sales, item, sales.sales);
    const lag = lagOf(making, horizon);
    let last = 0;
    for (let d = 0; d < column.length; d++) {
      const end = d - lag;
      if (end >= 0 && own[end] > 0) last = end;
      column[d] = Math.max(0, end - last);
    }
  },
  price: (log, item, making, {horizon}, column) => {
    const own = part(log.sales, item, need(log, "prices"));
    const lag = lagOf(making, horizon);
    for (let d = 0; d < column.length; d++) column[d] = own[Math.min(d - lag, own.length - 1)] ?? NaN;
  },
  discount: (log, item, making, {horizon}, column) => {
    const own = part(log.sales, item, need(log, "prices"));
    const lag = lagOf(making, horizon);
    for (let d = 0; d < column.length; d++) {
      const end = Math.min(d - lag, own.length - 1);
      let greatest = NaN;
      for (let back = 0; back < 90 && end - back >= 0; back++)
        if (!(own[end - back] <= greatest) && !Number.isNaN(own[end - back])) greatest = own[end - back];
      column[d] = end < 0 || !(greatest > 0) ? NaN : 1 - own[end] / greatest;
    }
  }
};

/** What a day has for all items alike; `lag` is how many days before it the newest one lies that may be known. */
const ON_DAY: Readonly<Partial<Record<DailyFeatureName, (log: FeatureLog, day: number, lag: number) => number>>> = {
  weekday: (_, day) => weekdayOf(day),
  month: (_, day) => monthDayOf(day).month,
  day_of_month: (_, day) => monthDayOf(day).day,
  holiday: (log, day) => (isHoliday(need(log, "holidays"), day) ? 1 : 0),
  days_to_holiday: (log, day) => {
    const country = need(log, "holidays");
    let days = 0;
    while (days < 30 && !isHoliday(country, day + days)) days++;
    return days;
  },
  planned_event: (log, day) =>
    countEvents(
      need(log, "events").filter(({known}) => known),
      day,
      day + 1
    ),
  events_7d: (log, day, lag) => countEvents(need(log, "events"), day - lag - 6, day - lag + 1)
};

const ratio = (of: number, by: number) => (by > 0 ? of / by : 0);

function categoryOf(log: FeatureLog, item: number, {ofCategory, firstDay}: Shared) {
  return {sums: ofCategory[need(log, "categories")[item]], shift: log.sales.firstDays[item] - firstDay};
}

/** Running sums of each category's sales from the first day of all on. */
function categorySums(grid: SalesGrid, categories: ArrayLike<number>, firstDay: number): Float64Array[] {
  const days = grid.untilDay - firstDay;
  const found: Float64Array[] = [];
  for (let item = 0; item < itemCount(grid); item++) {
    const own = (found[categories[item]] ??= new Float64Array(days));
    const shift = grid.firstDays[item] - firstDay;
    part(grid, item, grid.sales).forEach((sold, d) => (own[shift + d] += sold));
  }
  return found.map((daily) => runningSums(daily));
}

/** Running sums: of the first 0, 1, … values. */
function runningSums(values: Float64Array, of: (value: number) => number = (value) => value): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + of(values[i]);
  return sums;
}

/** The sum of the `days` values that end with place `end`; those before the first and after the last are 0. */
function windowSum(sums: Float64Array, end: number, days: number): number {
  const last = sums.length - 1;
  const until = Math.min(Math.max(0, end + 1), last);
  return sums[until] - sums[Math.min(last, Math.max(0, end + 1 - days))];
}
