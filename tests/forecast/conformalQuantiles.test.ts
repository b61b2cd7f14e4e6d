import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {conformalQuantiles} from "../../src/lib/forecast/conformalQuantiles.js";
import {evaluateQuantiles} from "../../src/lib/forecast/evaluateQuantiles.js";
import {forecastsByDay, localForecaster} from "../../src/lib/forecast/forecaster.js";
import {windowMean, zero} from "../../src/lib/forecast/localModels.js";
import {salesFrom} from "../../src/lib/forecast/pastShapes.js";
import {gridBefore, salesGrid} from "../../src/lib/forecast/salesGrid.js";
import {changedAfter, drawnShop} from "./drawnShop.js";

const LEVELS = [0.1, 0.5, 0.75, 0.9, 0.95];
const options = {horizon: 14, calibrations: 3};
const {grid} = drawnShop(11, 80, 260);
const of = (from = 246, model = localForecaster(windowMean(28)), all = grid) =>
  conformalQuantiles(all, from, forecastsByDay(all, model, 14), LEVELS, options);

test("a share of days near the level lies at or below each quantile, and quantiles do not fall", () => {
  // ties at 0 count half on average: a day without sales lies below and at its quantile
  const shares = LEVELS.map(() => 0);
  const froms = [204, 218, 232, 246];
  for (const from of froms) {
    const quantiles = of(from);
    const sold = salesFrom(grid, from, 14);
    quantiles.forEach((own, k) =>
      own.forEach((quantile, at) => {
        if (k > 0) expect(quantile).toBeGreaterThanOrEqual(quantiles[k - 1][at]);
        if (sold[at] <= quantile) shares[k] += 1 / sold.length / froms.length;
      })
    );
  }
  // more than half of all days have no sale: a quantile of 0 holds more than it promises, the upper ones do not
  expect(shares[0]).toBeGreaterThan(0.4);
  LEVELS.forEach((level, k) => {
    if (level >= 0.75) expect(Math.abs(shares[k] - level)).toBeLessThan(0.03);
  });
});

test("quantiles make up for forecasts that are all too low", () => {
  const low = of(246, localForecaster(zero));
  const sold = salesFrom(grid, 246, 14);
  const held = sold.reduce((n, one, at) => n + (one <= low[3][at] ? 1 : 0), 0) / sold.length;
  expect(held).toBeGreaterThan(0.85);
});

test("the median of an item that is sold daily is in its middle, whatever sells seldom beside it", () => {
  const source = random(4);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < 40; item++)
    for (let day = 0; day < 200; day++) {
      if (item % 2 === 1 && day > 0 && source.uniform() > 0.1) continue;
      lines.items.push(item);
      lines.timesMs.push(day * 86_400_000);
      lines.quantities.push(1 + source.below(20));
    }
  const mixed = salesGrid(
    Array.from({length: 40}, (_, item) => item),
    lines
  );
  const forecastsAt = forecastsByDay(mixed, localForecaster(windowMean(56)), 14);
  const [median] = conformalQuantiles(mixed, 186, forecastsAt, [0.5], options);
  const sold = salesFrom(mixed, 186, 14);
  const daily = Array.from(sold, (_, at) => at).filter((at) => Math.floor(at / 14) % 2 === 0);
  const held = daily.filter((at) => sold[at] <= median[at]).length / daily.length;
  expect(Math.abs(held - 0.5)).toBeLessThan(0.12);
});

test("nothing after the origin is looked at", () => {
  expect(of(232, undefined, changedAfter(grid, 231))).toEqual(of(232));
});

test("without a past to calibrate on, quantiles are those of the item's own past, moved to the forecast", () => {
  const day = 86_400_000;
  const timesMs = Array.from({length: 20}, (_, d) => d * day);
  const quantities = timesMs.map((_, d) => (d % 2 === 0 ? 0 : 4));
  const few = salesGrid(["tea"], {items: timesMs.map(() => 0), timesMs, quantities});
  // the same weekday factors on all days
  const flat = conformalQuantiles(gridBefore(few, 14), 14, () => Float64Array.of(3, 3), [0.4, 0.6], {
    horizon: 2,
    calibrations: 3
  });
  expect(Array.from(flat[0])).toEqual([0, 0]);
  // 4 where 2 is usual, and 3 is forecast
  flat[1].forEach((quantile) => expect(quantile).toBeCloseTo(5, 9));
});

test("scores of quantiles prefer a model that knows the items to one that knows nothing", () => {
  const protocol = {origins: [217, 231], horizon: 14, leastSaleDays: 1};
  const score = (model: Parameters<typeof forecastsByDay>[1]) =>
    evaluateQuantiles(grid, forecastsByDay(grid, model, 14), protocol);
  const known = score(localForecaster(windowMean(56)));
  const wild = score({forecast: ({firstDays}, h) => new Float64Array(firstDays.length * h).fill(9)});
  expect(known.crps).toBeLessThan(wild.crps);
  const [median, ninety] = known.levels;
  expect(median.zero).toBeGreaterThan(ninety.zero);
  expect(Math.abs(ninety.covered - 0.9)).toBeLessThan(0.03);
});
