import {weekdayOf} from "./calendarDay.js";
import {calibrationsBefore, CLOSED, shapesOf, type Calibration} from "./pastShapes.js";
import {INTERVAL_OPTIONS} from "./forecastIntervals.js";
import {gridBefore, itemCount, type SalesGrid} from "./salesGrid.js";

/** Shares of an item's past that are told apart when a distribution is calibrated. */
const STEPS = 1000;

/**
 * Quantiles of each item's sales on each of the days from day `from` on, one array a level, items × horizon each. An
 * item's distribution is that of its own last 112 days over what its mean and the weekday let expect, moved to the
 * forecast; days without sales stay days without sales, so a quantile is 0 up to their share. The distribution is then
 * calibrated: of the days after past origins, each says between which shares of the distribution what came lies, and a
 * level is looked up where so many of these days lie at or below. Where no past origin has four weeks of past, or the model
 * is so far off that the past's greatest day is too little, levels are shares of the past as they are, and its greatest day.
 * Quantiles do not fall as the level rises.
 *
 * Sources: V. Chernozhukov, K. Wüthrich and Y. Zhu (2021), Distributional conformal prediction, PNAS 118; for counts, whose
 * ties at 0 are spread evenly, C. Czado, T. Gneiting and L. Held (2009), Predictive model assessment for count data,
 * Biometrics 65 (the nonrandomized PIT).
 */
export function conformalQuantiles(
  grid: SalesGrid,
  from: number,
  forecastsAt: (day: number) => Float64Array,
  levels: readonly number[],
  {horizon, calibrations}: {readonly horizon: number; readonly calibrations: number} = INTERVAL_OPTIONS
): Float64Array[] {
  const before = calibrationsBefore(grid, from, forecastsAt, {horizon, calibrations});
  const shares = sharesOf(before, levels);
  const past = gridBefore(grid, from);
  const days = {past, shapes: shapesOf(past), forecasts: forecastsAt(from), horizon};
  const quantiles = levels.map(() => new Float64Array(itemCount(grid) * horizon));
  eachDay(days, (at, count, valueAt) => {
    shares.forEach((share, k) => {
      const place = Math.min(count - 1, Math.max(0, Math.ceil(share * count - 1e-9) - 1));
      quantiles[k][at] = valueAt(place);
    });
  });
  return quantiles;
}

type Days = Pick<Calibration, "past" | "shapes" | "forecasts" | "horizon">;

/**
 * Tells each item's day with how many values its distribution has and what the value at each place is, ascending. An item
 * without a past, and a day on which the shop is closed, has the forecast alone.
 */
function eachDay(
  {past, shapes: {items, factors}, forecasts, horizon}: Days,
  tell: (at: number, count: number, valueAt: (place: number) => number) => void
): void {
  for (let h = 0; h < horizon; h++) {
    const factor = factors[weekdayOf(past.untilDay + h)];
    items.forEach(({sorted, mean}, item) => {
      const at = item * horizon + h;
      if (sorted.length === 0 || factor < CLOSED) return tell(at, 1, () => Math.max(0, forecasts[at]));
      const usual = mean * factor;
      const moved = forecasts[at] - usual;
      tell(at, sorted.length, (place) => (sorted[place] === 0 ? 0 : Math.max(0, usual * sorted[place] + moved)));
    });
  }
}

/** At which share of a distribution each level is to be looked up, ascending as the levels do. */
function sharesOf(calibrations: readonly Calibration[], levels: readonly number[]): number[] {
  if (calibrations.length === 0) return [...levels];
  // how many days lie at or below each share. A day whose value has several places is spread evenly over them: between
  // their shares it counts as a line, constant + slope · share, whose ends are noted here
  const constants = new Float64Array(STEPS + 2);
  const slopes = new Float64Array(STEPS + 2);
  const wholeFrom = new Float64Array(STEPS + 2);
  let rows = 0;
  for (const one of calibrations)
    eachDay(one, (at, count, valueAt) => {
      const came = one.actual[at];
      const less = placesBelow(count, (place) => valueAt(place) < came) / count;
      const most = placesBelow(count, (place) => valueAt(place) <= came) / count;
      const first = Math.ceil(STEPS * less - 1e-9);
      const whole = Math.ceil(STEPS * most - 1e-9);
      if (first < whole) {
        const slope = 1 / (most - less);
        constants[first] -= less * slope;
        constants[whole] += less * slope;
        slopes[first] += slope;
        slopes[whole] -= slope;
      }
      // what lies above the greatest value is below no share
      if (less < 1) wholeFrom[whole]++;
      rows++;
    });
  const below = new Float64Array(STEPS + 1);
  let [whole, constant, slope] = [0, 0, 0];
  for (let k = 0; k <= STEPS; k++) {
    whole += wholeFrom[k];
    constant += constants[k];
    slope += slopes[k];
    below[k] = whole + constant + (slope * k) / STEPS;
  }
  return levels.map((level) => {
    const k = below.findIndex((n) => n >= level * rows);
    if (k <= 0) return k === 0 ? 0 : 1;
    return (k - 1 + (level * rows - below[k - 1]) / (below[k] - below[k - 1])) / STEPS;
  });
}

/** How many of the places from 0 on hold, of those that hold first and then no longer. */
function placesBelow(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
