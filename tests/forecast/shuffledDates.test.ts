import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {dailyExamples} from "../../src/lib/forecast/dailyExamples.js";
import {dailyMetrics} from "../../src/lib/forecast/dailyWaterfall.js";
import {evaluateForecasts} from "../../src/lib/forecast/evaluateForecasts.js";
import {localForecaster} from "../../src/lib/forecast/forecaster.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {windowMean} from "../../src/lib/forecast/localModels.js";
import {salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";

const DAY = 86_400_000;

/** A shop of weekly rhythm and of items that come and go, all sold from the first day on. */
function movingShop(): SalesGrid {
  const source = random(4);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < 30; item++)
    for (let day = 0; day < 168; day++) {
      const level = (1 + (item % 5)) * (day % 7 < 2 ? 4 : 1) * (1 + 0.3 * Math.sin((day + 12 * item) / 20));
      const sold = day === 0 ? 1 : Math.round(level * (0.7 + 0.6 * source.uniform()));
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(sold);
    }
  return salesGrid(
    Array.from({length: 30}, (_, item) => item),
    lines
  );
}

/** The same sales of each item on other dates. */
function shuffledDates(grid: SalesGrid): SalesGrid {
  const source = random(8);
  const sales = grid.sales.slice();
  for (let item = 0; item < grid.firstDays.length; item++)
    for (let left = grid.offsets[item + 1] - grid.offsets[item]; left > 1; left--) {
      const [a, b] = [grid.offsets[item] + left - 1, grid.offsets[item] + source.below(left)];
      [sales[a], sales[b]] = [sales[b], sales[a]];
    }
  return {...grid, sales};
}

const grid = movingShop();
const shuffled = shuffledDates(grid);

test("where dates are shuffled no model is better than an item's mean", () => {
  const constant = localForecaster(windowMean(10_000));
  const protocol = {origins: [139], horizon: 28, leastSaleDays: 1};
  const of = (on: SalesGrid) =>
    Array.from(evaluateForecasts(on, [constant, ...FORECASTERS], protocol), ({id, mean}) => ({id, rmse: mean.rmse}));
  const [real, mixed] = [of(grid), of(shuffled)];
  // with its dates the shop can be forecast: the test would see a model that can
  expect(Math.min(...real.map(({rmse}) => rmse))).toBeLessThan(0.9 * real[0].rmse);
  for (const {id, rmse} of mixed) expect(rmse / mixed[0].rmse, id).toBeGreaterThan(0.99);
});

test("where dates are shuffled trees on daily features explain nothing", () => {
  const score = (sales: SalesGrid) => {
    const log = {sales, views: sales.sales, categories: new Int32Array(30)};
    const split = {trainFrom: 40, testFrom: 140, testUntil: 168, horizon: 7};
    const {train, test: tested} = dailyExamples(log, split, []);
    const model = fitBoosting(train, {loss: "poisson", trees: 30, leaves: 8, learningRate: 0.1, leastRows: 50});
    // beside the best that a constant of each item can do
    const own = new Float64Array(30);
    const rows = new Float64Array(30);
    train.items.forEach((item, row) => {
      own[item] += train.y[row];
      rows[item]++;
    });
    const constant = Float64Array.from(tested.items, (item) => own[item] / rows[item]);
    return dailyMetrics(model.predict(tested), tested).r2.value - dailyMetrics(constant, tested).r2.value;
  };
  expect(score(grid)).toBeGreaterThan(0.1);
  expect(score(shuffled)).toBeLessThan(0.02);
});
