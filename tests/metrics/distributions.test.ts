import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  betaQuantile,
  hypergeometric,
  hypergeometricAtMost,
  incompleteBeta,
  logChoose,
  logGamma,
  normalCdf,
  normalQuantile
} from "../../src/lib/metrics/distributions.js";
import {expectClose, vectors} from "./vectors.js";

describe("against scipy", () => {
  it("normalQuantile", () => {
    for (const {p, z} of vectors.normalQuantile) expectClose(normalQuantile(p), z, 1e-12);
  });
  it("normalCdf, far into the lower tail", () => {
    for (const {z, p} of vectors.normalCdf) expectClose(normalCdf(z), p, 1e-11);
  });
  it("logGamma", () => {
    for (const {x, value} of vectors.logGamma) expectClose(logGamma(x), value, 1e-12);
  });
  it("incompleteBeta", () => {
    for (const {x, a, b, value} of vectors.incompleteBeta) expectClose(incompleteBeta(x, a, b), value, 1e-9);
  });
  it("betaQuantile", () => {
    for (const {p, a, b, value} of vectors.betaQuantile) expectClose(betaQuantile(p, a, b), value, 1e-10);
  });
  it("hypergeometric", () => {
    for (const {k, population, hits, draws, exactly, atMost} of vectors.hypergeometric) {
      expectClose(hypergeometric(k, {population, hits, draws}), exactly, 1e-9);
      expectClose(hypergeometricAtMost(k, {population, hits, draws}), atMost, 1e-9);
    }
  });
});

describe("properties", () => {
  const probability = fc.double({min: 1e-12, max: 1 - 1e-12, noNaN: true});

  it("quantile and distribution function undo each other", () => {
    fc.assert(fc.property(probability, (p) => expectClose(normalCdf(normalQuantile(p)), p, 1e-9)));
  });
  it("the incomplete beta function mirrors", () => {
    const x = fc.double({min: 0.01, max: 0.99, noNaN: true});
    const shape = fc.double({min: 0.2, max: 200, noNaN: true});
    fc.assert(
      fc.property(x, shape, shape, (x, a, b) => {
        expect(Math.abs(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a) - 1)).toBeLessThan(1e-9);
      })
    );
  });
  it("hypergeometric probabilities sum to one, and to zero beyond what can happen", () => {
    const draw = fc.record({population: fc.integer({min: 1, max: 60}), a: fc.nat(60), b: fc.nat(60)});
    fc.assert(
      fc.property(draw, ({population, a, b}) => {
        const of = {population, hits: Math.min(a, population), draws: Math.min(b, population)};
        expectClose(hypergeometricAtMost(of.hits, of), 1, 1e-9);
        expect(hypergeometric(of.hits + 1, of)).toBe(0);
      })
    );
  });
  it("choosing is symmetric, and Pascal's rule holds", () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 200}), fc.nat(200), (n, k) => {
        fc.pre(k <= n);
        expectClose(Math.exp(logChoose(n, k)), Math.exp(logChoose(n, n - k)));
        expectClose(Math.exp(logChoose(n + 1, k)), Math.exp(logChoose(n, k)) + Math.exp(logChoose(n, k - 1)));
      })
    );
  });
});

it("shows the value that is wrong", () => {
  expect(() => normalQuantile(1.5)).toThrow("invalid probability: 1.5");
  expect(() => normalQuantile(NaN)).toThrow("NaN");
  expect(() => normalCdf(NaN)).toThrow("NaN");
  expect(() => logGamma(0)).toThrow("0");
  expect(() => logChoose(3, 0.5)).toThrow("invalid k: 0.5");
  expect(() => incompleteBeta(2, 1, 1)).toThrow("invalid x: 2");
  expect(() => incompleteBeta(0.5, 0, 1)).toThrow("invalid shape a: 0");
  expect(() => betaQuantile(-1, 1, 1)).toThrow("-1");
  expect(() => hypergeometric(0, {population: 5, hits: 6, draws: 1})).toThrow("6 hits in a population of 5");
  expect(normalQuantile(0)).toBe(-Infinity);
  expect(normalQuantile(1)).toBe(Infinity);
});
