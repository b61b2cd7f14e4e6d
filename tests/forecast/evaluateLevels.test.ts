import {expect, test} from "vitest";
import {evaluateForecasts} from "../../src/lib/forecast/evaluateForecasts.js";
import {evaluateLevels} from "../../src/lib/forecast/evaluateLevels.js";
import {localForecaster} from "../../src/lib/forecast/forecaster.js";
import {windowMedian} from "../../src/lib/forecast/localModels.js";
import {RECONCILIATIONS} from "../../src/lib/forecast/reconciliation.js";
import {aggregateGrid, salesAggregates} from "../../src/lib/forecast/salesLevels.js";
import {drawnShop} from "./drawnShop.js";

const {grid} = drawnShop(6, 12, 160);
const categories = {of: Int32Array.from({length: 12}, (_, item) => item % 3), titles: ["a", "b", "c"]};
const protocol = {origins: [110, 131], horizon: 14, leastSaleDays: 1};
const model = localForecaster(windowMedian(28));

test("each level alone is a grid of its own, and bottom-up keeps the items", () => {
  const found = evaluateLevels(
    grid,
    categories,
    model,
    protocol,
    RECONCILIATIONS.map(({id}) => id)
  );
  expect(found.length).toBe(3 * (1 + RECONCILIATIONS.length));
  const of = (level: string, method: string) => found.find((one) => one.level === level && one.method === method)!;
  const [items] = evaluateForecasts(grid, [model], protocol);
  expect(of("item", "none").rmsse).toBeCloseTo(items.mean.rmsse, 12);
  expect(of("item", "bottom-up")).toEqual({...of("item", "none"), method: "bottom-up"});
  const [total] = evaluateForecasts(aggregateGrid(grid, salesAggregates(12, null)), [model], protocol);
  expect(of("total", "none").wmape).toBeCloseTo(total.mean.wmape, 12);
  expect(of("total", "top-down").wmape).toBeCloseTo(total.mean.wmape, 12);
  expect([of("category", "none").series, of("item", "none").series]).toEqual([3, 12]);
  expect(of("category", "mint-shrink").wmape).not.toBe(of("category", "none").wmape);
});

test("without categories there are items and the total", () => {
  const found = evaluateLevels(grid, null, model, protocol, ["mint-ols"]);
  expect(found.map(({level, method}) => `${level} ${method}`)).toEqual([
    "total none",
    "item none",
    "total mint-ols",
    "item mint-ols"
  ]);
});
