import {weekdayOf} from "./calendarDay.js";
import {weekdayFactors} from "./meanTimesWeekday.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

/** Days of an item's past that its own distribution is taken from. */
const DAYS = 112;
/** A weekday that sells less than this of a mean day counts as closed. */
export const CLOSED = 0.05;

/** An item's past days over what its mean and the weekday let expect, ascending, and its mean. */
export interface PastShape {
  readonly sorted: Float64Array;
  readonly mean: number;
}

/** How the sales of each item of a grid are spread about its mean. */
export interface PastShapes {
  readonly items: readonly PastShape[];
  /** Of weekdays, Monday first. */
  readonly factors: Float64Array;
}

/** A past origin whose horizon is known: what a model forecast there and what came, items × horizon each. */
export interface Calibration {
  readonly past: SalesGrid;
  readonly shapes: PastShapes;
  readonly forecasts: Float64Array;
  readonly actual: Float64Array;
  readonly horizon: number;
}

/** Up to `calibrations` origins before day `from`, a horizon apart, that have four weeks of past; the last one first. */
export function calibrationsBefore(
  grid: SalesGrid,
  from: number,
  forecastsAt: (day: number) => Float64Array,
  {horizon, calibrations}: {readonly horizon: number; readonly calibrations: number}
): Calibration[] {
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const days = Array.from({length: calibrations}, (_, k) => from - (k + 1) * horizon);
  return days
    .filter((day) => day - firstDay >= 28)
    .map((day) => {
      const past = gridBefore(grid, day);
      const actual = salesFrom(grid, day, horizon);
      return {past, shapes: shapesOf(past), forecasts: forecastsAt(day), actual, horizon};
    });
}

/** What was sold on each of the `horizon` days from `day` on, items × horizon; 0 before the first sale and after the last day. */
export function salesFrom(grid: SalesGrid, day: number, horizon: number): Float64Array {
  const sold = new Float64Array(itemCount(grid) * horizon);
  for (let item = 0; item < itemCount(grid); item++) {
    const y = seriesOf(grid, item);
    for (let h = 0; h < horizon; h++) sold[item * horizon + h] = y[day + h - grid.firstDays[item]] ?? 0;
  }
  return sold;
}

/** The shapes of all items at the end of a grid, from their last 112 days. */
export function shapesOf(past: SalesGrid): PastShapes {
  const factors = weekdayFactors(past, 56, 1);
  const items = Array.from({length: itemCount(past)}, (_, item): PastShape => {
    const y = seriesOf(past, item);
    const last = y.subarray(Math.max(0, y.length - DAYS));
    const factorOf = (d: number) => factors[weekdayOf(past.untilDay - last.length + d)];
    const weight = last.reduce((sum, _, d) => sum + factorOf(d), 0);
    const mean = weight > 0 ? last.reduce((sum, sold) => sum + sold, 0) / weight : 0;
    if (mean === 0) return {sorted: new Float64Array(0), mean};
    const open = Array.from(last, (_, d) => d).filter((d) => factorOf(d) >= CLOSED);
    return {sorted: Float64Array.from(open, (d) => last[d] / (mean * factorOf(d))).sort(), mean};
  });
  return {items, factors};
}

/** The smallest of ascending values that a share of them does not exceed; 0 of none. */
export function leastNotExceeded(sorted: Float64Array, share: number): number {
  return sorted.length === 0
    ? 0
    : sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
