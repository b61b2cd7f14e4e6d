/** What one model is worth on one grid, at one origin. Sums run over items and days of the horizon. */
export interface ForecastMetrics {
  readonly mae: number;
  /** Σ|error| / Σ sales. */
  readonly wmape: number;
  /** Σ forecasts / Σ sales: 1 where nothing is over- or underestimated. */
  readonly ratio: number;
  readonly rmse: number;
  readonly r2: number;
  /** wMAPE of the rows with sales alone. */
  readonly wmapePositive: number;
  /** The mean over items of RMSE over that of a one-day naive forecast in the past. */
  readonly rmsse: number;
  /**
   * RMSSE's mean over items that count as much as they sold in the last 28 days of their past: M5's WRMSSE on the level of
   * items alone, with units in place of revenue. NaN where none was sold.
   */
  readonly wrmsse: number;
  /** The mean over items of MAE over that of a one-day naive forecast in the past. */
  readonly mase: number;
  readonly rows: number;
  readonly positive: number;
  /** Items whose past has no change, which RMSSE and MASE leave out. */
  readonly unscaled: number;
}

/** A series at an origin: its past, what came, and what was forecast, equally long. */
export interface ForecastSeries {
  readonly history: Float64Array;
  readonly actual: Float64Array;
  readonly forecast: Float64Array;
}

/**
 * Metrics of some series. NaN where they are not defined. Source of RMSSE and MASE: Hyndman and Koehler (2006); M5.
 *
 * @example
 * ```ts
 * const series = {history: Float64Array.of(0, 2, 0), actual: Float64Array.of(1, 3), forecast: Float64Array.of(1, 1)};
 * const {mae, wmape, ratio, rmsse, mase} = forecastMetrics([series]);
 * mae // → 1
 * wmape // → 0.5 (2 of 4)
 * ratio // → 0.5
 * rmsse // → 0.7071… (√2 over √4)
 * mase // → 0.5 (1 over 2)
 * ```
 */
export function forecastMetrics(series: Iterable<ForecastSeries>): ForecastMetrics {
  let rows = 0;
  let positive = 0;
  let absolute = 0;
  let squared = 0;
  let absolutePositive = 0;
  let sales = 0;
  let salesSquared = 0;
  let forecasts = 0;
  let rmsse = 0;
  let wrmsse = 0;
  let recent = 0;
  let mase = 0;
  let scaled = 0;
  let items = 0;
  for (const {history, actual, forecast} of series) {
    let ownAbsolute = 0;
    let ownSquared = 0;
    for (let h = 0; h < actual.length; h++) {
      const error = forecast[h] - actual[h];
      ownAbsolute += Math.abs(error);
      ownSquared += error * error;
      sales += actual[h];
      salesSquared += actual[h] ** 2;
      forecasts += forecast[h];
      if (actual[h] > 0) {
        positive++;
        absolutePositive += Math.abs(error);
      }
    }
    rows += actual.length;
    absolute += ownAbsolute;
    squared += ownSquared;
    items++;
    let changes = 0;
    let changesSquared = 0;
    for (let i = 1; i < history.length; i++) {
      changes += Math.abs(history[i] - history[i - 1]);
      changesSquared += (history[i] - history[i - 1]) ** 2;
    }
    if (changes === 0) continue;
    scaled++;
    const steps = history.length - 1;
    const own = Math.sqrt(ownSquared / actual.length / (changesSquared / steps));
    rmsse += own;
    let sold = 0;
    for (let i = Math.max(0, history.length - 28); i < history.length; i++) sold += history[i];
    wrmsse += sold * own;
    recent += sold;
    mase += ownAbsolute / actual.length / (changes / steps);
  }
  return {
    mae: absolute / rows,
    wmape: absolute / sales,
    ratio: forecasts / sales,
    rmse: Math.sqrt(squared / rows),
    r2: 1 - squared / (salesSquared - sales ** 2 / rows),
    wmapePositive: absolutePositive / sales,
    rmsse: rmsse / scaled,
    wrmsse: wrmsse / recent,
    mase: mase / scaled,
    rows,
    positive,
    unscaled: items - scaled
  };
}
