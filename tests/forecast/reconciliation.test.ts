import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {RECONCILIATIONS, reconcile, type Reconciliation} from "../../src/lib/forecast/reconciliation.js";
import {aggregateGrid, salesAggregates} from "../../src/lib/forecast/salesLevels.js";
import {salesGrid} from "../../src/lib/forecast/salesGrid.js";

/** Made by reconciliation.py beside it. */
const {cases} = JSON.parse(readFileSync(new URL("../vectors/reconciliation.json", import.meta.url), "utf8")) as {
  readonly cases: readonly {
    readonly categories: readonly (number | null)[];
    readonly sold: readonly number[][];
    readonly residuals: readonly number[][];
    readonly forecasts: readonly number[][];
    readonly reconciled: Readonly<Record<Reconciliation, readonly number[][]>>;
  }[];
};

test.each(cases.flatMap((_, k) => RECONCILIATIONS.map(({id}) => [id, k] as const)))(
  "%s gives what hierarchicalforecast gives, hierarchy %i",
  (method, k) => {
    const {categories, sold, residuals, forecasts, reconciled} = cases[k];
    const known = categories.filter((one) => one !== null);
    const aggregates = salesAggregates(
      categories.length,
      known.length === 0 ? null : {of: Int32Array.from(known), titles: known.map(String)}
    );
    const horizon = forecasts[0].length;
    const flat = (rows: readonly number[][]) => Float64Array.from(rows.flat());
    const {sums, items} = reconcile(method, aggregates, {
      horizon,
      sums: flat(forecasts.slice(0, aggregates.length)),
      items: flat(forecasts.slice(aggregates.length)),
      meanSales: sold.map((row) => row.reduce((sum, one) => sum + one, 0) / row.length),
      residuals: {days: residuals[0].length, values: flat(residuals)}
    });
    const expected = reconciled[method].flat();
    [...sums, ...items].forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(1e-6));
    expect(sums.length + items.length).toBe(expected.length);
  }
);

test("what does not fit or is missing is refused", () => {
  const total = salesAggregates(2, null);
  const base = {horizon: 1, sums: Float64Array.of(9), items: Float64Array.of(2, 4)};
  expect(() => reconcile("top-down", total, base)).toThrow(/mean sales of 2 items, not none/);
  expect(() => reconcile("mint-variance", total, base)).toThrow(/errors of 3 series on 1 days or more, not none/);
  expect(() => reconcile("mint-shrink", total, {...base, residuals: {days: 1, values: new Float64Array(3)}})).toThrow(
    /on 2 days or more, not 3 numbers on 1/
  );
  expect(() => reconcile("bottom-up", total, {...base, items: Float64Array.of(1)})).toThrow(/1 forecasts of 2 items/);
  expect(() => reconcile("bottom-up", total, {...base, sums: Float64Array.of(1, 2)})).toThrow(/2 forecasts of 1 sums/);
  // nothing was ever sold: nobody's part is known
  expect(reconcile("top-down", total, {...base, meanSales: [0, 0]}).items).toEqual(Float64Array.of(4.5, 4.5));
});

test("a sum begins with its first item's first sale; a category alone is the total", () => {
  const day = 86_400_000;
  const grid = salesGrid(["tea", "cup", "pot"], {
    items: [0, 1, 2, 0],
    timesMs: [2 * day, 0, day, 3 * day],
    quantities: [1, 5, 2, 4]
  });
  const aggregates = salesAggregates(3, {of: Int32Array.of(4, 2, 4), titles: ["", "", "china", "", "food"]});
  const {itemIds, firstDays, sales, offsets} = aggregateGrid(grid, aggregates);
  expect([itemIds, Array.from(firstDays)]).toEqual([
    ["total", "china", "food"],
    [0, 0, 1]
  ]);
  expect([Array.from(sales), Array.from(offsets)]).toEqual([
    [5, 2, 1, 4, 5, 0, 0, 0, 2, 1, 4],
    [0, 4, 8, 11]
  ]);
  expect(salesAggregates(2, {of: Int32Array.of(7, 7), titles: []}).length).toBe(1);
});
