import {weekdayOf} from "./calendarDay.js";
import {calibrationsBefore, CLOSED, leastNotExceeded, shapesOf, type Calibration} from "./pastShapes.js";
import {gridBefore, type SalesGrid} from "./salesGrid.js";

/** Ends of intervals: items × horizon each, row-major. */
export interface ForecastIntervals {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The share of an item's own past that its interval spans, chosen on the calibration origins. */
  readonly span: number;
}

export interface IntervalOptions {
  readonly horizon: number;
  /** The share of days that intervals should hold. */
  readonly level: number;
  /** How many origins before, a horizon apart, calibrate. */
  readonly calibrations: number;
}

export const INTERVAL_OPTIONS: IntervalOptions = {horizon: 28, level: 0.9, calibrations: 3};

/**
 * Conformal intervals of forecasts that start on day `from`. An item's past, day by day over what its mean and the weekday
 * let expect, gives the shape of its interval: from one quantile of it to another. Which share of the past lies between
 * them is the same for all items, and chosen so that the intervals held `level` of the days after the calibration
 * origins, which lie before `from` with their whole horizon. The tail is cut at both ends; where an item's lower end is 0
 * anyway, the whole tail is cut above. Where even the widest part of the past holds too little, as of a model that is wrong
 * by much, ends are moved out by a multiple of the item's mean. So days without sales are within most intervals, and an item that sells on fewer
 * days than the tail has an interval of 0 to 0, which holds more than it promises.
 *
 * `forecastsAt(day)` gives the model's forecasts, items × horizon, from the days before `day`. Where no calibration
 * origin has four weeks of past, the span is `level` itself.
 *
 * Sources: V. Vovk, A. Gammerman and G. Shafer (2005), Algorithmic Learning in a Random World; Y. Romano, E. Patterson and
 * E. Candès (2019), Conformalized quantile regression.
 */
export function conformalIntervals(
  grid: SalesGrid,
  from: number,
  forecastsAt: (day: number) => Float64Array,
  {horizon, level, calibrations}: IntervalOptions = INTERVAL_OPTIONS
): ForecastIntervals {
  const {spanOf, intervals} = calibratedIntervals(grid, from, forecastsAt, {horizon, calibrations});
  const one = spanOf(level);
  return {...intervals(() => one), span: one.span};
}

/** How far an interval reaches: the share of an item's past that it spans, and what its ends are moved out by, in means. */
export interface IntervalReach {
  readonly span: number;
  readonly margin: number;
}

/** What `conformalIntervals` is made of, for intervals that do not promise all items the same. */
export interface CalibratedIntervals {
  /** The greatest share of the calibration days that intervals hold without a margin; 1 without such days. */
  readonly most: number;
  /** How far all intervals must reach to hold a share of the calibration days. */
  spanOf(level: number): IntervalReach;
  /** The intervals of the days from the origin on, each item's as far as is said. */
  intervals(reachOf: (item: number) => IntervalReach): Pick<ForecastIntervals, "low" | "high">;
}

/** Calibrates intervals of forecasts that start on day `from`, as `conformalIntervals` says. */
export function calibratedIntervals(
  grid: SalesGrid,
  from: number,
  forecastsAt: (day: number) => Float64Array,
  {horizon, calibrations}: Pick<IntervalOptions, "horizon" | "calibrations">
): CalibratedIntervals {
  const before = calibrationsBefore(grid, from, forecastsAt, {horizon, calibrations});
  // coverage rises with the span but for the step from two tails to one, so that each span is tried
  const coverageOf = coverageBySpan(before);
  const covered = Array.from({length: before.length === 0 ? 0 : 500}, (_, k) => coverageOf((500 + k) / 1000));
  const past = gridBefore(grid, from);
  const days = {past, shapes: shapesOf(past), forecasts: forecastsAt(from), horizon};
  return {
    most: covered.reduce((most, share) => Math.max(most, share), covered.length === 0 ? 1 : 0),
    spanOf(level) {
      if (covered.length === 0) return {span: level, margin: 0};
      let [span, nearest] = [level, Infinity];
      covered.forEach((share, k) => {
        const distance = share >= level ? share - level : 1 + level - share;
        if (distance < nearest) [span, nearest] = [(500 + k) / 1000, distance];
      });
      return {span, margin: nearest >= 1 ? marginOf(before, span, level) : 0};
    },
    intervals: (reachOf) => intervalsOf(days, reachOf)
  };
}

/** The share of the calibration days that intervals hold, by the span of the past that they are given. */
function coverageBySpan(calibrations: readonly Calibration[]): (span: number) => number {
  // an item's interval stays the same over many spans, so its days are counted anew only where it changed
  const counted = calibrations.map(({shapes: {items}}) => items.map(() => ({below: NaN, above: NaN, held: 0})));
  const rows = calibrations.reduce((sum, {actual}) => sum + actual.length, 0);
  return (span) => {
    let covered = 0;
    calibrations.forEach((one, c) =>
      one.shapes.items.forEach(({sorted}, item) => {
        const known = counted[c][item];
        const {below, above} = endsOf(sorted, span);
        if (below !== known.below || above !== known.above) {
          let held = 0;
          eachDay(one, item, {below, above}, 0, (at, low, high) => {
            if (low <= one.actual[at] && one.actual[at] <= high) held++;
          });
          Object.assign(known, {below, above, held});
        }
        covered += known.held;
      })
    );
    return covered / rows;
  };
}

/** By how much, in means of the item, intervals are to be widened at both ends to hold `level` of the calibration days. */
function marginOf(calibrations: readonly Calibration[], span: number, level: number): number {
  const outside: number[] = [];
  let rows = 0;
  for (const one of calibrations) {
    const {low, high} = intervalsOf(one, () => ({span, margin: 0}));
    const {actual, shapes, horizon} = one;
    for (let k = 0; k < actual.length; k++) {
      const {mean} = shapes.items[Math.floor(k / horizon)];
      const beyond = Math.max(low[k] - actual[k], actual[k] - high[k]);
      if (beyond > 0) outside.push(mean > 0 ? beyond / mean : Infinity);
    }
    rows += actual.length;
  }
  outside.sort((a, b) => a - b);
  const missing = Math.ceil(level * rows) - (rows - outside.length);
  const margin = missing > 0 ? outside[missing - 1] : 0;
  // where items that were never sold are too many, nothing finite would do
  return Number.isFinite(margin) ? margin : (outside.findLast(Number.isFinite) ?? 0);
}

type Days = Pick<Calibration, "past" | "shapes" | "forecasts" | "horizon">;

function intervalsOf(days: Days, reachOf: (item: number) => IntervalReach) {
  const low = new Float64Array(days.forecasts.length);
  const high = new Float64Array(days.forecasts.length);
  days.shapes.items.forEach(({sorted}, item) => {
    const {span, margin} = reachOf(item);
    eachDay(days, item, endsOf(sorted, span), margin, (at, from, to) => {
      low[at] = from;
      high[at] = to;
    });
  });
  return {low, high};
}

/** Between which values of an item's past its interval reaches. */
function endsOf(sorted: Float64Array, span: number): {readonly below: number; readonly above: number} {
  const tail = (1 - span) / 2;
  const below = leastNotExceeded(sorted, tail);
  return {below, above: leastNotExceeded(sorted, below === 0 ? span : 1 - tail)};
}

/** The ends of an item's interval, day by day: those of its past, moved by what the forecast differs from the past's mean. */
function eachDay(
  {past, shapes: {items, factors}, forecasts, horizon}: Days,
  item: number,
  {below, above}: {readonly below: number; readonly above: number},
  margin: number,
  tell: (at: number, low: number, high: number) => void
): void {
  const {mean} = items[item];
  const wider = margin * mean;
  for (let h = 0; h < horizon; h++) {
    const at = item * horizon + h;
    const factor = factors[weekdayOf(past.untilDay + h)];
    const moved = forecasts[at] - mean * factor;
    const low = below === 0 ? 0 : Math.max(0, mean * factor * below + moved - wider);
    tell(at, low, Math.max(0, (factor < CLOSED ? forecasts[at] : mean * factor * above + moved) + wider));
  }
}
