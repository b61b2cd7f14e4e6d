import {expect, test} from "vitest";
import {firstChange} from "../../src/lib/core/firstChange.js";

test("names where two results part, with both values", () => {
  const a = {figures: {auc: {value: 0.5, n: 3}}, tables: {t: [1, 2, null]}};
  expect(firstChange(a, structuredClone(a))).toBeNull();
  expect(firstChange(a, {...a, tables: {t: [1, 2, 3]}})).toBe("tables.t.2: null and 3");
  expect(firstChange(a, {...a, figures: {auc: {value: 0.5}}})).toBe("figures.auc.n: 3 and undefined");
  expect(firstChange(null, a)).toMatch(/^the root: null and /);
  expect(firstChange([], {})).toMatch(/^the root/);
});

test("forgives the last bit of a number only where told to", () => {
  const next = 1 + Number.EPSILON;
  expect(firstChange({x: 1}, {x: next})).toBe(`x: 1 and ${next}`);
  expect(firstChange({x: 1}, {x: next}, 1e-9)).toBeNull();
  expect(firstChange({x: 1}, {x: 1.001}, 1e-9)).toBe("x: 1 and 1.001");
});
