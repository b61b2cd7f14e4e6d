import {
  calibratedIntervals,
  INTERVAL_OPTIONS,
  type ForecastIntervals,
  type IntervalReach
} from "./forecastIntervals.js";
import {salesFrom} from "./pastShapes.js";
import {itemCount, type SalesGrid} from "./salesGrid.js";

/** How much a day moves an item's level: the step that Gibbs and Candès take. */
const ADAPTIVE_STEP = 0.005;

/** No interval is given a level below this. */
const LEAST_LEVEL = 0.5;

export interface AdaptiveOptions {
  readonly horizon: number;
  readonly level: number;
  readonly calibrations: number;
  readonly step: number;
}

/**
 * Adaptive conformal intervals at origins in ascending order. Each item has a level of its own, which begins at `level`.
 * Each of its days moves it once the day is known: up by `step · level` where the day fell outside its interval, down by
 * `step · (1 − level)` where it was held. So an item whose intervals held too few days gets wider ones at the next origin.
 * What an interval of some level is, is calibrated at each origin as in `conformalIntervals`; a level
 * goes up to what the widest span of the past holds, or halfway from `level` to 1 where that is more.
 *
 * Source: I. Gibbs and E. Candès (2021), Adaptive conformal inference under distribution shift, NeurIPS 34, equation 2,
 * with the feedback of a horizon's days at the first origin that knows them.
 */
export function* adaptiveIntervals(
  grid: SalesGrid,
  origins: readonly number[],
  forecastsAt: (day: number) => Float64Array,
  given: Partial<AdaptiveOptions> = {}
): Generator<Pick<ForecastIntervals, "low" | "high"> & {readonly origin: number}> {
  const {horizon, level, calibrations, step} = {...INTERVAL_OPTIONS, step: ADAPTIVE_STEP, ...given};
  const missed = new Float64Array(itemCount(grid)).fill(1 - level);
  const pending: {readonly from: number; known: number; readonly low: Float64Array; readonly high: Float64Array}[] = [];
  for (const origin of origins) {
    for (const one of pending) {
      const until = Math.min(horizon, origin + 1 - one.from);
      const sold = salesFrom(grid, one.from, horizon);
      for (let item = 0; item < missed.length; item++)
        for (let k = item * horizon + one.known; k < item * horizon + until; k++) {
          const outside = sold[k] < one.low[k] || sold[k] > one.high[k] ? 1 : 0;
          missed[item] += step * (1 - level - outside);
        }
      one.known = until;
    }
    const {most, spanOf, intervals} = calibratedIntervals(grid, origin + 1, forecastsAt, {horizon, calibrations});
    // beyond what its past has to show, an interval could only be widened without end: half of what was missed is all
    const greatest = Math.max((1 + level) / 2, most);
    const reaches = new Map<number, IntervalReach>();
    const made = intervals((item) => {
      // items that went the same way share a level
      const wanted = Math.min(greatest, Math.max(LEAST_LEVEL, 1 - missed[item]));
      const own = wanted === greatest ? wanted : Math.round(1000 * wanted) / 1000;
      const reach = reaches.get(own) ?? spanOf(own);
      reaches.set(own, reach);
      return reach;
    });
    pending.push({from: origin + 1, known: 0, ...made});
    yield {origin, ...made};
  }
}
