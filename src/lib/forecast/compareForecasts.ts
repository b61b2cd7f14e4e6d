import {weightBootstrap} from "../metrics/bootstrap.js";
import type {Interval} from "../metrics/intervals.js";
import type {ForecastSeries} from "./forecastMetrics.js";

/** Each item's share in the metrics at one origin. */
export interface ItemErrors {
  /** Σ|error| and Σ sales over the horizon. */
  readonly absolute: Float64Array;
  readonly sales: Float64Array;
  /** NaN for an item whose past has no change. */
  readonly rmsse: Float64Array;
}

/**
 * The errors of each item at one origin, in the order of the series.
 *
 * @example
 * ```ts
 * const series = {history: Float64Array.of(0, 2, 0), actual: Float64Array.of(1, 3), forecast: Float64Array.of(1, 1)};
 * itemErrors([series]) // → {absolute: [2], sales: [4], rmsse: [0.7071…]}
 * ```
 */
export function itemErrors(series: Iterable<ForecastSeries>): ItemErrors {
  const absolute: number[] = [];
  const sales: number[] = [];
  const rmsse: number[] = [];
  for (const {history, actual, forecast} of series) {
    let [e1, e2, sold, changes] = [0, 0, 0, 0];
    for (let h = 0; h < actual.length; h++) {
      e1 += Math.abs(forecast[h] - actual[h]);
      e2 += (forecast[h] - actual[h]) ** 2;
      sold += actual[h];
    }
    for (let d = 1; d < history.length; d++) changes += (history[d] - history[d - 1]) ** 2;
    absolute.push(e1);
    sales.push(sold);
    rmsse.push(changes === 0 ? NaN : Math.sqrt(e2 / actual.length / (changes / (history.length - 1))));
  }
  return {absolute: Float64Array.from(absolute), sales: Float64Array.from(sales), rmsse: Float64Array.from(rmsse)};
}

/** How much lower, if negative, a model's metric is than another's, with its 95 % interval. */
export interface ForecastDifference {
  readonly wmape: Interval & {readonly value: number};
  readonly rmsse: Interval & {readonly value: number};
}

/**
 * The difference of two models' metrics, each the mean over origins, with the percentile interval of a bootstrap that
 * draws items: an item brings its errors at all origins under both models. Same items in the same order everywhere.
 * Throws `RangeError` for no items.
 *
 * @example
 * ```ts
 * const errors = (absolute: number) => ({
 *   absolute: Float64Array.of(absolute, absolute),
 *   sales: Float64Array.of(4, 4),
 *   rmsse: Float64Array.of(absolute / 10, NaN)
 * });
 * compareForecasts([errors(1)], [errors(2)])
 * // → {wmape: {value: −0.25, low: −0.25, high: −0.25}, rmsse: {value: −0.1, low: −0.1, high: −0.1}}
 * ```
 */
export function compareForecasts(
  model: readonly ItemErrors[],
  other: readonly ItemErrors[],
  {draws = 400, seed = 1} = {}
): ForecastDifference {
  const items = model[0].absolute.length;
  const wmape = (weights: Int32Array) =>
    meanOf(model, (one, k) => {
      let [own, others, sold] = [0, 0, 0];
      for (let i = 0; i < items; i++) {
        own += weights[i] * one.absolute[i];
        others += weights[i] * other[k].absolute[i];
        sold += weights[i] * one.sales[i];
      }
      return (own - others) / sold;
    });
  const rmsse = (weights: Int32Array) =>
    meanOf(model, (one, k) => {
      let [difference, scaled] = [0, 0];
      for (let i = 0; i < items; i++) {
        if (Number.isNaN(one.rmsse[i])) continue;
        difference += weights[i] * (one.rmsse[i] - other[k].rmsse[i]);
        scaled += weights[i];
      }
      return difference / scaled;
    });
  const once = new Int32Array(items).fill(1);
  const withInterval = (statistic: (weights: Int32Array) => number) => {
    const {low, high} = weightBootstrap(items, statistic, {draws, seed});
    return {value: statistic(once), low, high};
  };
  return {wmape: withInterval(wmape), rmsse: withInterval(rmsse)};
}

function meanOf<T>(all: readonly T[], of: (one: T, k: number) => number): number {
  return all.reduce((sum, one, k) => sum + of(one, k), 0) / all.length;
}
