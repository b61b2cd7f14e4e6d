import {expect, test} from "vitest";
import {boostedMetrics} from "../../src/lib/forecast/boostedMetrics.js";
import {addTrees, boostWithGradients} from "../../src/lib/forecast/boostWithGradients.js";
import {levelGradients, levelLoss, type LevelTargets} from "../../src/lib/forecast/levelLoss.js";
import {rootWeekdayFactors, SERIES_FEATURES, seriesRow} from "../../src/lib/forecast/seriesFeatures.js";
import {tweedieGradients} from "../../src/lib/forecast/tweedieGradients.js";
import {seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {random} from "../../src/lib/core/random.js";
import {drawnShop} from "./drawnShop.js";

const source = random(7);
const targets: LevelTargets = {
  horizon: 5,
  sales: Float64Array.from({length: 100}, () => (source.uniform() < 0.4 ? 3 * source.uniform() : 0)),
  shape: Float64Array.from({length: 100}, (_, k) => (k % 5) * 0.5),
  absolute: Float64Array.from({length: 20}, () => source.uniform())
};

test("the level's gradient is the slope of the loss, and its parabola lies above the loss", () => {
  const pairs = new Float64Array(40);
  for (const level of [0.05, 0.37, 1.3]) {
    levelGradients(targets)(new Float64Array(20).fill(level), pairs);
    for (let row = 0; row < 20; row++) {
      const at = (one: number) => levelLoss(targets, row, one);
      const [g, h] = [pairs[2 * row], pairs[2 * row + 1]];
      expect(g, `row ${row} at ${level}`).toBeCloseTo((at(level + 1e-7) - at(level - 1e-7)) / 2e-7, 5);
      expect(h).toBeGreaterThan(0);
      // a full step never makes the loss worse where no error is floored
      const step = -g / h;
      const parabola = at(level) + g * step + (h * step * step) / 2;
      const floored = Array.from({length: 5}, (_, k) => row * 5 + k).some(
        (k) => targets.shape[k] > 0 && Math.abs(level * targets.shape[k] - targets.sales[k]) < 0.1
      );
      if (!floored) expect(at(level + step)).toBeLessThanOrEqual(parabola + 1e-12);
    }
  }
});

test("with the squared error's derivatives the trees are those of the boosting model", () => {
  const rows = 300;
  const columns = ["a", "b", "c"];
  const x = Float64Array.from({length: rows * 3}, () => source.uniform());
  const y = Float64Array.from({length: rows}, (_, row) => 3 * x[3 * row] + (x[3 * row + 1] > 0.5 ? 2 : 0));
  const options = {trees: 8, leaves: 6, leastRows: 10, columnSample: 0.7, learningRate: 0.2, l2: 1};
  const model = fitBoosting({rows, columns, x, y}, {...options, loss: "squared"});
  const start = new Float64Array(rows).fill(model.start);
  const trees = boostWithGradients(
    {rows, columns, x},
    start,
    (scores, pairs) => scores.forEach((score, row) => pairs.set([score - y[row], 1], 2 * row)),
    options
  );
  expect(trees).toEqual(model.trees);
  const ours = addTrees(trees, {rows, columns, x}, start.slice());
  model.predict({rows, columns, x}).forEach((value, row) => expect(ours[row]).toBeCloseTo(value, 12));
});

test("features of a series are what sums over its days, without a word of the days after, give", () => {
  const y = Float64Array.from({length: 60}, (_, d) => (d % 3 === 0 ? 1 + (d % 4) : 0));
  // day 3 of the week, 1970-01-01, is a Thursday; Sundays are closed
  const factors = Float64Array.of(1, 1.5, 1, 1.5, 1, 1, 0);
  const shop = {factors, trend: 1, untilDay: 60};
  const {scale, features} = seriesRow(y, shop, 0.9, 1.25);
  const of = (name: string) => {
    expect(SERIES_FEATURES).toContain(name);
    return features[SERIES_FEATURES.indexOf(name)];
  };
  const days = Array.from({length: 60}, (_, day) => ({sold: y[day], factor: factors[(day + 3) % 7]}));
  const last = days.slice(-14);
  const root = last.reduce((s, {sold}) => s + Math.sqrt(sold), 0) / last.reduce((s, {factor}) => s + factor, 0);
  expect(of("sales_root_mean_14d")).toBeCloseTo(root ** 2 / scale, 12);
  const open = days
    .slice(-28)
    .filter(({factor}) => factor > 0)
    .map(({sold}) => sold)
    .sort((a, b) => a - b);
  expect(of("sales_q80_28d")).toBeCloseTo(open[Math.floor(0.8 * open.length)] / scale, 12);
  const levels = days.filter(({factor}) => factor > 0).map(({sold, factor}) => sold / factor);
  const smooth = (values: number[], weight: number) => values.reduce((level, one) => level + weight * (one - level));
  expect(of("sales_smoothed_5")).toBeCloseTo(smooth(levels, 0.05) / scale, 12);
  expect(of("sales_root_smoothed_10")).toBeCloseTo(smooth(levels.map(Math.sqrt), 0.1) ** 2 / scale, 12);
  expect(of("sales_cut_smoothed_7")).toBeCloseTo(
    smooth(
      levels.map((one) => Math.min(one, 2 * scale)),
      0.07
    ) / scale,
    12
  );
  expect(of("sale_count_112d")).toBe(20);
  expect(of("gap_by_pace")).toBeCloseTo((2 * 20) / 60, 12);
  expect(of("shop_sales_7d_by_28d")).toBe(1.25);
});

test("weekdays' factors of roots are mean roots over items and days, and their mean is 1", () => {
  const {grid} = drawnShop(6);
  const sums = Array.from({length: 7}, () => ({sum: 0, rows: 0}));
  for (let item = 0; item < grid.itemIds.length; item++)
    seriesOf(grid, item).forEach((sold, d) => {
      const day = grid.firstDays[item] + d;
      if (day < grid.untilDay - 35) return;
      const own = sums[(new Date(day * 86_400_000).getUTCDay() + 6) % 7];
      own.sum += Math.sqrt(sold);
      own.rows++;
    });
  const means = sums.map(({sum, rows}) => sum / rows);
  const mean = means.reduce((sum, one) => sum + one, 0) / 7;
  rootWeekdayFactors(grid, 35).forEach((factor, w) => expect(factor).toBeCloseTo(means[w] / mean, 12));
});

test("the heavier wMAPE weighs, the lower are the forecasts of items that sell much", () => {
  const {grid} = drawnShop(4, 100, 130);
  const total = (wmape: number) =>
    boostedMetrics({wmape})
      .forecast(grid, 10)
      .reduce((sum, one) => sum + one, 0);
  expect(total(1)).toBeLessThan(total(0));
});

test("the Tweedie loss's derivatives are its slopes, and one leaf is the weighted mean", () => {
  const y = [0, 3, 0.5];
  const weights = [1, 2, 0.5];
  const power = 1.3;
  const loss = (row: number, score: number) =>
    weights[row] *
    ((-y[row] * Math.exp((1 - power) * score)) / (1 - power) + Math.exp((2 - power) * score) / (2 - power));
  const pairs = new Float64Array(6);
  const slope = (row: number, score: number) => {
    tweedieGradients(y, weights, power)(new Float64Array(3).fill(score), pairs);
    return [pairs[2 * row], pairs[2 * row + 1]];
  };
  for (let row = 0; row < 3; row++)
    for (const score of [-1, 0.4]) {
      const [g, h] = slope(row, score);
      expect(g).toBeCloseTo((loss(row, score + 1e-6) - loss(row, score - 1e-6)) / 2e-6, 6);
      expect(h).toBeCloseTo((slope(row, score + 1e-6)[0] - slope(row, score - 1e-6)[0]) / 2e-6, 6);
    }
  // steps on rows that a tree cannot part end at the mean, 6.25 / 3.5
  const alike = {rows: 3, columns: ["a"], x: new Float64Array(3)};
  const options = {trees: 40, learningRate: 0.5, leastRows: 1};
  const trees = boostWithGradients(alike, new Float64Array(3), tweedieGradients(y, weights, power), options);
  expect(Math.exp(addTrees(trees, alike, new Float64Array(3))[0])).toBeCloseTo(6.25 / 3.5, 6);
  expect(() => tweedieGradients(y, weights, 2)).toThrow(RangeError);
});
