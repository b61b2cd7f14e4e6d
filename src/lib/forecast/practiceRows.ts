import type {LevelRow, ShopState} from "./levelFeatures.js";
import {shopState} from "./levelFeatures.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";
import {rootWeekdayFactors, seriesRow, weekTrend} from "./seriesFeatures.js";

export interface PracticeOptions {
  /** Past days on which a model practises, the last one a horizon ago, and how many days they are apart. */
  readonly practices: number;
  readonly stride: number;
  /** Days that the weekdays' factors are taken over. */
  readonly weekdayDays: number;
  /** Large orders are cut down to this quantile of an item's days with sales, in features. */
  readonly quantile: number;
}

/** An item at a past origin whose horizon is known. */
export interface PracticeRow {
  /** As `SERIES_FEATURES`. */
  readonly row: LevelRow;
  /** Its days up to the origin, and those of the horizon. */
  readonly history: Float64Array;
  readonly sold: Float64Array;
  /** The shop at the origin, the same for all items there. */
  readonly shop: ShopState;
}

/** Fewer rows teach nothing. */
export const LEAST_PRACTICE_ROWS = 400;

/** What all items share at the end of a grid, with weekdays' factors by the roots of sales. */
export const shopAt = (past: SalesGrid, {weekdayDays}: PracticeOptions): ShopState => ({
  ...shopState(past),
  factors: rootWeekdayFactors(past, weekdayDays)
});

/** `SERIES_FEATURES` of all items at the end of a grid. */
export function seriesRows(past: SalesGrid, shop: ShopState, {quantile}: PracticeOptions): LevelRow[] {
  const week = weekTrend(past);
  return Array.from({length: itemCount(past)}, (_, item) => seriesRow(seriesOf(past, item), shop, quantile, week));
}

/** Items with four weeks of past and a change in it, on past origins eight weeks or more after the first sale. */
export function practiceRows(past: SalesGrid, horizon: number, o: PracticeOptions): PracticeRow[] {
  const found: PracticeRow[] = [];
  const firstDay = past.firstDays.reduce((first, day) => Math.min(first, day), past.untilDay);
  for (let k = 0; k < o.practices; k++) {
    const day = past.untilDay - horizon - k * o.stride;
    if (day - firstDay < 56) break;
    const before = gridBefore(past, day);
    const shop = shopAt(before, o);
    if (!shop.factors.some((factor) => factor > 0)) continue;
    seriesRows(before, shop, o).forEach((row, item) => {
      const history = seriesOf(before, item);
      if (row.scale === 0 || history.length < 28) return;
      const known = history.length;
      found.push({row, history, sold: seriesOf(past, item).subarray(known, known + horizon), shop});
    });
  }
  return found;
}
