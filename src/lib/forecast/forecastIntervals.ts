import {weekdayOf} from "./calendarDay.js";
import {weekdayFactors} from "./meanTimesWeekday.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

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

/** Days of an item's past that its own distribution is taken from. */
const DAYS = 112;
/** A weekday that sells less than this of a mean day counts as closed. */
const CLOSED = 0.05;

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
  const firstDay = grid.firstDays.reduce((first, day) => Math.min(first, day), grid.untilDay);
  const before: Calibration[] = [];
  for (let k = 1; k <= calibrations; k++) {
    const day = from - k * horizon;
    if (day - firstDay >= 28) before.push(calibration(grid, day, forecastsAt(day), horizon));
  }
  let span = level;
  let margin = 0;
  if (before.length > 0) {
    // coverage rises with the span but for the step from two tails to one, so that each span is tried
    const coverageOf = coverageBySpan(before);
    let nearest = Infinity;
    for (let tried = 500; tried <= 999; tried++) {
      const covered = coverageOf(tried / 1000);
      const distance = covered >= level ? covered - level : 1 + level - covered;
      if (distance < nearest) [span, nearest] = [tried / 1000, distance];
    }
    if (nearest >= 1) margin = marginOf(before, span, level);
  }
  const past = gridBefore(grid, from);
  return {...intervalsOf({past, shapes: shapesOf(past), forecasts: forecastsAt(from), horizon}, span, margin), span};
}

/** An item's past days over what was to be expected, ascending, and its mean. */
interface Shape {
  readonly sorted: Float64Array;
  readonly mean: number;
}

interface Shapes {
  readonly items: readonly Shape[];
  readonly factors: Float64Array;
}

interface Calibration {
  readonly past: SalesGrid;
  readonly shapes: Shapes;
  readonly forecasts: Float64Array;
  readonly actual: Float64Array;
  readonly horizon: number;
}

function calibration(grid: SalesGrid, day: number, forecasts: Float64Array, horizon: number): Calibration {
  const past = gridBefore(grid, day);
  const actual = new Float64Array(itemCount(grid) * horizon);
  for (let item = 0; item < itemCount(grid); item++) {
    const y = seriesOf(grid, item);
    for (let h = 0; h < horizon; h++) actual[item * horizon + h] = y[day + h - grid.firstDays[item]] ?? 0;
  }
  return {past, shapes: shapesOf(past), forecasts, actual, horizon};
}

function shapesOf(past: SalesGrid): Shapes {
  const factors = weekdayFactors(past, 56, 1);
  const items = Array.from({length: itemCount(past)}, (_, item): Shape => {
    const y = seriesOf(past, item);
    const last = y.subarray(Math.max(0, y.length - DAYS));
    const factorOf = (d: number) => factors[weekdayOf(past.untilDay - last.length + d)];
    const weight = last.reduce((sum, _, d) => sum + factorOf(d), 0);
    const mean = weight > 0 ? last.reduce((sum, sold) => sum + sold, 0) / weight : 0;
    if (mean === 0) return {sorted: new Float64Array(0), mean};
    const open = Array.from(last, (_, d) => d).filter((d) => factorOf(d) >= CLOSED);
    return {sorted: Float64Array.from(open, (d) => last[d] / (mean * factorOf(d))).sort(), mean};
  });
  return {items, factors};
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
    const {low, high} = intervalsOf(one, span);
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

function intervalsOf(days: Days, span: number, margin = 0) {
  const low = new Float64Array(days.forecasts.length);
  const high = new Float64Array(days.forecasts.length);
  days.shapes.items.forEach(({sorted}, item) =>
    eachDay(days, item, endsOf(sorted, span), margin, (at, from, to) => {
      low[at] = from;
      high[at] = to;
    })
  );
  return {low, high};
}

/** Between which values of an item's past its interval reaches. */
function endsOf(sorted: Float64Array, span: number): {readonly below: number; readonly above: number} {
  const tail = (1 - span) / 2;
  const below = quantile(sorted, tail);
  return {below, above: quantile(sorted, below === 0 ? span : 1 - tail)};
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

/** The smallest value that a share of the values does not exceed; 0 of none. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted.length === 0
    ? 0
    : sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
