import {expect, test} from "vitest";
import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {forecastAhead} from "../../src/lib/forecast/forecastAhead.js";
import {localForecaster} from "../../src/lib/forecast/forecaster.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {conformalIntervals} from "../../src/lib/forecast/forecastIntervals.js";
import {windowMean} from "../../src/lib/forecast/localModels.js";
import {gridBefore, salesGrid} from "../../src/lib/forecast/salesGrid.js";
import {RECONCILIATIONS} from "../../src/lib/forecast/reconciliation.js";
import {drawnShop} from "./drawnShop.js";

const DAY = 86_400_000;
const MEAN = localForecaster(windowMean(28));
const lines = (...sold: readonly (readonly [item: number, day: number, pieces: number])[]) => ({
  items: sold.map(([item]) => item),
  timesMs: sold.map(([, day]) => day * DAY),
  quantities: sold.map(([, , pieces]) => pieces)
});
/** Forecasts of a log's items for two days. */
const ahead = (sold: ReturnType<typeof lines>, untilDay?: number, origin?: number) =>
  forecastAhead(salesGrid(["tea", "cup"], sold, untilDay), MEAN, {horizon: 2, origin});

test("forecasts are the model's, and intervals those of the calibrated origins", () => {
  const {grid} = drawnShop(3, 40, 90);
  const {from, items, sums, notes} = forecastAhead(grid, MEAN, {horizon: 7});
  expect([from, sums]).toEqual([90, null]);
  expect(items.forecast).toEqual(MEAN.forecast(grid, 7));
  const at = (day: number) => MEAN.forecast(gridBefore(grid, day), 7);
  const {low, high} = conformalIntervals(grid, 90, at, {horizon: 7, level: 0.9, calibrations: 3});
  expect([items.low, items.high]).toEqual([low, high]);
  expect(items.sold.every(Number.isNaN)).toBe(true);
  expect(notes.filter((note) => !/have no sale of any item/.test(note))).toEqual([]);
});

test("from an origin before the log's end nothing after it is used, and what came is told", () => {
  const {grid} = drawnShop(3, 6, 90);
  const {items} = forecastAhead(grid, MEAN, {horizon: 7, origin: 85});
  const changed = grid.sales.map((sold, at) => {
    const item = grid.offsets.findLastIndex((offset) => offset <= at);
    return grid.firstDays[item] + at - grid.offsets[item] > 85 ? sold + 50 : sold;
  });
  const other = forecastAhead({...grid, sales: changed}, MEAN, {horizon: 7, origin: 85}).items;
  expect([other.forecast, other.low, other.high]).toEqual([items.forecast, items.low, items.high]);
  const itemDays = Array.from(items.sold.subarray(0, 7));
  // days 86 to 89 are known, and those past the end are not
  expect(itemDays.slice(0, 4)).toEqual(Array.from(grid.sales.subarray(grid.offsets[1] - 4, grid.offsets[1])));
  expect(itemDays.slice(4).every(Number.isNaN)).toBe(true);
});

test.each(RECONCILIATIONS.map(({id}) => id))(
  "items, categories and total add up, and none is below 0: %s",
  (method) => {
    const {grid} = drawnShop(3, 6, 90);
    const categories = {of: Int32Array.of(1, 2, 1, 2, 1, 2), titles: ["", "china", "food"]};
    const seasonal = FORECASTERS.find(({id}) => id === "seasonal-naive-7") ?? MEAN;
    const {items, sums} = forecastAhead(grid, seasonal, {horizon: 7, reconciliation: method, categories});
    expect(sums!.ids).toEqual(["total", "china", "food"]);
    for (let h = 0; h < 7; h++) {
      const of = (keeps: (item: number) => boolean) =>
        Array.from({length: 6}, (_, item) => (keeps(item) ? items.forecast[item * 7 + h] : 0)).reduce(
          (a, b) => a + b,
          0
        );
      expect(sums!.forecast[h]).toBeCloseTo(
        of(() => true),
        9
      );
      expect(sums!.forecast[7 + h]).toBeCloseTo(
        of((item) => item % 2 === 0),
        9
      );
      expect(sums!.forecast[h]).toBeCloseTo(sums!.forecast[7 + h] + sums!.forecast[14 + h], 9);
    }
    for (const {forecast, low, high} of [items, sums!]) {
      expect(forecast.every((value) => value >= 0)).toBe(true);
      expect(low.every((value, k) => value >= 0 && value <= high[k])).toBe(true);
    }
  }
);

test("a log of one day is forecast from it, and says that intervals are not calibrated", () => {
  const {items, notes} = ahead(lines([0, 0, 4], [1, 0, 1]));
  expect(Array.from(items.forecast)).toEqual([4, 4, 1, 1]);
  expect(notes).toEqual(["The past has 1 day: intervals are not calibrated, and span 90 % of each item's own past."]);
});

test("a log of one item is forecast, and its total is the item", () => {
  const grid = salesGrid(["tea"], lines([0, 0, 4], [0, 60, 2]), 61);
  const {items, sums} = forecastAhead(grid, MEAN, {horizon: 2, reconciliation: "mint-shrink", categories: null});
  expect(items.ids).toEqual(["tea"]);
  expect(sums!.forecast).toEqual(items.forecast);
});

test("negative sales are refused, with what to do", () => {
  expect(() => ahead(lines([0, 0, 4], [0, 1, -3]))).toThrow(/^sales of -3 on a day; .*keep returns out/);
});

test("days on which nothing was sold count, and are told", () => {
  const {items, notes} = ahead(lines([0, 0, 4], [0, 3, 4]));
  expect(Array.from(items.forecast)).toEqual([2, 2]);
  expect(notes).toContain("2 of 4 days have no sale of any item; they count as days without sales.");
});

test("an item that is new at the origin is forecast from its days; one that comes later is left out; both are told", () => {
  const sold = lines([0, 0, 4], [0, 40, 2], [1, 40, 7], [1, 41, 1]);
  const fresh = ahead(sold, 42, 40);
  expect(fresh.items.ids).toEqual(["tea", "cup"]);
  expect(fresh.items.forecast[2]).toBe(7);
  expect(fresh.notes).toContain("1 of 2 items were first sold in the last week: their forecasts rest on a few days.");
  const before = ahead(sold, 42, 39);
  expect(before.items.ids).toEqual(["tea"]);
  expect(before.notes).toContain(
    "1 items were first sold after 1970-02-09: nothing is known of them, and none is forecast."
  );
});

test("where every day has 0 pieces every model forecasts 0, and that is told", () => {
  const grid = salesGrid(["tea", "cup"], lines([0, 0, 0], [1, 80, 0]), 90);
  for (const model of FORECASTERS) {
    const {items, notes} = forecastAhead(grid, model, {horizon: 7, reconciliation: "top-down"});
    for (const values of [items.forecast, items.low, items.high])
      expect(
        values.every((value) => value === 0),
        model.id
      ).toBe(true);
    expect(notes[0]).toBe("Nothing was sold on any day: every forecast is 0.");
  }
});

test("an origin outside the log, no sales, and a reconciliation without a past are refused", () => {
  const sold = lines([0, 10, 4], [0, 12, 4]);
  expect(() => ahead(sold, 20, 9)).toThrow(/nothing is known on 1970-01-10; the first sale was on 1970-01-11/);
  expect(() => ahead(sold, 20, 20)).toThrow(/the log ends before 1970-01-21; take an origin up to 1970-01-20/);
  expect(() => ahead(lines())).toThrow(/there are no sales/);
  const grid = salesGrid(["tea"], sold, 20);
  expect(() => forecastAhead(grid, MEAN, {horizon: 0})).toThrow(/a horizon of 0 days/);
  expect(() => forecastAhead(grid, MEAN, {horizon: 7, reconciliation: "mint-shrink"})).toThrow(
    /mint-shrink needs past errors, and the past of 10 days is too short.*bottom-up/
  );
  // a horizon far past the end is what forecasting is
  expect(forecastAhead(grid, MEAN, {horizon: 400, origin: parseDay("1970-01-20")}).items.forecast.length).toBe(400);
});
