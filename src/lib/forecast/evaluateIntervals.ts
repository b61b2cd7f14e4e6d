import {adaptiveIntervals} from "./adaptiveIntervals.js";
import type {ForecastProtocol} from "./evaluateForecasts.js";
import {conformalIntervals, INTERVAL_OPTIONS, type ForecastIntervals} from "./forecastIntervals.js";
import {salesFrom} from "./pastShapes.js";
import {itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

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
  /** The shares of days whose interval begins at 0, and whose interval is 0 to 0. */
  readonly fromZero: number;
  readonly onlyZero: number;
}

export interface JudgedIntervals extends Coverage {
  readonly origins: readonly (Coverage & {readonly origin: number})[];
  /** By pace of the item, as `PACES`. */
  readonly paces: readonly Coverage[];
}

export interface IntervalResult extends JudgedIntervals {
  /** By origin, with the share of the past that intervals span there. */
  readonly origins: readonly (Coverage & {readonly origin: number; readonly span: number})[];
  /** The same of `adaptiveIntervals`. */
  readonly adaptive: JudgedIntervals;
}

/**
 * How many of the days after each origin lie within a model's conformal intervals, which are calibrated on origins before
 * it, split and adaptive. `forecastsAt` gives the model's forecasts, items × horizon, from the days before a day.
 */
export function evaluateIntervals(
  grid: SalesGrid,
  forecastsAt: (day: number) => Float64Array,
  {origins, horizon}: ForecastProtocol,
  {level, calibrations} = INTERVAL_OPTIONS
): IntervalResult {
  const options = {horizon, level, calibrations};
  const split = origins.map((origin) => ({origin, ...conformalIntervals(grid, origin + 1, forecastsAt, options)}));
  const found = judge(grid, split, horizon);
  return {
    ...found,
    origins: found.origins.map((one, k) => ({...one, span: split[k].span})),
    adaptive: judge(grid, [...adaptiveIntervals(grid, origins, forecastsAt, options)], horizon)
  };
}

type Ends = Pick<ForecastIntervals, "low" | "high"> & {readonly origin: number};

function judge(grid: SalesGrid, all: readonly Ends[], horizon: number): JudgedIntervals {
  const paces = PACES.map(() => newCount());
  const whole = newCount();
  const origins = all.map(({origin, low, high}) => {
    const from = origin + 1;
    const sold = salesFrom(grid, from, horizon);
    const own = newCount();
    for (let item = 0; item < itemCount(grid); item++) {
      const y = seriesOf(grid, item);
      const at = from - grid.firstDays[item];
      const last = y.subarray(Math.max(0, at - 112), Math.max(0, at));
      const pace = last.length === 0 ? 0 : last.reduce((n, one) => n + (one > 0 ? 1 : 0), 0) / last.length;
      const group = paces[PACES.findLastIndex(({from: least}) => pace >= least)];
      for (let k = item * horizon; k < (item + 1) * horizon; k++)
        for (const count of [own, group, whole]) {
          count.rows++;
          if (low[k] <= sold[k] && sold[k] <= high[k]) count.held++;
          count.width += high[k] - low[k];
          if (low[k] === 0) count.fromZero++;
          if (high[k] === 0) count.onlyZero++;
        }
    }
    return {origin, ...coverageOf(own)};
  });
  return {...coverageOf(whole), origins, paces: paces.map(coverageOf)};
}

const newCount = () => ({rows: 0, held: 0, width: 0, fromZero: 0, onlyZero: 0});
const coverageOf = ({rows, held, width, fromZero, onlyZero}: ReturnType<typeof newCount>): Coverage => ({
  rows,
  coverage: held / rows,
  width: width / rows,
  fromZero: fromZero / rows,
  onlyZero: onlyZero / rows
});
