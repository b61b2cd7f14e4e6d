import {expect, test} from "vitest";
import {normalCdf} from "../../src/lib/metrics/distributions.js";
import {normalMass} from "../../src/lib/tuning/normalMass.js";

test("the fast normal probability is the exact one", () => {
  for (let from = -12; from <= 12; from += 0.173)
    for (const width of [0.003, 0.1, 1.7, 30]) {
      const to = from + width;
      // where both are above zero, from the side on which nothing cancels
      const exact = from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from);
      const nearer = from * to < 0 ? 0 : Math.min(Math.abs(from), Math.abs(to));
      const error = Math.abs(normalMass(from, to) - exact) / normalCdf(-nearer);
      expect(error, `${from} ${to}`).toBeLessThan(nearer < 4 ? 1e-12 : 1e-8);
    }
  expect(normalMass(-Infinity, Infinity)).toBe(1);
  expect(normalMass(-50, -45)).toBe(0);
  expect(normalMass(0.5, 0.5)).toBe(0);
});
