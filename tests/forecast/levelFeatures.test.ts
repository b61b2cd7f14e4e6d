import {expect, test} from "vitest";
import {LEVEL_FEATURES, levelRow, shopState} from "../../src/lib/forecast/levelFeatures.js";
import {gridBefore, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {drawnShop} from "./drawnShop.js";

const DAY = 86_400_000;
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

test("features are those of dates and lists", () => {
  const {book, grid} = drawnShop(9, 5, 130);
  const now = 120;
  const past = gridBefore(grid, now);
  const shop = shopState(past);
  const weekday = (day: number) => (new Date(day * DAY).getUTCDay() + 6) % 7;
  Array.from(grid.itemIds).forEach((id, item) => {
    const own = book.get(String(id))!;
    const first = Math.min(...own.keys());
    const sold = (day: number) => own.get(day) ?? 0;
    const lastDays = (days: number) =>
      Array.from({length: Math.min(days, now - first)}, (_, k) => now - Math.min(days, now - first) + k);
    const changes = lastDays(1000)
      .slice(1)
      .map((day) => (sold(day) - sold(day - 1)) ** 2);
    const scale = Math.sqrt(mean(changes));
    const cap = (days: number) => {
      const positive = lastDays(days)
        .map(sold)
        .filter((one) => one > 0)
        .sort((a, b) => a - b);
      return positive[Math.min(positive.length - 1, Math.floor(0.9 * positive.length))] ?? 0;
    };
    const level = (days: number, most: number) =>
      lastDays(days).reduce((sum, day) => sum + Math.min(sold(day), most), 0) /
      lastDays(days).reduce((sum, day) => sum + shop.factors[weekday(day)], 0);
    const last56 = lastDays(56);
    const expected: Record<string, number> = {};
    for (const days of [7, 14, 28, 56, 112]) {
      expected[`sales_mean_${days}d`] = level(days, Infinity) / scale;
      expected[`sales_winsorized_${days}d`] = level(days, cap(Math.max(28, days))) / scale;
      expected[`sale_days_${days}d`] = mean(lastDays(days).map((day) => (sold(day) > 0 ? 1 : 0)));
    }
    const open = last56
      .filter((day) => shop.factors[weekday(day)] > 0.1)
      .map(sold)
      .sort((a, b) => a - b);
    expected.sales_max_56d = Math.max(...last56.map(sold)) / scale;
    expected.sales_median_56d = open[Math.floor(open.length / 2)] / scale;
    expected.days_since_sale = now - 1 - Math.max(...[...own.keys()].filter((day) => day < now));
    expected.days_since_first_sale = now - first;
    expected.log_scale = Math.log(scale);
    expected.log_sales_mean_56d = Math.log(1 + level(56, Infinity));
    const all = (days: readonly number[]) =>
      days.reduce((sum, day) => sum + [...book.values()].reduce((s, one) => s + (one.get(day) ?? 0), 0), 0);
    const days56 = Array.from({length: 56}, (_, k) => now - 56 + k);
    expected.shop_sales_28d_by_56d = (2 * all(days56.slice(28))) / all(days56);
    const row = levelRow(seriesOf(past, item), shop, 0.9);
    expect(row.scale).toBeCloseTo(scale, 12);
    expect(Object.keys(expected).sort()).toEqual([...LEVEL_FEATURES].sort());
    LEVEL_FEATURES.forEach((name, k) => expect(row.features[k], `${id} ${name}`).toBeCloseTo(expected[name], 10));
  });
});

test("an item that never changed has no scale and no features", () => {
  const shop = {factors: new Float64Array(7).fill(1), trend: 1, untilDay: 3};
  for (const y of [[], [4], [4, 4, 4], [0, 0]]) {
    const {scale, features} = levelRow(Float64Array.from(y), shop, 0.9);
    expect([scale, ...features].every((one) => one === 0)).toBe(true);
  }
});
