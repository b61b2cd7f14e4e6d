import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {DAILY_FEATURES, dailyFeatureTable, featuresOf, type FeatureLog} from "../../src/lib/forecast/dailyFeatures.js";
import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {salesGrid} from "../../src/lib/forecast/salesGrid.js";

const DAY = 86_400_000;
const START = parseDay("2024-03-20");
const source = random(12);
const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
for (let item = 0; item < 4; item++)
  for (let day = 3 * item; day < 60; day++)
    if (day === 3 * item || source.uniform() < 0.4) {
      lines.items.push(item);
      lines.timesMs.push((START + day) * DAY);
      lines.quantities.push(1 + source.below(5));
    }
const sales = salesGrid(["a", "b", "c", "d"], lines, START + 60);
const prices = sales.sales.map((_, at) => (at % 9 === 0 ? NaN : 100 + source.below(100)));
const log: FeatureLog = {
  sales,
  carts: sales.sales.map(() => source.below(6)),
  prices,
  holidays: "DE",
  events: [
    {day: START + 20, name: "sale", known: true},
    {day: START + 22, name: "strike", known: false},
    {day: START + 23, name: "fair", known: true}
  ]
};

test("features besides the report's are what their definitions say, day by day", () => {
  const features = [
    "days_since_sale",
    "carts_sum_7d",
    "carts_sum_30d",
    "price",
    "discount",
    "month",
    "day_of_month",
    "holiday",
    "days_to_holiday",
    "planned_event",
    "events_7d"
  ] as const;
  const horizon = 5;
  const {values, offsets} = dailyFeatureTable(log, {horizon, features});
  // Good Friday, Easter Monday, Labour Day and Ascension of 2024
  const off = ["2024-03-29", "2024-04-01", "2024-05-01", "2024-05-09", "2024-05-20"].map(parseDay);
  for (let item = 0; item < 4; item++) {
    const first = sales.firstDays[item];
    const of = (column: ArrayLike<number>, day: number) => (day < first ? NaN : column[offsets[item] + day - first]);
    for (let day = first; day < START + 60; day++) {
      const known = day - horizon;
      const until = (days: number) => Array.from({length: days}, (_, k) => known - k).filter((one) => one >= first);
      const sum = (column: ArrayLike<number>, days: number) =>
        until(days).reduce((all, one) => all + of(column, one), 0);
      const lastSale = until(100).find((one) => of(sales.sales, one) > 0);
      const greatest = until(90)
        .map((one) => of(prices, one))
        .filter((one) => !Number.isNaN(one))
        .sort((a, b) => b - a)[0];
      const date = new Date(day * DAY);
      const expected = [
        lastSale === undefined ? 0 : known - lastSale,
        sum(log.carts!, 7),
        sum(log.carts!, 30),
        of(prices, known),
        greatest === undefined ? NaN : 1 - of(prices, known) / greatest,
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        off.includes(day) ? 1 : 0,
        Math.min(30, ...off.filter((one) => one >= day).map((one) => one - day)),
        [START + 20, START + 23].filter((one) => one === day).length,
        [START + 20, START + 22, START + 23].filter((one) => one <= known && one > known - 7).length
      ];
      const at = offsets[item] + day - first;
      expect(features.map((name, k) => [name, values[k][at]])).toEqual(features.map((name, k) => [name, expected[k]]));
    }
  }
});

test("a log's features are those that it has what they need for; the rest is refused", () => {
  expect(featuresOf({sales})).toEqual(DAILY_FEATURES.filter((one) => one.needs === undefined).map(({name}) => name));
  expect(featuresOf({...log, views: log.carts, categories: [0, 0, 0, 0]}).length).toBe(DAILY_FEATURES.length);
  expect(() => dailyFeatureTable({sales}, {horizon: 1, features: ["price"]})).toThrow(/the log has no prices/);
  expect(() => dailyFeatureTable(log, {horizon: 0, features: ["month"]})).toThrow(/invalid horizon: 0/);
  expect(() => dailyFeatureTable(log, {horizon: 1, features: ["month"], made: {month: "printed"}})).toThrow(
    /the report's code has no month/
  );
});

test("the report's features have their names, and each has a definition of its own", () => {
  expect(DAILY_FEATURES.filter((one) => one.printed !== undefined).map(({name}) => name)).toEqual([
    "sales_sum_7d",
    "sales_sum_30d",
    "sales_lag_1d",
    "sales_lag_7d",
    "views_sum_7d",
    "cat_sales_7d",
    "conversion_rate",
    "category_market_share"
  ]);
  expect(new Set(DAILY_FEATURES.map(({definition}) => definition)).size).toBe(DAILY_FEATURES.length);
});
