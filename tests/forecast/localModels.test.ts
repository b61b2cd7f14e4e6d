import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {salesGrid} from "../../src/lib/forecast/salesGrid.js";
import {windowMedian} from "../../src/lib/forecast/localModels.js";

interface Vectors {
  readonly series: Readonly<Record<string, number[]>>;
  readonly cases: readonly {readonly series: string; readonly model: string; readonly forecast: number[]}[];
}

/** Made with statsforecast by `tests/vectors/forecast.py`. */
const {series, cases} = JSON.parse(
  readFileSync(new URL("../vectors/forecast.json", import.meta.url), "utf8")
) as Vectors;
const DAY = 86_400_000;

const ofSeries = (id: string, y: readonly number[], horizon: number) => {
  const model = FORECASTERS.find((one) => one.id === id)!;
  // the grid of one line a day, so that it begins on the first day whether or not there is a sale
  const grid = salesGrid(["tea"], {items: y.map(() => 0), timesMs: y.map((_, d) => d * DAY), quantities: y});
  return model.forecast(grid, horizon);
};

/** Where a weight is searched for, statsforecast's search ends within about 1e-4 of the best weight. */
const FITTED = ["ses-optimized", "adida", "imapa"];

test.each(cases.map((one) => [`${one.model}, ${one.series}`, one] as const))(
  "forecasts are statsforecast's: %s",
  (_, {model, series: name, forecast}) => {
    const ours = ofSeries(model, series[name], forecast.length);
    const most = Math.max(...forecast.map(Math.abs), 1) * (FITTED.includes(model) ? 1e-3 : 1e-6);
    forecast.forEach((value, h) => expect(Math.abs(ours[h] - value), `day ${h + 1}`).toBeLessThanOrEqual(most));
  }
);

test("every model answers series that have little or nothing: no day, one day, days without sales", () => {
  for (const {id} of FORECASTERS)
    for (const y of [[], [3], [0, 0, 0], [0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]]) {
      const grid = salesGrid(
        ["tea", "cup"],
        {
          items: [...y.map(() => 0), 1],
          timesMs: [...y.map((_, d) => d * DAY), 0],
          quantities: [...y, 1]
        },
        Math.max(1, y.length)
      );
      const forecasts = FORECASTERS.find((one) => one.id === id)!.forecast(grid, 3);
      expect(forecasts.length, id).toBe(3 * grid.itemIds.length);
      for (const value of forecasts) expect(value >= 0 && Number.isFinite(value), `${id} of ${y}: ${value}`).toBe(true);
      if (y.length > 1 && y.every((sold) => sold === 0))
        for (const value of forecasts.subarray(0, 3)) expect(value, id).toBe(0);
    }
});

test("a median of an even number of days lies halfway between the middle two", () => {
  expect(Array.from(windowMedian(4).forecast(Float64Array.of(9, 4, 1, 2, 8), 1))).toEqual([3]);
  expect(Array.from(windowMedian(4).forecast(Float64Array.of(), 1))).toEqual([0]);
});
