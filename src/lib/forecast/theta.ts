import {leastWithin, type LocalModel} from "./localModels.js";

/** A straight line through a series by least squares, at days 1, 2, …: its value at day 0 and its slope. */
function line(y: ArrayLike<number>): {readonly at: number; readonly slope: number} {
  const n = y.length;
  let [sum, moment] = [0, 0];
  for (let t = 0; t < n; t++) {
    sum += y[t];
    moment += (t + 1) * y[t];
  }
  const slope = n < 2 ? 0 : (6 / (n * n - 1)) * ((2 * moment) / n - ((n + 1) * sum) / n);
  return {at: sum / n - ((n + 1) * slope) / 2, slope};
}

export interface ThetaRun {
  /** The smoothed level after the last day. */
  readonly level: number;
  /** The sum of squared errors one day ahead. */
  readonly squared: number;
  readonly forecast: Float64Array;
}

/**
 * The standard Theta method of two lines, written as one recursion: sales are smoothed with weight `alpha` from the level
 * `initial` on, and half of the line through all sales is added.
 *
 * Source: J. A. Fiorucci, T. R. Pellegrini, F. Louzada, F. Petropoulos and A. B. Koehler (2016), Models for optimising the
 * theta method and their relationship to state space models, International Journal of Forecasting 32 (the STM).
 *
 * @example
 * ```ts
 * // the line is 2 on day 0 and rises by 2
 * thetaRun(Float64Array.of(4, 6), {alpha: 1, initial: 4}, 2).forecast // → [7, 8] (6, and half of 2 a day)
 * ```
 */
export function thetaRun(
  y: Float64Array,
  {alpha, initial}: {readonly alpha: number; readonly initial: number},
  horizon: number
): ThetaRun {
  const {at, slope} = line(y);
  let level = initial;
  let squared = 0;
  // (1 − α)^t
  let kept = 1;
  const drift = () => (kept * at + ((1 - kept * (1 - alpha)) / alpha) * slope) / 2;
  for (let t = 0; t < y.length; t++) {
    squared += (y[t] - level - drift()) ** 2;
    level += alpha * (y[t] - level);
    kept *= 1 - alpha;
  }
  const last = level;
  const forecast = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    forecast[h] = level + drift();
    // a day that is forecast counts as sold
    level += alpha * drift();
    kept *= 1 - alpha;
  }
  return {level: last, squared, forecast};
}

/** The first level with the least squared error, which is a parabola of it. */
function bestInitial(y: Float64Array, alpha: number): number {
  const [below, middle, above] = [-1, 0, 1].map((initial) => thetaRun(y, {alpha, initial}, 0).squared);
  const bend = above + below - 2 * middle;
  return bend > 0 ? (below - above) / (2 * bend) : 0;
}

/**
 * The standard Theta method, with the first level and the weight, from .1 to .99, that have the least squared error one
 * day ahead. A series of fewer than three days goes on at its mean. Forecasts are 0 or more.
 *
 * @example
 * ```ts
 * theta.forecast(Float64Array.of(4, 6), 2) // → [5, 5] (too short: the mean)
 * ```
 */
export const theta: LocalModel = {
  id: "theta",
  title: "Theta",
  setting: "two lines, weight with the least squared error",
  forecast(y, horizon) {
    if (y.length < 3)
      return new Float64Array(horizon).fill(y.length === 0 ? 0 : y.reduce((sum, one) => sum + one, 0) / y.length);
    const at = (alpha: number) => thetaRun(y, {alpha, initial: bestInitial(y, alpha)}, 0).squared;
    const alpha = leastWithin(at, 0.1, 0.99);
    return thetaRun(y, {alpha, initial: bestInitial(y, alpha)}, horizon).forecast.map((one) => Math.max(0, one));
  }
};
