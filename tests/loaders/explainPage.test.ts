import {expect, test} from "vitest";
import {spreadOver} from "../../loaders/pages/explain.js";

test("places are evenly spread, the first and the last among them", () => {
  expect(spreadOver(9, 3)).toEqual([0, 4, 8]);
  expect(spreadOver(2, 3)).toEqual([0, 1]);
  const places = spreadOver(2390, 300);
  expect(places).toHaveLength(300);
  expect(new Set(places).size).toBe(300);
  expect([places[0], places[299]]).toEqual([0, 2389]);
  const steps = places.slice(1).map((place, i) => place - places[i]);
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
});
