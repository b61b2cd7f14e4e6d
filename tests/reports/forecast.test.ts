import {expect, test} from "vitest";
import {localForecaster} from "../../src/lib/forecast/forecaster.js";
import {naive} from "../../src/lib/forecast/localModels.js";
import {
  forecastDistributions,
  forecastModels,
  itemForecast,
  itemStock,
  originForecasts,
  paceIntervals,
  shownGrid,
  twinWaterfall,
  waterfallSteps
} from "../../src/lib/reports/forecast.js";

const models = {
  id: ["a", "a", "b", "b"],
  title: ["A", "A", "B", "B"],
  origin: ["1", "2", "1", "2"],
  mae: [1, 3, 5, 7],
  wmape: [0.1, 0.3, 0.5, 0.7],
  rmsse: [0.2, 0.4, 1, 2],
  mase: [1, 1, 2, 4],
  bias: [-0.5, 0.1, 0, 1]
};
const days = Array.from({length: 40}, (_, d) => new Date(d * 86_400_000).toISOString().slice(0, 10));
const series = {
  item: [...days.map(() => "7"), ...days.map(() => "5")],
  day: [...days, ...days],
  sold: [...days.map((_, d) => d % 7), ...days.map(() => 2)]
};
const study = {tables: {models, series}};

test("metrics of a model are means over origins", () => {
  const found = forecastModels(study);
  expect([found.id, found.title]).toEqual([
    ["a", "b"],
    ["A", "B"]
  ]);
  const close = (values: readonly number[], expected: readonly number[]) =>
    values.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
  close(found.mae, [2, 6]);
  close(found.wmape, [0.2, 0.6]);
  close(found.rmsse, [0.3, 1.5]);
  close(found.mase, [1, 3]);
  close(found.bias, [-0.2, 0.5]);
});

test("an item's figure has its last days, then the horizon with forecast and interval", () => {
  const grid = shownGrid(study);
  expect(Array.from(grid.itemIds)).toEqual(["7", "5"]);
  const found = itemForecast(originForecasts(grid, localForecaster(naive), 30, 5), 0, {days: 10});
  expect(found.day[0]).toBe("1970-01-22");
  expect(found.day.length).toBe(15);
  expect(found.sold).toEqual(found.day.map((_, k) => (21 + k) % 7));
  expect(found.forecast.slice(0, 10).every(Number.isNaN)).toBe(true);
  expect(found.forecast.slice(10)).toEqual([2, 2, 2, 2, 2]); // day 30 is 2 after a multiple of 7
  found.low.slice(10).forEach((low, k) => expect(low).toBeLessThanOrEqual(found.high[10 + k]));
});

test("stock of the days ahead rises with the chance, and is summed up with what it covered", () => {
  const made = originForecasts(shownGrid(study), localForecaster(naive), 30, 5);
  const [half, most] = [0.5, 0.99].map((chance) => itemForecast(made, 0, {days: 10, chance}));
  expect(half.stock.slice(0, 10).every(Number.isNaN)).toBe(true);
  const ahead = (of: typeof half) => of.stock.slice(10);
  ahead(half).forEach((stock, k) => expect(stock).toBeLessThanOrEqual(ahead(most)[k]));
  const sums = itemStock(most);
  const all = ahead(most).reduce((sum, one) => sum + one, 0);
  expect(all).toBeGreaterThan(ahead(half).reduce((sum, one) => sum + one, 0));
  expect(sums).toEqual({
    mean: all / 5,
    most: Math.max(...ahead(most)),
    all,
    known: 5,
    covered: most.sold.slice(10).filter((sold, k) => sold <= ahead(most)[k]).length
  });
});

test("distributions are in the order of models, and intervals by pace are those that are asked for", () => {
  const distributions = {id: ["b", "a"], crps: [2, 1], pinball90: [0.2, 0.1]};
  expect(forecastDistributions({tables: {models, distributions}})).toEqual({crps: [1, 2], pinball90: [0.1, 0.2]});
  const names = ["rows", "coverage", "width", "adaptiveCoverage", "adaptiveWidth", "fromZero", "onlyZero"];
  const paces = {
    id: ["a", "b"],
    pace: ["often", "seldom"],
    ...Object.fromEntries(names.map((name, k) => [name, [k, 10 + k]]))
  };
  expect(paceIntervals({tables: {paces}}, ["b"])).toEqual([
    {id: "b", pace: "seldom", ...Object.fromEntries(names.map((name, k) => [name, 10 + k]))}
  ]);
});

test("the twin's waterfall has the names of the shop's; its steps say what they reach", () => {
  const of = (value: number) => ({value, low: null, high: null, n: 1, unit: "", dataset: "", protocol: ""});
  const twinSteps = {title: ["honest"], wmape: [1.2], mae: [0.3], r2: [0.1]};
  const found = twinWaterfall({
    figures: {"step-0-mae": of(1), "twin-step-0-mae": of(2)},
    tables: {steps: {title: ["other"]}, twinSteps}
  })!;
  expect(found.figures).toEqual({"step-0-mae": of(2)});
  expect(waterfallSteps("twin", found.tables.steps)).toEqual([
    {log: "twin", title: "honest", wmape: 1.2, mae: 0.3, r2: 0.1}
  ]);
  expect(twinWaterfall({figures: {}, tables: {steps: {}}})).toBeNull();
});
