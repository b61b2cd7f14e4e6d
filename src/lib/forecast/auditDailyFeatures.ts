import {gridBefore, type SalesGrid} from "./salesGrid.js";
import {dailyFeatureTable, featuresOf, type DailyFeatureOptions, type FeatureLog} from "./dailyFeatures.js";

/** Features of items' days, each item's from its first sale on, and `ahead` days after the log's end. */
export interface MadeFeatures {
  readonly columns: readonly string[];
  /** Where each item's days start. */
  readonly offsets: ArrayLike<number>;
  readonly values: readonly ArrayLike<number>[];
}

/** A way to make features of a log, for its own days and some after them. */
export type MakeFeatures = (log: FeatureLog, ahead: number) => MadeFeatures;

/** What the replay found of one feature. */
export interface FeatureReplay {
  readonly column: string;
  readonly rows: number;
  /** Rows whose value is another once what came after the last known day is deleted. */
  readonly differ: number;
}

export interface ReplayOptions {
  /** How many days before the day that is forecast the newest known one lies. */
  readonly horizon: number;
  /** Days that are forecast, in days since 1970 UTC, each with a log of its own that ends `horizon` days before. */
  readonly days: readonly number[];
}

/**
 * Deletes the future and makes features anew: for each of some days, the log is cut off after the day that lies a horizon
 * before, and every feature of every item known by then must be what it is with the whole log. A feature that differs has
 * seen what could not be known. Throws `RangeError` for a day that no item has.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const sales = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 3 * day], quantities: [4, 5, 6]});
 * const made = {sales_sum_7d: "printed"} as const;
 * const make = featureMaker({horizon: 2, features: ["sales_sum_7d", "sale_days_30d"], made});
 * replayFeatures({sales}, make, {horizon: 2, days: [3]})
 * // → [{column: "sales_sum_7d", rows: 1, differ: 1}, {column: "sale_days_30d", rows: 1, differ: 0}]
 * ```
 */
export function replayFeatures(log: FeatureLog, make: MakeFeatures, {horizon, days}: ReplayOptions): FeatureReplay[] {
  const whole = make(log, 0);
  const counts = whole.columns.map((column) => ({column, rows: 0, differ: 0}));
  for (const day of days) {
    const cut = day - horizon + 1;
    const known = logBefore(log, cut);
    const replayed = make(known.log, horizon);
    const before = counts[0]?.rows ?? 0;
    known.items.forEach((item, k) => {
      const d = day - log.sales.firstDays[item];
      const at = whole.offsets[item] + d;
      if (at >= whole.offsets[item + 1]) return;
      counts.forEach((count, column) => {
        count.rows++;
        if (!Object.is(whole.values[column][at], replayed.values[column][replayed.offsets[k] + d])) count.differ++;
      });
    });
    if ((counts[0]?.rows ?? 1) === before) throw new RangeError(`no item is known ${horizon} days before day ${day}`);
  }
  return counts;
}

/** Features by their names as `replayFeatures` takes them: those that the log can have, where none are named. */
export function featureMaker(
  options: Omit<DailyFeatureOptions, "ahead" | "features"> & Partial<Pick<DailyFeatureOptions, "features">>
): MakeFeatures {
  return (log, ahead) => dailyFeatureTable(log, {...options, features: options.features ?? featuresOf(log), ahead});
}

/** The log as it stood when a day began, with the items that had been sold by then. */
function logBefore(log: FeatureLog, day: number): {readonly log: FeatureLog; readonly items: readonly number[]} {
  const {sales: grid} = log;
  const items = Array.from(grid.firstDays, (_, item) => item).filter((item) => grid.firstDays[item] < day);
  const cut = (values: Float64Array) => gridBefore({...grid, sales: values}, day).sales;
  const all = gridBefore(grid, day);
  const offsets = Int32Array.of(0, ...items.map((item) => all.offsets[item + 1]));
  const sales: SalesGrid = {
    itemIds: items.map((item) => grid.itemIds[item]),
    firstDays: Int32Array.from(items, (item) => grid.firstDays[item]),
    untilDay: all.untilDay,
    offsets,
    sales: all.sales
  };
  const cutIfThere = (values: Float64Array | null | undefined) => (values ? cut(values) : values);
  return {
    items,
    log: {
      sales,
      views: cutIfThere(log.views),
      carts: cutIfThere(log.carts),
      prices: cutIfThere(log.prices),
      categories: log.categories ? Int32Array.from(items, (item) => log.categories![item]) : log.categories,
      holidays: log.holidays,
      // what was not known beforehand is not known of later days
      events: log.events?.filter((event) => event.known || event.day < day)
    }
  };
}

/** Days for a replay: so many of a log's, evenly spread over its second half. */
export function replayDays({sales}: FeatureLog, count: number): number[] {
  const first = sales.firstDays.reduce((least, day) => Math.min(least, day), sales.untilDay);
  const from = Math.ceil((first + sales.untilDay) / 2);
  const days = sales.untilDay - from;
  return Array.from({length: Math.min(count, days)}, (_, k) => from + Math.floor((k * days) / Math.min(count, days)));
}
