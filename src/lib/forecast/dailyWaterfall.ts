import {weightBootstrap} from "../metrics/bootstrap.js";
import type {Interval} from "../metrics/intervals.js";
import {fitBoosting} from "../models/boosting.js";
import type {BoostingOptions} from "../models/boostingOptions.js";
import {dailyExamples, type DailyError, type DailyLog, type DailyRows, type DailySplit} from "./dailyExamples.js";

export type Valued = Interval & {readonly value: number};

/** What forecasts of single days are worth; intervals are of a bootstrap over items, 95 %. */
export interface DailyMetrics {
  readonly rows: number;
  readonly meanSales: number;
  readonly mae: Valued;
  readonly wmape: Valued;
  readonly r2: Valued;
}

/** One protocol: the errors that are on, what the model reaches, and what two constants reach on the same rows. */
export interface DailyStep {
  readonly errors: readonly DailyError[];
  readonly model: DailyMetrics;
  readonly zero: Pick<DailyMetrics, "mae" | "wmape">;
  readonly one: Pick<DailyMetrics, "mae" | "wmape">;
}

/**
 * The metrics of forecasts of rows that belong to items. Throws `RangeError` where lengths differ and for no rows.
 *
 * @example
 * ```ts
 * const {mae, wmape, r2} = dailyMetrics(Float64Array.of(1, 1), {y: Float64Array.of(0, 4), items: Int32Array.of(0, 1)});
 * mae.value // → 2
 * wmape.value // → 1 (4 of 4)
 * r2.value // → −0.25 (1 + 9 of 8)
 * ```
 */
export function dailyMetrics(
  forecasts: Float64Array,
  {y, items}: Pick<DailyRows, "y" | "items">,
  {draws = 200, seed = 1} = {}
): DailyMetrics {
  const rows = y.length;
  if (forecasts.length !== rows || items.length !== rows)
    throw new RangeError(`${forecasts.length} forecasts and ${items.length} items for ${rows} rows`);
  const count = 1 + items.reduce((most, item) => Math.max(most, item), 0);
  // by item: rows, sales, sales squared, |error|, error squared
  const sums = Array.from({length: 5}, () => new Float64Array(count));
  for (let row = 0; row < rows; row++) {
    const error = forecasts[row] - y[row];
    [1, y[row], y[row] ** 2, Math.abs(error), error ** 2].forEach((value, k) => (sums[k][items[row]] += value));
  }
  const total = (weights: ArrayLike<number>) =>
    sums.map((sum) => {
      let all = 0;
      for (let item = 0; item < count; item++) all += weights[item] * sum[item];
      return all;
    });
  const of = {
    mae: ([n, , , absolute]: number[]) => absolute / n,
    wmape: ([, sold, , absolute]: number[]) => absolute / sold,
    r2: ([n, sold, squares, , squared]: number[]) => 1 - squared / (squares - sold ** 2 / n)
  };
  const once = total(new Int32Array(count).fill(1));
  const valued = (metric: (sums: number[]) => number): Valued => {
    const {low, high} = weightBootstrap(count, (weights) => metric(total(weights)), {draws, seed});
    return {value: metric(once), low, high};
  };
  return {rows, meanSales: once[1] / once[0], mae: valued(of.mae), wmape: valued(of.wmape), r2: valued(of.r2)};
}

/** Fits boosted trees to the rows of one protocol and judges them, beside the forecasts 0 and 1. */
export function dailyStep(
  log: DailyLog,
  split: DailySplit,
  errors: readonly DailyError[],
  boosting: Partial<BoostingOptions>
): DailyStep {
  const {train, test} = dailyExamples(log, split, errors);
  const forecasts = fitBoosting(train, boosting).predict(test);
  return {
    errors,
    model: dailyMetrics(forecasts, test),
    zero: dailyMetrics(new Float64Array(test.rows), test),
    one: dailyMetrics(new Float64Array(test.rows).fill(1), test)
  };
}
