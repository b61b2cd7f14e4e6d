import {weekdayOf} from "./calendarDay.js";
import {LEVEL_FEATURES, levelRow, type LevelRow, type ShopState} from "./levelFeatures.js";
import {quantileOfSorted} from "./meanTimesWeekday.js";
import {itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

const WINDOWS = [7, 14, 28, 56, 112] as const;
const QUANTILES = [0.5, 0.65, 0.8, 0.9, 0.97] as const;
const QUANTILE_WINDOWS = [28, 56, 112] as const;
/** A weekday that sells less than this of a mean day counts as closed. */
const CLOSED = 0.1;

/**
 * `LEVEL_FEATURES`, and what says more of how sales are spread: the squared mean of their roots, which large orders lift
 * less; quantiles of open days; exponentially smoothed sales, as they are, as roots, and cut at twice the item's scale;
 * days with sales; how long the item has not been sold over how often it is; how the whole shop's last week compares with
 * its month. Sales are in units of the item's scale and less the weekdays' part.
 */
export const SERIES_FEATURES: readonly string[] = [
  ...LEVEL_FEATURES,
  ...WINDOWS.map((days) => `sales_root_mean_${days}d`),
  ...QUANTILE_WINDOWS.flatMap((days) => QUANTILES.map((share) => `sales_q${Math.round(100 * share)}_${days}d`)),
  "sales_smoothed_5",
  "sales_smoothed_10",
  "sales_root_smoothed_5",
  "sales_root_smoothed_10",
  "sales_cut_smoothed_3",
  "sales_cut_smoothed_7",
  "sale_count_112d",
  "gap_by_pace",
  "shop_sales_7d_by_28d"
];

/**
 * What each weekday sells of what a mean day does, Monday first, by the roots of sales, so that single large orders count
 * less; over all items and the grid's last days. Their mean is 1; all are 1 where nothing was sold or a weekday is missing.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * // 1970 began on a Thursday: 16 on that day, 4 on the next, nothing on the five after it
 * const grid = salesGrid(["tea"], {items: [0, 0], timesMs: [0, day], quantities: [16, 4]}, 7);
 * rootWeekdayFactors(grid, 7) // → [0, 0, 0, 4.6666…, 2.3333…, 0, 0]
 * ```
 */
export function rootWeekdayFactors(grid: SalesGrid, days: number): Float64Array {
  const sums = new Float64Array(7);
  const rows = new Float64Array(7);
  for (let item = 0; item < itemCount(grid); item++) {
    const y = seriesOf(grid, item);
    for (let d = Math.max(0, y.length - days); d < y.length; d++) {
      const weekday = weekdayOf(grid.firstDays[item] + d);
      sums[weekday] += Math.sqrt(y[d]);
      rows[weekday]++;
    }
  }
  const means = sums.map((sum, w) => sum / rows[w]);
  const mean = means.reduce((sum, one) => sum + one, 0) / 7;
  return mean > 0 ? means.map((one) => one / mean) : new Float64Array(7).fill(1);
}

/** The whole shop's sales a day of the last week over those of the last 28 days; 1 where nothing was sold. */
export function weekTrend(past: SalesGrid): number {
  let [week, month] = [0, 0];
  for (let item = 0; item < itemCount(past); item++) {
    const y = seriesOf(past, item);
    for (let back = 1; back <= Math.min(28, y.length); back++) {
      month += y[y.length - back];
      if (back <= 7) week += y[y.length - back];
    }
  }
  return month > 0 ? (4 * week) / month : 1;
}

/**
 * `SERIES_FEATURES` of one item from its history, which ends on the day before the shop's `untilDay`; `week` is the shop's
 * `weekTrend`. All are 0 where the item's scale is.
 *
 * @example
 * ```ts
 * const shop = {factors: new Float64Array(7).fill(1), trend: 1, untilDay: 4};
 * const {scale, features} = seriesRow(Float64Array.of(0, 4, 0, 0), shop, 0.9, 1);
 * const of = (name: string) => features[SERIES_FEATURES.indexOf(name)];
 * of("sales_root_mean_7d") * scale // → 0.25 (the mean root is 1/2)
 * of("sales_smoothed_10") * scale // → 0.324 (4 · 0.1 · 0.9 · 0.9)
 * of("gap_by_pace") // → 0.5 (two days, sold one day in four)
 * ```
 */
export function seriesRow(y: Float64Array, shop: ShopState, quantile: number, week: number): LevelRow {
  const {scale, features: level} = levelRow(y, shop, quantile);
  const features = new Float64Array(SERIES_FEATURES.length);
  if (scale === 0) return {scale, features};
  const factorAt = (d: number) => shop.factors[weekdayOf(shop.untilDay - y.length + d)];
  const roots = WINDOWS.map((days) => {
    let [sum, weight] = [0, 0];
    for (let d = Math.max(0, y.length - days); d < y.length; d++) {
      sum += Math.sqrt(y[d]);
      weight += factorAt(d);
    }
    return weight > 0 ? (sum / weight) ** 2 / scale : 0;
  });
  const quantiles = QUANTILE_WINDOWS.flatMap((days) => {
    const from = Math.max(0, y.length - days);
    const open = y.subarray(from).filter((_, d) => factorAt(from + d) > CLOSED);
    open.sort();
    return QUANTILES.map((share) => quantileOfSorted(open, share) / scale);
  });
  const smoothed = new Float64Array(6);
  let first = true;
  for (let d = 0; d < y.length; d++) {
    const factor = factorAt(d);
    if (!(factor > CLOSED)) continue;
    const sold = y[d] / factor;
    const cut = Math.min(sold, 2 * scale);
    [sold, sold, Math.sqrt(sold), Math.sqrt(sold), cut, cut].forEach((value, k) => {
      smoothed[k] += (first ? 1 : SMOOTHING[k]) * (value - smoothed[k]);
    });
    first = false;
  }
  [0, 1, 4, 5].forEach((k) => (smoothed[k] /= scale));
  [2, 3].forEach((k) => (smoothed[k] = smoothed[k] ** 2 / scale));
  const last = y.subarray(Math.max(0, y.length - 112));
  const count = last.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0);
  const since = level[LEVEL_FEATURES.indexOf("days_since_sale")];
  features.set([...level, ...roots, ...quantiles, ...smoothed, count, (since * count) / last.length, week]);
  return {scale, features};
}

const SMOOTHING = [0.05, 0.1, 0.05, 0.1, 0.03, 0.07] as const;
