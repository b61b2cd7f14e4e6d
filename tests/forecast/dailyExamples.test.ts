import {expect, test} from "vitest";
import {DAILY_ERRORS, dailyExamples, type DailyError} from "../../src/lib/forecast/dailyExamples.js";
import {changedAfter, drawnShop} from "./drawnShop.js";

const {book, grid} = drawnShop(11, 5, 70);
const views = grid.sales.map((sold, at) => sold + ((at * 7) % 5));
const categories = Int32Array.of(0, 1, 0, 1, 1);
const split = {trainFrom: 25, testFrom: 50, testUntil: 65, horizon: 4};

/** Sales, views and category of an item by date, and no running sums. */
function slowly(item: number) {
  const sales = book.get(String(grid.itemIds[item]))!;
  const first = Math.min(...sales.keys());
  return {
    first,
    sold: (day: number) => (day < first ? 0 : (sales.get(day) ?? 0)),
    viewed: (day: number) => (day < first ? 0 : views[grid.offsets[item] + day - first])
  };
}

const sumOver = (of: (day: number) => number, end: number, days: number) =>
  Array.from({length: days}, (_, k) => of(end - k)).reduce((sum, one) => sum + one, 0);
const ratio = (a: number, b: number) => (b > 0 ? a / b : 0);

test.each([
  [[]],
  [["today"]],
  [["ratios", "target"]],
  [["sold-only"]],
  [["sold-only", "today", "ratios", "target"]]
] as [DailyError[]][])("features are sums over dates, with errors %j", (errors) => {
  const {train, test: tested} = dailyExamples({sales: grid, views, categories}, split, errors);
  let [trains, tests] = [0, 0];
  for (let item = 0; item < 5; item++) {
    const {first, sold, viewed} = slowly(item);
    const category = (day: number) =>
      [0, 1, 2, 3, 4].reduce((sum, one) => sum + (categories[one] === categories[item] ? slowly(one).sold(day) : 0), 0);
    // an item is known of four days after its first sale
    for (let day = Math.max(25, first + 4); day < 65; day++) {
      if (errors.includes("sold-only") && sold(day) === 0) continue;
      const end = errors.includes("today") ? day : day - 4;
      const lag = (back: number) => sold(errors.includes("today") ? day - back : end + 1 - back);
      const expected: Record<string, number> = {
        sales_sum_7d: sumOver(sold, end, 7),
        sales_sum_30d: sumOver(sold, end, 30),
        sales_lag_1d: lag(1),
        sales_lag_7d: lag(7),
        views_sum_7d: sumOver(viewed, end, 7),
        views_sum_30d: sumOver(viewed, end, 30),
        cat_sales_7d: sumOver(category, end, 7),
        conversion_rate: ratio(sumOver(sold, end, 30), sumOver(viewed, end, 30)),
        category_market_share: ratio(sumOver(sold, end, 7), sumOver(category, end, 7)),
        sale_days_30d: sumOver((on) => (sold(on) > 0 ? 1 : 0), end, 30),
        weekday: (new Date(day * 86_400_000).getUTCDay() + 6) % 7,
        days_since_first_sale: day - first,
        ...(errors.includes("ratios")
          ? {
              views: viewed(day),
              conversion_rate_today: ratio(sold(day), viewed(day)),
              category_market_share_today: ratio(sold(day), category(day))
            }
          : {}),
        ...(errors.includes("target") ? {sales: sold(day)} : {})
      };
      const part = day < 50 ? train : tested;
      const row = day < 50 ? trains++ : tests++;
      expect(part.columns).toEqual(Object.keys(expected));
      expect(Array.from(part.x.subarray(row * part.columns.length, (row + 1) * part.columns.length))).toEqual(
        Object.values(expected)
      );
      expect(part.y[row]).toBe(sold(day));
      expect(part.items[row]).toBe(item);
    }
  }
  expect([trains, tests]).toEqual([train.rows, tested.rows]);
});

test("without errors no feature of a day knows of the days since the horizon before it", () => {
  // a change after day 60 must not reach a row of a day up to 64, four days later
  const before = dailyExamples({sales: grid, views, categories}, split, []);
  const changed = {sales: changedAfter(grid, 60), views, categories};
  expect(dailyExamples(changed, split, []).test.x).toEqual(before.test.x);
  expect(dailyExamples(changed, split, []).test.y).not.toEqual(before.test.y);
  for (const error of ["today", "ratios", "target"] as const) {
    const [a, b] = [{sales: grid, views, categories}, changed].map((log) => dailyExamples(log, split, [error]).test.x);
    expect(b, error).not.toEqual(a);
  }
});

test("a random split has the same rows, mixed", () => {
  const honest = dailyExamples({sales: grid, views, categories}, split, []);
  const mixed = dailyExamples({sales: grid, views, categories}, split, ["random"]);
  expect(mixed.train.rows + mixed.test.rows).toBe(honest.train.rows + honest.test.rows);
  expect(Math.abs(mixed.test.rows / (mixed.train.rows + mixed.test.rows) - 15 / 40)).toBeLessThan(0.12);
  expect(mixed.test.x).not.toEqual(honest.test.x);
  expect(new Set(DAILY_ERRORS.map(({id}) => id)).size).toBe(5);
});
