import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {adaptiveIntervals} from "../../src/lib/forecast/adaptiveIntervals.js";
import {evaluateIntervals} from "../../src/lib/forecast/evaluateIntervals.js";
import {forecastsByDay, localForecaster} from "../../src/lib/forecast/forecaster.js";
import {conformalIntervals} from "../../src/lib/forecast/forecastIntervals.js";
import {windowMean} from "../../src/lib/forecast/localModels.js";
import {salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {changedAfter} from "./drawnShop.js";

const DAY = 86_400_000;
const HORIZON = 14;
const ORIGINS = [179, 193, 207, 221, 235, 249];
const options = {horizon: HORIZON, level: 0.9, calibrations: 3};

/** Items that sell 20 a day, give or take; the first half of them vary ever more from day 150 on. */
function drifting(surprise = false): SalesGrid {
  const source = random(9);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < 40; item++)
    for (let day = 0; day < 264; day++) {
      const wide = item < 20 ? 4 + Math.max(0, day - 150) / 8 : 4;
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(Math.max(0, Math.round(20 + wide * (2 * source.uniform() - 1))));
    }
  // items that are hardly ever sold, and then by the hundred
  const rare = surprise ? [40, 41, 42, 43] : [];
  for (const item of rare)
    for (const [day, pieces] of [[0, 1], [100, 1], [120, 1], ...ORIGINS.map((origin) => [origin - 3, 500])]) {
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(pieces);
    }
  return salesGrid(
    Array.from({length: 40 + rare.length}, (_, item) => item),
    lines
  );
}

const grid = drifting();
const forecastsAt = forecastsByDay(grid, localForecaster(windowMean(28)), HORIZON);

test("at the first origin nothing is known of the intervals, and they are those of split conformal", () => {
  const [{low, high}] = adaptiveIntervals(grid, ORIGINS, forecastsAt, options);
  const split = conformalIntervals(grid, ORIGINS[0] + 1, forecastsAt, options);
  expect({low, high}).toEqual({low: split.low, high: split.high});
});

test("items whose intervals held too few days get wider ones, the others narrower ones", () => {
  const made = [...adaptiveIntervals(grid, ORIGINS, forecastsAt, {...options, step: 0.02})];
  const widths = ({low, high}: (typeof made)[number], from: number, to: number) =>
    high.subarray(from * HORIZON, to * HORIZON).reduce((sum, one, k) => sum + one - low[from * HORIZON + k], 0);
  const last = made[made.length - 1];
  const split = {origin: 0, ...conformalIntervals(grid, ORIGINS[5] + 1, forecastsAt, options)};
  expect(widths(last, 0, 20)).toBeGreaterThan(widths(split, 0, 20));
  expect(widths(last, 20, 40)).toBeLessThan(widths(split, 20, 40));
  const found = evaluateIntervals(grid, forecastsAt, {origins: ORIGINS, horizon: HORIZON, leastSaleDays: 1}, options);
  expect(Math.abs(found.adaptive.coverage - 0.9)).toBeLessThan(Math.abs(found.coverage - 0.9) + 0.01);
  expect(found.adaptive.origins.length).toBe(6);
});

test("however often an item's intervals fail, they do not grow with what other items did once", () => {
  const all = drifting(true);
  const forecasts = forecastsByDay(all, localForecaster(windowMean(28)), HORIZON);
  // steps so large that a day outside asks for all
  const made = [...adaptiveIntervals(all, ORIGINS, forecasts, {...options, step: 1})];
  for (const {high} of made) high.subarray(0, 40 * HORIZON).forEach((one) => expect(one).toBeLessThan(100));
});

test("a day moves its item's level by the step as it is held or not, once it is known", () => {
  // the first origin's 14 days are known at the second: a step so small that levels are as they were gives split intervals
  const at = ORIGINS.slice(0, 2);
  const still = [...adaptiveIntervals(grid, at, forecastsAt, {...options, step: 1e-9})][1];
  const split = conformalIntervals(grid, at[1] + 1, forecastsAt, options);
  expect(still.high).toEqual(split.high);
  // half of the horizon known, half of it moves: levels after 7 days of 14
  const half = [...adaptiveIntervals(grid, [ORIGINS[0], ORIGINS[0] + 7], forecastsAt, {...options, step: 0.02})][1];
  const changed = changedAfter(grid, ORIGINS[0] + 7);
  const again = [
    ...adaptiveIntervals(
      changed,
      [ORIGINS[0], ORIGINS[0] + 7],
      forecastsByDay(changed, localForecaster(windowMean(28)), HORIZON),
      {...options, step: 0.02}
    )
  ][1];
  expect(again).toEqual(half);
});
