import {expect, test} from "vitest";
import {stockQuantities} from "../../src/lib/forecast/stockQuantities.js";

const levels = [0.5, 0.8, 0.9];
const quantiles = [Float64Array.of(0, 0, 3), Float64Array.of(0, 1, 6), Float64Array.of(0, 2, 10)];

test("stock covers the wanted chance in whole units; a quantile of 0 asks for none", () => {
  // on a level itself, the level's own quantiles
  expect(stockQuantities({levels, quantiles, chance: 0.5, inStock: 0})).toEqual({
    byDay: Float64Array.of(0, 0, 3),
    order: 3
  });
  expect(stockQuantities({levels, quantiles, chance: 0.9, inStock: 5})).toEqual({
    byDay: Float64Array.of(0, 2, 10),
    order: 7
  });
  // halfway: 0, 1.5 and 8
  expect(stockQuantities({levels, quantiles, chance: 0.85, inStock: 4})).toEqual({
    byDay: Float64Array.of(0, 2, 8),
    order: 6
  });
  // what is in stock already is not sent back
  expect(stockQuantities({levels, quantiles, chance: 0.8, inStock: 100}).order).toBe(0);
});

test.each([
  [{levels, quantiles, chance: 0.4, inStock: 0}, /a chance of 0\.4; there are quantiles from 0\.5 to 0\.9/],
  [{levels, quantiles, chance: NaN, inStock: 0}, /a chance of NaN/],
  [{levels, quantiles, chance: 0.8, inStock: -1}, /-1 units in stock/],
  [{levels, quantiles: [...quantiles].reverse(), chance: 0.85, inStock: 0}, /must not fall/]
])("quantities that make no sense are refused: %#", (given, message) => {
  expect(() => stockQuantities(given)).toThrow(
    expect.objectContaining({name: "UserError", message: expect.stringMatching(message)})
  );
});
