import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {aucInterval} from "../../src/lib/metrics/auc.js";
import {coxSnellFromAuc, maxCoxSnell, positivesForAuc, rileySampleSize} from "../../src/lib/metrics/sampleSize.js";
import {classification, expectClose} from "./vectors.js";

describe("rileySampleSize", () => {
  it("gives the published worked example: 24 parameters at 17.4 %, Cox–Snell R² .288", () => {
    // Riley et al. (2020), and the help of their program pmsampsize: 623, 662 and 221 rows, 4.8 events per parameter.
    const size = rileySampleSize({prevalence: 0.174, parameters: 24, strength: {coxSnell: 0.288}});
    expect(size.needs.map(({rows}) => rows)).toEqual([623, 662, 221]);
    expect(size).toMatchObject({criterion: "optimism", rows: 662});
    expect(size.positivesPerParameter).toBeCloseTo(4.8, 2);
  });
  it("gives 113, 199 and 329 positives for 37 parameters at .015, .81 and 5 %", () => {
    const positives = (prevalence: number) => rileySampleSize({prevalence, parameters: 37}).positives;
    expect([0.00015, 0.0081, 0.05].map(positives)).toEqual([113, 199, 329]);
  });
  it("wants more rows for more parameters, a weaker signal and stricter demands", () => {
    const prevalence = fc.double({min: 1e-5, max: 0.5, noNaN: true});
    fc.assert(
      fc.property(
        prevalence,
        fc.integer({min: 1, max: 500}),
        fc.double({min: 0.02, max: 0.9, noNaN: true}),
        (p, k, nagelkerke) => {
          const base = {prevalence: p, parameters: k, strength: {nagelkerke}};
          const {rows} = rileySampleSize(base);
          expect(rileySampleSize({...base, parameters: k + 1}).rows).toBeGreaterThanOrEqual(rows);
          expect(rileySampleSize({...base, strength: {nagelkerke: nagelkerke / 2}}).rows).toBeGreaterThanOrEqual(rows);
          expect(rileySampleSize({...base, shrinkage: 0.95}).rows).toBeGreaterThanOrEqual(rows);
        }
      )
    );
  });
  it("says what is wrong with its input", () => {
    expect(() => rileySampleSize({prevalence: 0, parameters: 3})).toThrow("invalid prevalence: 0");
    expect(() => rileySampleSize({prevalence: 0.1, parameters: 0})).toThrow("invalid parameters: 0");
    expect(() => rileySampleSize({prevalence: 0.1, parameters: 3, strength: {coxSnell: 0.6}})).toThrow(
      "invalid strength: coxSnell 0.6 at prevalence 0.1"
    );
    expect(() => rileySampleSize({prevalence: 0.1, parameters: 3, strength: {auc: 0.5}})).toThrow("invalid strength");
  });
});

describe("Cox–Snell R²", () => {
  it("equals the definition's and scipy's integral", () => {
    for (const {prevalence, value} of classification.maxCoxSnell) expectClose(maxCoxSnell(prevalence), value);
    for (const {auc, prevalence, value} of classification.coxSnellFromAuc)
      expectClose(coxSnellFromAuc(auc, prevalence), value);
  });
  it("is 0 for a useless predictor and stays below the largest possible", () => {
    expect(coxSnellFromAuc(0.5, 0.1)).toBeCloseTo(0, 12);
    fc.assert(
      fc.property(
        fc.double({min: 0.5, max: 0.99, noNaN: true}),
        fc.double({min: 1e-6, max: 0.99, noNaN: true}),
        (auc, prevalence) => {
          expect(coxSnellFromAuc(auc, prevalence)).toBeLessThan(maxCoxSnell(prevalence));
        }
      )
    );
  });
});

describe("positivesForAuc", () => {
  it("is the smallest number that is enough", () => {
    fc.assert(
      fc.property(
        fc.double({min: 0.51, max: 0.98, noNaN: true}),
        fc.double({min: 0.02, max: 0.3, noNaN: true}),
        fc.integer({min: 1, max: 5000}),
        (auc, halfWidth, negativesPerPositive) => {
          const half = (positives: number) => {
            const {low, high} = aucInterval(auc, positives, positives * negativesPerPositive);
            return (high - low) / 2;
          };
          const positives = positivesForAuc(auc, halfWidth, {negativesPerPositive});
          expect(half(positives)).toBeLessThanOrEqual(halfWidth);
          if (positives > 1) expect(half(positives - 1)).toBeGreaterThan(halfWidth);
        }
      )
    );
  });
  it("wants 15 positives for ± .15 at .7, and the same numbers as aucInterval elsewhere", () => {
    expect(positivesForAuc(0.7, 0.15, {negativesPerPositive: 99})).toBe(15);
  });
  it("says what is wrong with its input", () => {
    expect(() => positivesForAuc(1, 0.1, {negativesPerPositive: 9})).toThrow("invalid auc: 1");
    expect(() => positivesForAuc(0.7, 0, {negativesPerPositive: 9})).toThrow("invalid half width: 0");
    expect(() => positivesForAuc(0.7, 0.1, {negativesPerPositive: 0})).toThrow("invalid negatives per positive: 0");
  });
});
