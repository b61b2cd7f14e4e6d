import {existsSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {readSales} from "../../loaders/forecast/readSales.js";
import {boostedMetrics} from "../../src/lib/forecast/boostedMetrics.js";
import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {eligibleItems, evaluateForecasts, type ForecastProtocol} from "../../src/lib/forecast/evaluateForecasts.js";
import type {Forecaster} from "../../src/lib/forecast/forecaster.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {MEAN_TIMES_WEEKDAY, meanTimesWeekday} from "../../src/lib/forecast/meanTimesWeekday.js";
import {gridBefore, salesGrid, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {changedAfter, drawnShop} from "./drawnShop.js";

const DAY = 86_400_000;

test("the metrics are those of sums over a book of sales, item by item and day by day", () => {
  const {book, grid: all} = drawnShop(3);
  const protocol: ForecastProtocol = {origins: [60, 75], horizon: 10, leastSaleDays: 5};
  const grid = eligibleItems(all, protocol);
  // a forecast that differs by item and day
  const odd: Forecaster = {
    id: "odd",
    title: "",
    setting: "",
    forecast: ({firstDays}, horizon) =>
      Float64Array.from({length: firstDays.length * horizon}, (_, k) => (k % horizon) * 0.3 + Math.floor(k / horizon))
  };
  const [{origins, mean}] = evaluateForecasts(grid, [odd], protocol);
  const means = {mae: 0, wmape: 0, ratio: 0, rmsse: 0, wrmsse: 0, mase: 0};
  protocol.origins.forEach((origin, k) => {
    let [absolute, sold, forecasts, rmsse, wrmsse, recent, mase, rows] = [0, 0, 0, 0, 0, 0, 0, 0];
    Array.from(grid.itemIds).forEach((id, place) => {
      const own = book.get(String(id))!;
      const on = (day: number) => own.get(day) ?? 0;
      let [e1, e2] = [0, 0];
      for (let h = 1; h <= 10; h++) {
        const error = (h - 1) * 0.3 + place - on(origin + h);
        e1 += Math.abs(error);
        e2 += error ** 2;
        sold += on(origin + h);
        forecasts += (h - 1) * 0.3 + place;
        rows++;
      }
      absolute += e1;
      let [c1, c2, steps] = [0, 0, 0];
      for (let day = Math.min(...own.keys()) + 1; day <= origin; day++, steps++) {
        c1 += Math.abs(on(day) - on(day - 1));
        c2 += (on(day) - on(day - 1)) ** 2;
      }
      const scaled = Math.sqrt(e2 / 10 / (c2 / steps));
      rmsse += scaled / grid.itemIds.length;
      const lately = [...own].reduce((sum, [day, n]) => sum + (day > origin - 28 && day <= origin ? n : 0), 0);
      wrmsse += lately * scaled;
      recent += lately;
      mase += e1 / 10 / (c1 / steps) / grid.itemIds.length;
    });
    const expected = {
      mae: absolute / rows,
      wmape: absolute / sold,
      ratio: forecasts / sold,
      rmsse,
      wrmsse: wrmsse / recent,
      mase
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(origins[k].metrics[name as keyof typeof expected], name).toBeCloseTo(value, 9);
      means[name as keyof typeof means] += value / 2;
    }
  });
  for (const [name, value] of Object.entries(means))
    expect(mean[name as keyof typeof means], name).toBeCloseTo(value, 9);
});

test("no forecast depends on a day after the origin", () => {
  // enough items for the boosted models to learn something, the one on metrics with practices closer together
  const models = [...FORECASTERS, {...boostedMetrics({stride: 4, practices: 8}), id: "closer"}];
  const {grid} = drawnShop(4, 60, 130);
  const protocol = {origins: [110], horizon: 10, leastSaleDays: 5};
  const [before, after] = [grid, changedAfter(grid, 110)].map((one) => [
    ...evaluateForecasts(eligibleItems(one, protocol), models, protocol)
  ]);
  expect(before.length).toBe(models.length);
  before.forEach(({id, origins}, k) => expect(after[k].origins[0].forecasts, id).toEqual(origins[0].forecasts));
  expect(after[0].mean.mae).not.toBe(before[0].mean.mae);
  const forecastsOf = (id: string) => before.find((one) => one.id === id)!.origins[0].forecasts;
  for (const id of ["boosted-levels", "closer"]) expect(forecastsOf(id)).not.toEqual(forecastsOf("mean-weekday"));
});

test("mean × weekday is what a slow version with dates and lists gives", () => {
  const {book, grid} = drawnShop(5);
  const past = gridBefore(grid, 77);
  const {days, quantile, prior} = MEAN_TIMES_WEEKDAY;
  const weekday = (day: number) => (new Date(day * DAY).getUTCDay() + 6) % 7;
  const known = Array.from({length: days}, (_, k) => 77 - days + k);
  const sold = new Map<number, number[]>();
  for (const own of book.values())
    for (const day of known)
      if (day >= Math.min(...own.keys()))
        sold.set(weekday(day), [...(sold.get(weekday(day)) ?? []), own.get(day) ?? 0]);
  const average = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const means = Array.from({length: 7}, (_, w) => average(sold.get(w)!));
  const each = days / 7;
  const factors = means.map((mean) => ((mean / average(means)) * each + prior) / (each + prior));
  const forecasts = meanTimesWeekday().forecast(past, 9);
  Array.from(grid.itemIds).forEach((id, item) => {
    const own = book.get(String(id))!;
    const own56 = known.filter((day) => day >= Math.min(...own.keys()));
    const sales = own56.map((day) => own.get(day) ?? 0);
    const positive = sales.filter((one) => one > 0).sort((a, b) => a - b);
    const cap = positive[Math.min(positive.length - 1, Math.floor(quantile * positive.length))] ?? 0;
    const level =
      sales.reduce((sum, one) => sum + Math.min(one, cap), 0) /
      own56.reduce((sum, day) => sum + factors[weekday(day)], 0);
    for (let h = 0; h < 9; h++)
      expect(forecasts[item * 9 + h], `${id}, day ${h + 1}`).toBeCloseTo(level * factors[weekday(77 + h)], 9);
  });
});

const book = (days: number) => salesGrid(["tea"], {items: [0, 0], timesMs: [0, (days - 1) * DAY], quantities: [2, 1]});

test.each([
  ["one day", book(1), {origins: [0], horizon: 1}, /1 days from 1970-01-01 end on 1970-01-02.*the log has 1 days/],
  [
    "a horizon past the end",
    book(30),
    {origins: [20], horizon: 28},
    /after the log's last day.*origin up to 1970-01-02/
  ],
  ["an origin before the log", book(30), {origins: [-3], horizon: 2}, /nothing is known on 1969-12-29; the first sale/],
  ["no origin", book(30), {origins: [], horizon: 2}, /no origin/],
  ["half a day", book(30), {origins: [3], horizon: 0.5}, /horizon of 0\.5 days/],
  [
    "negative sales",
    salesGrid(["tea"], {items: [0, 0], timesMs: [0, 9 * DAY], quantities: [2, -1]}),
    {origins: [3], horizon: 2},
    /sales of -1 on a day; give quantities of 0 or more/
  ],
  [
    "sales that are no number",
    salesGrid(["tea"], {items: [0, 0], timesMs: [0, 9 * DAY], quantities: [2, NaN]}),
    {origins: [3], horizon: 2},
    /sales of NaN/
  ],
  ["an item without enough days", book(30), {origins: [3], horizon: 2}, /no item was sold on 2 days up to 1970-01-04/],
  [
    "all zeros",
    salesGrid(["tea"], {items: [0, 0], timesMs: [0, 9 * DAY], quantities: [0, 0]}),
    {origins: [3], horizon: 2},
    /no item was sold on 2 days/
  ],
  ["no line", salesGrid([], {items: [], timesMs: [], quantities: []}), {origins: [3], horizon: 2}, /there are no sales/]
])("%s is refused with what to do", (_, grid, protocol, message) => {
  expect(() => eligibleItems(grid, {leastSaleDays: 2, ...protocol})).toThrow(
    expect.objectContaining({name: "UserError", message: expect.stringMatching(message)})
  );
});

test("gaps are days without sales; an item that is new at the origin is forecast as nothing and judged", () => {
  const lines = {items: [0, 0, 1, 1], timesMs: [0, 9 * DAY, 6 * DAY, 8 * DAY], quantities: [4, 1, 5, 6]};
  const grid = salesGrid(["tea", "cup"], lines);
  expect(Array.from(seriesOf(grid, 0))).toEqual([4, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  const protocol = {origins: [5], horizon: 4, leastSaleDays: 0};
  expect(Array.from(eligibleItems(grid, protocol).itemIds)).toEqual(["tea", "cup"]);
  for (const {id, origins} of evaluateForecasts(grid, FORECASTERS, protocol)) {
    expect(Array.from(origins[0].forecasts.subarray(4)), id).toEqual([0, 0, 0, 0]);
    expect(origins[0].metrics.rows, id).toBe(8);
    expect(origins[0].metrics.unscaled, id).toBe(1);
  }
  // one item alone
  const [{mean}] = evaluateForecasts(grid, [FORECASTERS[0]], protocol);
  expect(mean.mae).toBeCloseTo(12 / 8, 12); // 1 of tea, 5 and 6 of cups
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const there = mirror !== "" && existsSync(join(mirror, "uci-online-retail", "online_retail.parquet"));

/** MAE, wMAPE, RMSSE, MASE and wMAPE of days with sales on Online Retail, made with statsforecast and pandas. */
const REFERENCE: Readonly<Record<string, readonly number[]>> = {
  zero: [7.4398, 1.0, 0.9095, 1.0896, 1.0],
  naive: [9.3651, 1.2557, 0.979, 1.562, 0.9346],
  "seasonal-naive": [9.1524, 1.2323, 1.04, 1.4378, 1.0232],
  "mean-28": [8.1376, 1.0952, 0.8656, 1.2962, 0.7846],
  "ses-0.1": [8.3863, 1.1285, 0.8695, 1.3335, 0.7946],
  "ses-optimized": [8.3324, 1.1212, 0.8716, 1.3444, 0.7865],
  croston: [8.534, 1.1486, 0.906, 1.4672, 0.7873],
  sba: [8.3766, 1.1275, 0.9028, 1.4421, 0.7843],
  tsb: [8.3284, 1.1204, 0.8636, 1.3149, 0.7862],
  adida: [8.2842, 1.1149, 0.8661, 1.299, 0.7897],
  imapa: [8.3654, 1.1256, 0.8666, 1.3162, 0.7934]
};

test.skipIf(!there)(
  `Online Retail gives the reference table${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with it)"}`,
  {timeout: 600_000},
  async () => {
    const read = await readSales({source: "online-retail", mirror});
    expect(read.steps.map(({rows}) => rows)).toEqual([541_909, 532_621, 530_100, 527_725, 527_723]);
    const origins = ["2011-09-16", "2011-10-14", "2011-11-11"].map(parseDay);
    const protocol = {origins, horizon: 28, leastSaleDays: 10};
    const grid = eligibleItems(read.sales, protocol);
    expect(grid.itemIds.length).toBe(2779);
    expect(grid.sales.length).toBe(966_178);
    const models = FORECASTERS.filter(({id}) => id in REFERENCE);
    for (const {id, mean} of evaluateForecasts(grid, models, protocol))
      [mean.mae, mean.wmape, mean.rmsse, mean.mase, mean.wmapePositive].forEach((value, k) =>
        expect(Math.abs(value - REFERENCE[id][k]), `${id}, number ${k}: ${value}`).toBeLessThan(0.002)
      );
  }
);
