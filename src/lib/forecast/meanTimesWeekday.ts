import {weekdayOf} from "./calendarDay.js";
import type {Forecaster} from "./forecaster.js";
import {itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

export interface MeanTimesWeekdayOptions {
  /** Days that the mean and the factors are taken over. */
  readonly days: number;
  /** Sales above this quantile of an item's days with sales are cut down to it: one large order says little of the next days. */
  readonly quantile: number;
  /** Days without evidence that each weekday's factor is given, all at 1: what shrinks it. */
  readonly prior: number;
}

/** Chosen on origins from May to August 2011 of Online Retail, before those that it is judged at. */
export const MEAN_TIMES_WEEKDAY: MeanTimesWeekdayOptions = {days: 56, quantile: 0.9, prior: 0};

/**
 * What each weekday sells of what a mean day does, Monday first, over all items and the grid's last days; their mean is 1.
 * All are 1 where nothing was sold.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * // 1970 began on a Thursday: 7 on that day, nothing on the six after it
 * const grid = salesGrid(["tea"], {items: [0], timesMs: [0], quantities: [7]}, 7);
 * weekdayFactors(grid, 7, 0) // → [0, 0, 0, 7, 0, 0, 0]
 * weekdayFactors(grid, 7, 1) // → [0.5, 0.5, 0.5, 4, 0.5, 0.5, 0.5]
 * ```
 */
export function weekdayFactors(grid: SalesGrid, days: number, prior: number): Float64Array {
  const sums = new Float64Array(7);
  const rows = new Float64Array(7);
  const dates = new Float64Array(7);
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  for (let day = Math.max(grid.untilDay - days, firstDay); day < grid.untilDay; day++) dates[weekdayOf(day)]++;
  for (let item = 0; item < itemCount(grid); item++) {
    const y = seriesOf(grid, item);
    for (let d = Math.max(0, y.length - days); d < y.length; d++) {
      const weekday = weekdayOf(grid.firstDays[item] + d);
      sums[weekday] += y[d];
      rows[weekday]++;
    }
  }
  const seen = Array.from(rows, (n, w) => (n === 0 ? null : sums[w] / n));
  const known = seen.filter((mean) => mean !== null);
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  if (!(mean > 0)) return new Float64Array(7).fill(1);
  const factors = Float64Array.from(seen, (one, w) =>
    one === null ? 1 : ((one / mean) * dates[w] + prior) / (dates[w] + prior)
  );
  const level = factors.reduce((sum, factor) => sum + factor, 0) / 7;
  return factors.map((factor) => factor / level);
}

/**
 * A value of ascending numbers below which a share of them lies: the one at place ⌊share · n⌋. 0 of none.
 *
 * @example
 * ```ts
 * quantileOfSorted(Float64Array.of(1, 2, 3, 4), 0.5) // → 3
 * ```
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Its sales of the last days, none above the quantile of those above 0. */
export function winsorized(y: Float64Array, days: number, quantile: number): Float64Array {
  const last = y.subarray(Math.max(0, y.length - days));
  const cap = quantileOfSorted(last.filter((sold) => sold > 0).sort(), quantile);
  return last.map((sold) => Math.min(sold, cap));
}

/**
 * An item's mean sales a day, cut at a quantile, times what the weekday sells on average over all items.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1], timesMs: [0, 0], quantities: [7, 14]}, 7);
 * meanTimesWeekday().forecast(grid, 8) // → [7, 0, 0, 0, 0, 0, 0, 7, 14, 0, 0, 0, 0, 0, 0, 14]
 * ```
 */
export function meanTimesWeekday(given: Partial<MeanTimesWeekdayOptions> = {}): Forecaster {
  const {days, quantile, prior} = {...MEAN_TIMES_WEEKDAY, ...given};
  return {
    id: "mean-weekday",
    title: "Mean × weekday",
    setting: `${days} days, cut at the ${Math.round(quantile * 100)} % quantile of days with sales`,
    forecast(past, horizon) {
      const factors = weekdayFactors(past, days, prior);
      const forecasts = new Float64Array(itemCount(past) * horizon);
      for (let item = 0; item < itemCount(past); item++) {
        const y = winsorized(seriesOf(past, item), days, quantile);
        let sum = 0;
        let weight = 0;
        y.forEach((sold, d) => {
          sum += sold;
          weight += factors[weekdayOf(past.untilDay - y.length + d)];
        });
        const level = weight > 0 ? sum / weight : 0;
        for (let h = 0; h < horizon; h++) forecasts[item * horizon + h] = level * factors[weekdayOf(past.untilDay + h)];
      }
      return forecasts;
    }
  };
}
