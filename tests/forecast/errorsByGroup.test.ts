import {expect, test} from "vitest";
import {errorsByGroup, GROUPINGS} from "../../src/lib/forecast/errorsByGroup.js";
import {itemCount, salesGrid, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {drawnShop} from "./drawnShop.js";

test("groups hold each item's day once, and their errors are sums over it", () => {
  const {grid} = drawnShop(4, 30, 200);
  const [from, horizon] = [190, 14];
  const items = itemCount(grid);
  const forecast = Float64Array.from({length: items * horizon}, (_, k) => (k % 5) / 2);
  const low = forecast.map((value) => value / 2);
  const high = forecast.map((value, k) => value * (1 + (Math.floor(k / horizon) % 3)));
  const found = errorsByGroup(grid, {from, horizon, forecast, low, high});
  for (const {by} of GROUPINGS) {
    const own = found.filter((one) => one.by === by);
    // of 14 days ahead the log has 10
    expect(own.reduce((sum, {rows}) => sum + rows, 0)).toBe(10 * items);
    expect(own.reduce((sum, {soldShare}) => sum + soldShare, 0)).toBeCloseTo(1, 12);
  }
  // slowly: the days of three means or more
  let [rows, came, missed, held] = [0, 0, 0, 0];
  for (let item = 0; item < items; item++) {
    const y = Array.from(seriesOf(grid, item));
    const past = y.slice(0, from - grid.firstDays[item]);
    const mean = past.reduce((a, b) => a + b, 0) / past.length;
    y.slice(from - grid.firstDays[item]).forEach((sold, h) => {
      if (sold === 0 || sold < 3 * mean) return;
      const k = item * horizon + h;
      rows++;
      came += sold;
      missed += Math.abs(sold - forecast[k]);
      held += low[k] <= sold && sold <= high[k] ? 1 : 0;
    });
  }
  const peaks = found.find(({group}) => group === "days of 3 means or more")!;
  expect(peaks.rows).toBe(rows);
  expect(peaks.wmape).toBeCloseTo(missed / came, 12);
  expect(peaks.coverage).toBeCloseTo(held / rows, 12);
  const best = found.find(({group}) => group === "best-selling tenth")!;
  expect(best.rows).toBe(10 * 3);
  expect(() => errorsByGroup(grid, {from, horizon, forecast, low, high: low.slice(1)})).toThrow(/419 forecasts of 30/);
});

test("an item whose first sale is ahead is a group of its own, from that sale on", () => {
  const day = 86_400_000;
  const lines = [
    ["tea", 0, 2],
    ["tea", 4, 2],
    ["tea", 5, 2],
    ["new", 4, 3]
  ] as const;
  const grid = salesGrid(["tea", "new"], {
    items: lines.map(([name]) => (name === "tea" ? 0 : 1)),
    timesMs: lines.map(([, of]) => of * day),
    quantities: lines.map(([, , sold]) => sold)
  });
  // days 3, 4 and 5: tea sells 0, 2, 2, the new one nothing that counts, 3, 0
  const forecast = Float64Array.of(1, 1, 1, 0, 0, 0);
  const high = Float64Array.of(2, 2, 2, 0, 0, 0);
  const found = errorsByGroup(grid, {from: 3, horizon: 3, forecast, low: new Float64Array(6), high});
  for (const by of ["days with sales", "age"])
    expect(found.find((one) => one.by === by && one.group === "not sold before")).toEqual({
      by,
      group: "not sold before",
      rows: 2,
      soldShare: 3 / 7,
      wmape: 1,
      bias: -1,
      coverage: 1 / 2
    });
  expect(found.find(({group}) => group === "under 8 weeks")).toMatchObject({rows: 3, wmape: 3 / 4, coverage: 1});
  // nothing is less sure than what has no past
  expect(found.find(({group}) => group === "medium intervals")).toMatchObject({rows: 2});
});
