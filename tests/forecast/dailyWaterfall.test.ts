import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {dailyMetrics, dailyStep} from "../../src/lib/forecast/dailyWaterfall.js";
import {winsorized} from "../../src/lib/forecast/meanTimesWeekday.js";
import {drawnShop} from "./drawnShop.js";

test("metrics are sums over rows; an interval is that of drawing items with all their rows", () => {
  const source = random(3);
  const items = Int32Array.from({length: 300}, (_, row) => row % 30);
  const y = Float64Array.from(items, (item) => source.below(2 + (item % 5)));
  const forecasts = Float64Array.from(y, (sold) => 0.6 * sold + source.uniform());
  const {rows, meanSales, mae, wmape, r2} = dailyMetrics(forecasts, {y, items}, {draws: 1000});
  const sum = (of: (row: number) => number) => Array.from(y, (_, row) => of(row)).reduce((a, b) => a + b, 0);
  const mean = sum((row) => y[row]) / 300;
  const absolute = sum((row) => Math.abs(y[row] - forecasts[row]));
  expect([rows, meanSales]).toEqual([300, mean]);
  expect(mae.value).toBeCloseTo(absolute / 300, 12);
  expect(wmape.value).toBeCloseTo(absolute / (300 * mean), 12);
  expect(r2.value).toBeCloseTo(
    1 - sum((row) => (y[row] - forecasts[row]) ** 2) / sum((row) => (y[row] - mean) ** 2),
    12
  );
  const draws = random(77);
  const values: number[] = [];
  for (let draw = 0; draw < 1000; draw++) {
    let [missed, sold] = [0, 0];
    for (let k = 0; k < 30; k++) {
      const item = draws.below(30);
      for (let row = item; row < 300; row += 30) {
        missed += Math.abs(y[row] - forecasts[row]);
        sold += y[row];
      }
    }
    values.push(missed / sold);
  }
  values.sort((a, b) => a - b);
  const width = values[974] - values[25];
  expect(Math.abs(wmape.low - values[25])).toBeLessThan(0.15 * width);
  expect(Math.abs(wmape.high - values[974])).toBeLessThan(0.15 * width);
  expect(() => dailyMetrics(forecasts, {y, items: items.subarray(1)})).toThrow(/299 items for 300 rows/);
});

test("a target among the features is learned, and an honest forecast is not that good", () => {
  const {grid} = drawnShop(6, 30, 120);
  const log = {sales: grid, views: grid.sales.map((sold) => 2 * sold), categories: new Int32Array(30)};
  const split = {trainFrom: 40, testFrom: 90, testUntil: 120, horizon: 7};
  const boosting = {loss: "poisson", trees: 60, learningRate: 0.2, leaves: 8} as const;
  const [honest, leaking] = [[], ["target"] as const].map((errors) => dailyStep(log, split, errors, boosting));
  expect(leaking.model.wmape.value).toBeLessThan(0.25);
  expect(honest.model.wmape.value).toBeGreaterThan(0.7);
  expect(honest.zero.wmape.value).toBe(1);
  expect(honest.one.mae.value).toBeGreaterThan(0);
});

test("sales above a quantile of the days with sales are cut down to it, in the last days alone", () => {
  expect(Array.from(winsorized(Float64Array.of(99, 0, 1, 2, 3, 50), 5, 0.5))).toEqual([0, 1, 2, 3, 3]);
  expect(Array.from(winsorized(Float64Array.of(0, 0), 5, 0.9))).toEqual([0, 0]);
});
