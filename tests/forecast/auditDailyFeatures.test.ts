import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  featureMaker,
  replayDays,
  replayFeatures,
  type MakeFeatures
} from "../../src/lib/forecast/auditDailyFeatures.js";
import {DAILY_FEATURES, type FeatureLog} from "../../src/lib/forecast/dailyFeatures.js";
import {itemCount, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {drawnShop} from "./drawnShop.js";

const {grid: sales} = drawnShop(5, 12, 100);
const source = random(9);
const log: FeatureLog = {
  sales,
  views: sales.sales.map((sold) => sold + source.below(4)),
  carts: sales.sales.map((sold) => sold + source.below(2)),
  prices: sales.sales.map(() => 500 + 10 * source.below(9)),
  categories: Int32Array.from({length: 12}, (_, item) => item % 3),
  holidays: "GB",
  events: [
    {day: 60, name: "sale", known: true},
    {day: 75, name: "strike", known: false},
    {day: 88, name: "fair", known: true}
  ]
};
const days = replayDays(log, 12);

test.each([1, 7, 28])("no feature without a leak differs once the future is deleted, %i days ahead", (horizon) => {
  const found = replayFeatures(log, featureMaker({horizon}), {horizon, days});
  expect(found.map(({column}) => column)).toEqual(DAILY_FEATURES.map(({name}) => name));
  expect(found.filter(({differ}) => differ > 0)).toEqual([]);
  expect(found.every(({rows}) => rows > 12 * 8)).toBe(true);
});

test.each([1, 7, 28])(
  "a formula of the report is a leak exactly where its newest day is nearer, %i days ahead",
  (horizon) => {
    const printed = DAILY_FEATURES.filter((one) => one.printed !== undefined);
    const made = Object.fromEntries(printed.map(({name}) => [name, "printed" as const]));
    const features = printed.map(({name}) => name);
    const found = replayFeatures(log, featureMaker({horizon, features, made}), {horizon, days});
    expect(found.map(({differ}) => differ > 0)).toEqual(printed.map((one) => one.printed!.newest < horizon));
  }
);

/** A column made series by series, each value from the day's place and all of the series. */
type Plant = (y: Float64Array, d: number, more: {readonly views: Float64Array}) => number;

const mean = (y: Float64Array) => sums(y, 0, y.length) / Math.max(1, y.length);
const sums = (y: Float64Array, from: number, until: number) =>
  y.subarray(Math.max(0, from), Math.max(0, until)).reduce((a, b) => a + b, 0);

/** Leaks as they are met in practice, for a horizon of 7 days. */
const PLANTS: Readonly<Record<string, Plant>> = {
  "the target": (y, d) => y[d] ?? 0,
  "whether it is sold": (y, d) => (y[d] > 0 ? 1 : 0),
  "the root of the target": (y, d) => Math.sqrt(y[d] ?? 0),
  "the day before": (y, d) => y[d - 1] ?? 0,
  "six days before": (y, d) => y[d - 6] ?? 0,
  "a week with today": (y, d) => sums(y, d - 6, d + 1),
  "a week up to yesterday": (y, d) => sums(y, d - 7, d),
  "a month with today": (y, d) => sums(y, d - 29, d + 1),
  "a window one day too new": (y, d) => sums(y, d - 12, d - 5),
  "a centred week": (y, d) => sums(y, d - 3, d + 4),
  "the next week": (y, d) => sums(y, d, d + 7),
  "the next day": (y, d) => y[d + 1] ?? 0,
  "the mean of all days": (y) => mean(y),
  "the greatest day": (y) => y.reduce((a, b) => Math.max(a, b), 0),
  "sales on the whole": (y) => sums(y, 0, y.length),
  "share of days with sales": (y) => mean(y.map((sold) => (sold > 0 ? 1 : 0))),
  "the spread of all days": (y) =>
    sums(
      y.map((sold) => sold ** 2),
      0,
      y.length
    ) -
    sums(y, 0, y.length) ** 2 / y.length,
  "days to the next sale": (y, d) => y.subarray(d).findIndex((sold) => sold > 0),
  "days since a sale, with today": (y, d) => d - y.subarray(0, d + 1).findLastIndex((sold) => sold > 0),
  "the last day with sales": (y) => y.findLastIndex((sold) => sold > 0),
  "the sum so far, with today": (y, d) => sums(y, 0, d + 1),
  "what is left to be sold": (y, d) => sums(y, d, y.length),
  "filled from behind": (y, d) => y.subarray(d).find((sold) => sold > 0) ?? 0,
  "smoothed with today": (y, d) => y.subarray(0, d + 1).reduce((level, sold) => level + 0.2 * (sold - level), 0),
  "smoothed backwards": (y, d) => y.subarray(d).reduceRight((level, sold) => level + 0.2 * (sold - level), 0),
  "change since yesterday": (y, d) => (y[d] ?? 0) - (y[d - 1] ?? 0),
  "part of all the item's sales": (y, d) => sums(y, 0, d - 6) / Math.max(1, sums(y, 0, y.length)),
  "rank among all days": (y, d) => y.filter((sold) => sold < (y[d - 7] ?? 0)).length,
  "views of the day": (_, d, {views}) => views[d] ?? 0,
  "sales over views of the day": (y, d, {views}) => (views[d] > 0 ? y[d] / views[d] : 0)
};

test("30 planted leaks are found, every one, and an honest column between them is not", () => {
  const names = Object.keys(PLANTS);
  expect(names.length).toBe(30);
  const honest: Plant = (y, d) => sums(y, d - 13, d - 6);
  const columns = [...names.slice(0, 15), "honest", ...names.slice(15)];
  const make: MakeFeatures = ({sales: grid, views}, ahead) => {
    const offsets = grid.offsets.map((offset, item) => offset + item * ahead);
    const values = columns.map((name) => {
      const plant = PLANTS[name] ?? honest;
      const column: number[] = [];
      for (let item = 0; item < itemCount(grid); item++) {
        const y = seriesOf(grid, item);
        const more = {views: views!.subarray(grid.offsets[item], grid.offsets[item + 1])};
        for (let d = 0; d < y.length + ahead; d++) column.push(plant(y, d, more));
      }
      return column;
    });
    return {columns, offsets, values};
  };
  const found = replayFeatures(log, make, {horizon: 7, days: days.filter((_, k) => k % 2 === 0)});
  expect(found.filter(({differ}) => differ > 0).map(({column}) => column)).toEqual(names);
});

test("a day that nobody can know of is refused", () => {
  expect(() => replayFeatures(log, featureMaker({horizon: 7}), {horizon: 7, days: [2]})).toThrow(
    /no item is known 7 days/
  );
});
