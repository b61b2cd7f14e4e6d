import {log} from "../core/portableMath.js";
import type {Matrix} from "../models/matrix.js";
import {weekdayOf} from "./calendarDay.js";
import {quantileOfSorted, weekdayFactors} from "./meanTimesWeekday.js";
import {itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

/** Windows that features look back over, in days. */
const WINDOWS = [7, 14, 28, 56, 112] as const;

/**
 * What is known of an item when a forecast is made: its mean sales a day over windows, as they are and with large orders
 * cut down, both less the weekdays' part; shares of days with sales; how long ago it was sold last and first; its size; how
 * the whole shop moves. Sales are in units of the item's scale.
 */
export const LEVEL_FEATURES: readonly string[] = [
  ...WINDOWS.map((days) => `sales_mean_${days}d`),
  ...WINDOWS.map((days) => `sales_winsorized_${days}d`),
  ...WINDOWS.map((days) => `sale_days_${days}d`),
  "sales_max_56d",
  "sales_median_56d",
  "days_since_sale",
  "days_since_first_sale",
  "log_scale",
  "log_sales_mean_56d",
  "shop_sales_28d_by_56d"
];

/** An item's sales as of the end of its history. */
export interface LevelRow {
  /** The root of the mean squared change from day to day, what RMSSE divides by; 0 where nothing changed. */
  readonly scale: number;
  /** As `LEVEL_FEATURES`; all 0 where the scale is. */
  readonly features: Float64Array;
}

/** Rows as a matrix of these columns. */
export function levelMatrix(columns: readonly string[], rows: readonly LevelRow[]): Matrix {
  const x = new Float32Array(rows.length * columns.length);
  rows.forEach(({features}, i) => x.set(features, i * columns.length));
  return {rows: rows.length, columns, x};
}

/**
 * Sales on the days after a grid by what items sell a day, in units of their scales, and the weekdays' factors: items ×
 * horizon, row-major, written over `forecasts`. An item whose scale is 0 keeps what is there.
 *
 * @example
 * ```ts
 * const shop = {factors: Float64Array.of(1, 1, 1, 1, 1, 2, 0), trend: 1, untilDay: 1}; // a Friday follows
 * const rows = [{scale: 3, features: new Float64Array(0)}, {scale: 0, features: new Float64Array(0)}];
 * spreadLevels([2, 2], rows, shop, Float64Array.of(0, 0, 0, 7, 7, 7)) // → [6, 12, 0, 7, 7, 7]
 * ```
 */
export function spreadLevels(
  levels: ArrayLike<number>,
  rows: readonly LevelRow[],
  {factors, untilDay}: ShopState,
  forecasts: Float64Array
): Float64Array {
  const horizon = forecasts.length / rows.length;
  rows.forEach(({scale}, item) => {
    if (scale === 0) return;
    const own = Math.max(0, levels[item]) * scale;
    for (let h = 0; h < horizon; h++) forecasts[item * horizon + h] = own * factors[weekdayOf(untilDay + h)];
  });
  return forecasts;
}

/** What all items share on the day after a grid's last one. */
export interface ShopState {
  /** Of weekdays, Monday first. */
  readonly factors: Float64Array;
  /** Sales a day of the last 28 days over those of the last 56; 1 where nothing was sold. */
  readonly trend: number;
  readonly untilDay: number;
}

/**
 * What all items share at the end of a grid.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0], timesMs: [0, 40 * day], quantities: [1, 3]}, 56);
 * shopState(grid).trend // → 1.5 (3 of the last 28 days against 4 of 56)
 * ```
 */
export function shopState(past: SalesGrid): ShopState {
  let recent = 0;
  let before = 0;
  for (let item = 0; item < itemCount(past); item++) {
    const y = seriesOf(past, item);
    for (let back = 1; back <= Math.min(56, y.length); back++)
      if (back <= 28) recent += y[y.length - back];
      else before += y[y.length - back];
  }
  const trend = recent + before > 0 ? (2 * recent) / (recent + before) : 1;
  return {factors: weekdayFactors(past, 56, 1), trend, untilDay: past.untilDay};
}

/**
 * Features of one item from its history, which ends on the day before the shop's `untilDay`. Sales above `quantile` of the
 * days with sales are cut down to it where a feature says so.
 *
 * @example
 * ```ts
 * const shop = {factors: new Float64Array(7).fill(1), trend: 1, untilDay: 4};
 * const {scale, features} = levelRow(Float64Array.of(0, 2, 0, 0), shop, 0.9);
 * scale // → 1.6329… (the root of 8 / 3)
 * features[LEVEL_FEATURES.indexOf("sales_mean_7d")] * scale // → 0.5
 * features[LEVEL_FEATURES.indexOf("sale_days_7d")] // → 0.25
 * features[LEVEL_FEATURES.indexOf("days_since_sale")] // → 2
 * ```
 */
export function levelRow(y: Float64Array, {factors, trend, untilDay}: ShopState, quantile: number): LevelRow {
  let squares = 0;
  for (let d = 1; d < y.length; d++) squares += (y[d] - y[d - 1]) ** 2;
  const scale = y.length > 1 ? Math.sqrt(squares / (y.length - 1)) : 0;
  const features = new Float64Array(LEVEL_FEATURES.length);
  if (scale === 0) return {scale, features};
  const lasts = WINDOWS.map((days) => y.subarray(Math.max(0, y.length - days)));
  const caps = lasts.map((last) => quantileOfSorted(last.filter((sold) => sold > 0).sort(), quantile));
  const factorAt = (last: Float64Array, d: number) => factors[weekdayOf(untilDay - last.length + d)];
  const levelOf = (last: Float64Array, cap: number) => {
    let sum = 0;
    let weight = 0;
    last.forEach((sold, d) => {
      sum += Math.min(sold, cap);
      weight += factorAt(last, d);
    });
    return weight > 0 ? sum / weight : 0;
  };
  const [, , , last56] = lasts;
  const open = last56.filter((_, d) => factorAt(last56, d) > 0.1).sort();
  let since = 0;
  while (since < y.length && y[y.length - 1 - since] === 0) since++;
  features.set([
    ...lasts.map((last) => levelOf(last, Infinity) / scale),
    // a week or two have too few days with sales for a quantile of their own
    ...lasts.map((last, k) => levelOf(last, caps[Math.max(k, 2)]) / scale),
    ...lasts.map((last) => last.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0) / last.length),
    last56.reduce((most, sold) => Math.max(most, sold), 0) / scale,
    quantileOfSorted(open, 0.5) / scale,
    since,
    y.length,
    log(scale),
    log(1 + levelOf(last56, Infinity)),
    trend
  ]);
  return {scale, features};
}
