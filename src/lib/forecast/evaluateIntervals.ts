import type {ForecastProtocol, OriginResult} from "./evaluateForecasts.js";
import type {Forecaster} from "./forecaster.js";
import {conformalIntervals, INTERVAL_OPTIONS} from "./forecastIntervals.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

/** Items by the share of days with sales among their last 112. */
export const PACES = [
  {title: "sold on fewer than 1 day in 10", from: 0},
  {title: "1 to 3 days in 10", from: 0.1},
  {title: "3 to 6 days in 10", from: 0.3},
  {title: "6 days in 10 or more", from: 0.6}
] as const;

export interface Coverage {
  readonly rows: number;
  /** The share of days whose sales the interval held. */
  readonly coverage: number;
  /** The mean width of an interval, in units sold. */
  readonly width: number;
}

export interface IntervalResult extends Coverage {
  /** By origin, with the share of the past that intervals span there. */
  readonly origins: readonly (Coverage & {readonly origin: number; readonly span: number})[];
  /** By pace of the item, as `PACES`. */
  readonly paces: readonly Coverage[];
}

/**
 * How many of the days after each origin lie within a model's conformal intervals, which are calibrated on origins before
 * it. `known` holds forecasts that were made already, by origin.
 */
export function evaluateIntervals(
  grid: SalesGrid,
  model: Forecaster,
  {origins, horizon}: ForecastProtocol,
  known: readonly Pick<OriginResult, "origin" | "forecasts">[] = [],
  {level, calibrations} = INTERVAL_OPTIONS
): IntervalResult {
  const made = new Map(known.map(({origin, forecasts}) => [origin + 1, forecasts]));
  const forecastsAt = (day: number) => {
    const forecasts = made.get(day) ?? model.forecast(gridBefore(grid, day), horizon);
    made.set(day, forecasts);
    return forecasts;
  };
  const paces = PACES.map(() => newCount());
  const all = newCount();
  const each = origins.map((origin) => {
    const from = origin + 1;
    const {low, high, span} = conformalIntervals(grid, from, forecastsAt, {horizon, level, calibrations});
    const own = newCount();
    for (let item = 0; item < itemCount(grid); item++) {
      const y = seriesOf(grid, item);
      const at = from - grid.firstDays[item];
      const last = y.subarray(Math.max(0, at - 112), Math.max(0, at));
      const pace = last.length === 0 ? 0 : last.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0) / last.length;
      const group = paces[PACES.findLastIndex(({from: least}) => pace >= least)];
      for (let h = 0; h < horizon; h++) {
        const k = item * horizon + h;
        const sold = y[at + h] ?? 0;
        const held = low[k] <= sold && sold <= high[k] ? 1 : 0;
        for (const count of [own, group, all]) {
          count.rows++;
          count.held += held;
          count.width += high[k] - low[k];
        }
      }
    }
    return {origin, span, ...coverageOf(own)};
  });
  return {...coverageOf(all), origins: each, paces: paces.map(coverageOf)};
}

const newCount = () => ({rows: 0, held: 0, width: 0});
const coverageOf = ({rows, held, width}: ReturnType<typeof newCount>): Coverage => ({
  rows,
  coverage: held / rows,
  width: width / rows
});
