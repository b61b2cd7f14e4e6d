/**
 * Forecasts of one series from its own past. All take the sales of each day up to the origin, and give those of the next
 * `horizon` days. Definitions as in statsforecast, which tests compare them with.
 */

/** A way to go on with a series; a series that has no day is forecast as 0. */
export interface LocalModel {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  forecast(history: Float64Array, horizon: number): Float64Array;
}

const flat = (level: number, horizon: number): Float64Array => new Float64Array(horizon).fill(level);

/**
 * Nothing is sold.
 *
 * @example
 * ```ts
 * zero.forecast(Float64Array.of(3, 4), 2) // → [0, 0]
 * ```
 */
export const zero: LocalModel = {
  id: "zero",
  title: "Zero",
  setting: "no sales",
  forecast: (_, horizon) => flat(0, horizon)
};

/**
 * The last day goes on.
 *
 * @example
 * ```ts
 * naive.forecast(Float64Array.of(3, 4), 2) // → [4, 4]
 * ```
 */
export const naive: LocalModel = {
  id: "naive",
  title: "Naive",
  setting: "the last day",
  forecast: (y, horizon) => flat(y.length === 0 ? 0 : y[y.length - 1], horizon)
};

/**
 * The last week goes on; a series shorter than a week as the last day.
 *
 * @example
 * ```ts
 * seasonalNaive().forecast(Float64Array.of(9, 1, 2, 3, 4, 5, 6, 7), 9) // → [1, 2, 3, 4, 5, 6, 7, 1, 2]
 * ```
 */
export function seasonalNaive(season = 7): LocalModel {
  return {
    id: "seasonal-naive",
    title: "Seasonal naive",
    setting: `the day ${season} days before`,
    forecast: (y, horizon) =>
      y.length < season
        ? naive.forecast(y, horizon)
        : Float64Array.from({length: horizon}, (_, h) => y[y.length - season + (h % season)])
  };
}

/**
 * The mean of the last days.
 *
 * @example
 * ```ts
 * windowMean(2).forecast(Float64Array.of(9, 1, 2), 1) // → [1.5]
 * ```
 */
export function windowMean(days: number): LocalModel {
  return {
    id: `mean-${days}`,
    title: `Mean of ${days} days`,
    setting: `${days} days`,
    forecast: (y, horizon) => flat(mean(y.subarray(Math.max(0, y.length - days))), horizon)
  };
}

/**
 * The median of the last days.
 *
 * @example
 * ```ts
 * windowMedian(3).forecast(Float64Array.of(9, 1, 0, 2), 1) // → [1]
 * ```
 */
export function windowMedian(days: number): LocalModel {
  return {
    id: `median-${days}`,
    title: `Median of ${days} days`,
    setting: `${days} days`,
    forecast(y, horizon) {
      const last = y.slice(Math.max(0, y.length - days)).sort();
      const middle = last.length >> 1;
      return flat(
        last.length === 0 ? 0 : last.length % 2 ? last[middle] : (last[middle - 1] + last[middle]) / 2,
        horizon
      );
    }
  };
}

function mean(y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i];
  return y.length === 0 ? 0 : sum / y.length;
}

/** The level of simple exponential smoothing after all values, which starts at the first. */
function smoothed(y: ArrayLike<number>, alpha: number): number {
  if (y.length === 0) return 0;
  let level = y[0];
  for (let i = 1; i < y.length; i++) level = alpha * y[i] + (1 - alpha) * level;
  return level;
}

/** The sum of its squared errors one step ahead. */
function smoothingError(y: ArrayLike<number>, alpha: number): number {
  let level = y[0];
  let sum = 0;
  for (let i = 1; i < y.length; i++) {
    sum += (y[i] - level) ** 2;
    level = alpha * y[i] + (1 - alpha) * level;
  }
  return sum;
}

/** The least of a function of one number within bounds, by golden section. */
export function leastWithin(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let a = high - golden * (high - low);
  let b = low + golden * (high - low);
  let fa = f(a);
  let fb = f(b);
  while (high - low > 1e-7)
    if (fa <= fb) {
      high = b;
      [b, fb] = [a, fa];
      a = high - golden * (high - low);
      fa = f(a);
    } else {
      low = a;
      [a, fa] = [b, fb];
      b = low + golden * (high - low);
      fb = f(b);
    }
  return (low + high) / 2;
}

/** The level after smoothing with the weight that has the least squared error. */
function bestSmoothed(y: ArrayLike<number>, low: number, high: number): number {
  if (y.length < 2) return smoothed(y, low);
  return smoothed(
    y,
    leastWithin((alpha) => smoothingError(y, alpha), low, high)
  );
}

/**
 * Simple exponential smoothing, from the first day on. Source: Brown (1959).
 *
 * @example
 * ```ts
 * ses(0.5).forecast(Float64Array.of(4, 2), 2) // → [3, 3]
 * ```
 */
export function ses(alpha: number): LocalModel {
  return {
    id: `ses-${alpha}`,
    title: "Exponential smoothing",
    setting: `weight ${alpha}`,
    forecast: (y, horizon) => flat(smoothed(y, alpha), horizon)
  };
}

/** The weight with the least squared error in the past. */
export const sesOptimized: LocalModel = {
  id: "ses-optimized",
  title: "Exponential smoothing, fitted",
  setting: "weight with the least squared error",
  forecast: (y, horizon) => flat(bestSmoothed(y, 0.01, 0.99), horizon)
};

/** The days with sales: how much, and how many days after the one before, the first after the start. */
function demands(y: Float64Array): {readonly sizes: number[]; readonly gaps: number[]} {
  const sizes: number[] = [];
  const gaps: number[] = [];
  let before = -1;
  y.forEach((value, day) => {
    if (value === 0) return;
    sizes.push(value);
    gaps.push(day - before);
    before = day;
  });
  return {sizes, gaps};
}

function crostonLevel(y: Float64Array, alpha: number): number {
  const {sizes, gaps} = demands(y);
  return sizes.length === 0 ? 0 : smoothed(sizes, alpha) / smoothed(gaps, alpha);
}

/**
 * Croston's method: the smoothed size of a sale over the smoothed number of days between two. Source: Croston (1972).
 *
 * @example
 * ```ts
 * croston().forecast(Float64Array.of(0, 4, 0, 4), 1) // → [2] (4 every second day)
 * ```
 */
export function croston(alpha = 0.1): LocalModel {
  return {
    id: "croston",
    title: "Croston",
    setting: `weight ${alpha}`,
    forecast: (y, horizon) => flat(crostonLevel(y, alpha), horizon)
  };
}

/**
 * Croston's method less its bias. Source: Syntetos and Boylan (2005), with the factor .95 of α = .1.
 *
 * @example
 * ```ts
 * sba().forecast(Float64Array.of(0, 4, 0, 4), 1) // → [1.9]
 * ```
 */
export function sba(alpha = 0.1): LocalModel {
  return {
    id: "sba",
    title: "SBA",
    setting: `weight ${alpha}`,
    forecast: (y, horizon) => flat((1 - alpha / 2) * crostonLevel(y, alpha), horizon)
  };
}

/**
 * The smoothed size of a sale times the smoothed chance of one, which falls with every day without. Source: Teunter,
 * Syntetos and Babai (2011).
 *
 * @example
 * ```ts
 * tsb(0.1, 0.5).forecast(Float64Array.of(4, 0), 1) // → [2]
 * ```
 */
export function tsb(alpha = 0.1, beta = 0.1): LocalModel {
  return {
    id: "tsb",
    title: "TSB",
    setting: `weights ${alpha} and ${beta}`,
    forecast(y, horizon) {
      const {sizes} = demands(y);
      if (sizes.length === 0) return flat(0, horizon);
      const chance = smoothed(
        y.map((value) => (value > 0 ? 1 : 0)),
        beta
      );
      return flat(chance * smoothed(sizes, alpha), horizon);
    }
  };
}

/** Sums of so many days each, counted from the end; the first days that do not fill one are left out. */
function aggregated(y: Float64Array, days: number): Float64Array {
  const groups = Math.floor(y.length / days);
  const from = y.length - groups * days;
  return Float64Array.from({length: groups}, (_, k) => {
    let sum = 0;
    for (let i = 0; i < days; i++) sum += y[from + k * days + i];
    return sum;
  });
}

/** Rounds halves to even, as Python and NumPy do. */
function roundEven(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}

/** Days over which sums are smoothed with a weight from .1 to .3, in place of single days. */
const meanGap = (y: Float64Array) => Math.max(1, roundEven(mean(demands(y).gaps)));

/**
 * ADIDA: sums over as many days as there are between two sales on average are smoothed, and their forecast is spread over
 * the days. Source: Nikolopoulos et al. (2011).
 *
 * @example
 * ```ts
 * adida.forecast(Float64Array.of(0, 4, 0, 4), 1) // → [2]
 * ```
 */
export const adida: LocalModel = {
  id: "adida",
  title: "ADIDA",
  setting: "sums over the mean gap",
  forecast(y, horizon) {
    if (demands(y).sizes.length === 0) return flat(0, horizon);
    const days = meanGap(y);
    return flat(bestSmoothed(aggregated(y, days), 0.1, 0.3) / days, horizon);
  }
};

/**
 * IMAPA: the mean of ADIDA over sums of one day, two days, … up to the mean gap between two sales. Source: Petropoulos and
 * Kourentzes (2015).
 *
 * @example
 * ```ts
 * imapa.forecast(Float64Array.of(2, 2, 2, 2), 1) // → [2]
 * ```
 */
export const imapa: LocalModel = {
  id: "imapa",
  title: "IMAPA",
  setting: "sums over 1 day to the mean gap",
  forecast(y, horizon) {
    if (demands(y).sizes.length === 0) return flat(0, horizon);
    const most = meanGap(y);
    let sum = 0;
    for (let days = 1; days <= most; days++) sum += bestSmoothed(aggregated(y, days), 0.1, 0.3) / days;
    return flat(sum / most, horizon);
  }
};
