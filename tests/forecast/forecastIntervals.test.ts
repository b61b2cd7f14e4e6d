import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {evaluateIntervals} from "../../src/lib/forecast/evaluateIntervals.js";
import {forecastsByDay, localForecaster} from "../../src/lib/forecast/forecaster.js";
import {conformalIntervals} from "../../src/lib/forecast/forecastIntervals.js";
import {windowMean, zero} from "../../src/lib/forecast/localModels.js";
import {gridBefore, itemCount, salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {changedAfter} from "./drawnShop.js";

const DAY = 86_400_000;

/** Items that sell as many as a die shows, 1 to 20, day after day, so that 90 % of days lie within 18 numbers. */
function dice(items: number, days: number): SalesGrid {
  const source = random(5);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < items; item++)
    for (let day = 0; day < days; day++) {
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(1 + source.below(20));
    }
  return salesGrid(
    Array.from({length: items}, (_, item) => item),
    lines
  );
}

const grid = dice(60, 260);
const mean = localForecaster(windowMean(28));
const options = {horizon: 14, level: 0.9, calibrations: 3};
const forecastsOf = (of: SalesGrid) => (day: number) => mean.forecast(gridBefore(of, day), 14);

test("intervals hold what they promise where tomorrow is like yesterday, and are no wider than it takes", () => {
  const origins = [190, 204, 218, 232, 245];
  const protocol = {origins, horizon: 14, leastSaleDays: 1};
  const {coverage, width, rows, paces} = evaluateIntervals(grid, forecastsOf(grid), protocol, options);
  expect(rows).toBe(5 * 14 * 60);
  // 3 standard deviations of a share of 4,200 days
  expect(Math.abs(coverage - 0.9)).toBeLessThan(3 * Math.sqrt((0.9 * 0.1) / rows) + 0.01);
  expect(width).toBeGreaterThan(15);
  expect(width).toBeLessThan(21);
  expect(paces.map((pace) => pace.rows)).toEqual([0, 0, 0, rows]);
});

test("calibration makes up for forecasts that are all too low", () => {
  const low = forecastsByDay(grid, localForecaster(zero), 14);
  const at = {origins: [245], horizon: 14, leastSaleDays: 1};
  const found = evaluateIntervals(grid, low, at, options);
  expect(found.coverage).toBeGreaterThan(0.8);
  expect(found.origins[0].span).toBeGreaterThan(
    evaluateIntervals(grid, forecastsOf(grid), at, options).origins[0].span
  );
});

test("nothing after the origin is looked at", () => {
  const changed = changedAfter(grid, 231);
  const [before, after] = [grid, changed].map((one) => conformalIntervals(one, 232, forecastsOf(one), options));
  expect(after).toEqual(before);
});

test("an item that sells now and then has an interval from 0, one that sells daily has not", () => {
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  const source = random(8);
  for (let day = 0; day < 200; day++)
    for (let item = 0; item < 3; item++)
      if (item < 2 ? day % 7 === item || day === 0 : true) {
        lines.items.push(item);
        lines.timesMs.push(day * DAY);
        lines.quantities.push(item < 2 ? 3 : 10 + source.below(5));
      }
  const few = salesGrid(["a", "b", "c"], lines);
  const {low, high} = conformalIntervals(few, 200, forecastsOf(few), options);
  expect(itemCount(few)).toBe(3);
  expect(Array.from(low.subarray(0, 28)).every((one) => one === 0)).toBe(true);
  for (let h = 28; h < 42; h++) expect(low[h]).toBeGreaterThan(0);
  low.forEach((one, k) => expect(one).toBeLessThanOrEqual(high[k]));
});

test("without a past to calibrate on, an interval spans as much of the past as it promises to hold", () => {
  const short = gridBefore(grid, 20);
  expect(conformalIntervals(short, 20, forecastsOf(short), options).span).toBe(0.9);
});
