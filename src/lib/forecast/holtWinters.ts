import type {LocalModel} from "./localModels.js";

/** How fast a level, its trend and the seasons follow sales, and by what the trend is damped each day (1: not at all). */
export interface HoltWintersWeights {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** Before the first day, or after the last one: `seasons` holds one value a day of the season, that of the next day first. */
export interface HoltWintersState {
  readonly level: number;
  readonly trend: number;
  readonly seasons: readonly number[];
}

export interface HoltWintersRun {
  readonly state: HoltWintersState;
  /** The sum of squared errors one day ahead. */
  readonly squared: number;
}

/**
 * Additive Holt–Winters smoothing with a trend that may be damped, in its form of error correction, ETS(A,A,A) or
 * ETS(A,Ad,A): `beta` and `gamma` are what trend and season take of an error. Gives the state after the last day.
 *
 * Source: R. J. Hyndman, A. B. Koehler, J. K. Ord and R. D. Snyder (2008), Forecasting with Exponential Smoothing, 2.5.
 *
 * @example
 * ```ts
 * const weights = {alpha: 0.5, beta: 0.25, gamma: 0, phi: 1};
 * const {state, squared} = holtWintersRun(Float64Array.of(6), {level: 2, trend: 1, seasons: [1, -1]}, weights);
 * state // → {level: 4, trend: 1.5, seasons: [−1, 1]} (2 more than 2 + 1 + 1)
 * squared // → 4
 * ```
 */
export function holtWintersRun(
  y: ArrayLike<number>,
  start: HoltWintersState,
  {alpha, beta, gamma, phi}: HoltWintersWeights
): HoltWintersRun {
  let {level, trend} = start;
  const seasons = Float64Array.from(start.seasons);
  const season = seasons.length;
  let squared = 0;
  for (let t = 0; t < y.length; t++) {
    const at = t % season;
    const error = y[t] - (level + phi * trend + seasons[at]);
    level += phi * trend + alpha * error;
    trend = phi * trend + beta * error;
    seasons[at] += gamma * error;
    squared += error * error;
  }
  const rotated = Array.from(seasons, (_, k) => seasons[(y.length + k) % season]);
  return {state: {level, trend, seasons: rotated}, squared};
}

/**
 * What follows a state: its level, its trend, damped more each day, and its seasons.
 *
 * @example
 * ```ts
 * holtWintersForecast({level: 4, trend: 2, seasons: [-1, 1]}, 0.5, 3) // → [4, 6.5, 4.75]
 * ```
 */
export function holtWintersForecast({level, trend, seasons}: HoltWintersState, phi: number, horizon: number) {
  const forecast = new Float64Array(horizon);
  let [damping, gone] = [1, 0];
  for (let h = 0; h < horizon; h++) {
    damping *= phi;
    gone += damping;
    forecast[h] = level + gone * trend + seasons[h % seasons.length];
  }
  return forecast;
}

/** Weights that are tried: few sales follow fast, and a trend of intermittent sales is soon noise. */
const ALPHAS = [0.01, 0.03, 0.06, 0.1, 0.2, 0.35] as const;
const BETAS = [0, 0.02, 0.1] as const;
const GAMMAS = [0, 0.02, 0.06, 0.15] as const;

/**
 * Holt–Winters smoothing by weeks. It starts at the mean of the first four weeks, without a trend, and at what their
 * weekdays differ from it; of weights on a grid it takes those with the least squared error one day ahead. A series
 * shorter than two weeks goes on at its mean. Forecasts are 0 or more.
 *
 * @example
 * ```ts
 * holtWinters(1).forecast(Float64Array.of(1, 2, 3, 1, 2, 3), 2) // → [2, 2] (too short: the mean)
 * ```
 */
export function holtWinters(phi: number): LocalModel {
  const damped = phi < 1;
  return {
    id: damped ? "holt-winters-damped" : "holt-winters",
    title: damped ? "Holt–Winters, damped" : "Holt–Winters",
    setting: `weeks, weights with the least squared error${damped ? `, trend damped by ${phi} a day` : ""}`,
    forecast(y, horizon) {
      const first = y.subarray(0, Math.min(28, y.length));
      const level = first.length === 0 ? 0 : first.reduce((sum, one) => sum + one, 0) / first.length;
      if (y.length < 14) return new Float64Array(horizon).fill(level);
      const seasons = Array.from({length: 7}, (_, k) => {
        const days = first.filter((_, d) => d % 7 === k);
        return days.reduce((sum, one) => sum + one, 0) / days.length - level;
      });
      const start = {level, trend: 0, seasons};
      let best: {readonly squared: number; readonly state: HoltWintersState} = {squared: Infinity, state: start};
      for (const alpha of ALPHAS)
        for (const beta of BETAS)
          for (const gamma of GAMMAS) {
            const run = holtWintersRun(y, start, {alpha, beta: alpha * beta, gamma, phi});
            if (run.squared < best.squared) best = run;
          }
      return holtWintersForecast(best.state, phi, horizon).map((one) => Math.max(0, one));
    }
  };
}
