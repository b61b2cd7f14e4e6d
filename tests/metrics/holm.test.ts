import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {holm} from "../../src/lib/metrics/comparisons.js";

describe("holm", () => {
  it("is R's p.adjust on an example", () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });
  it("keeps the order, never lowers a p and never passes Bonferroni", () => {
    fc.assert(
      fc.property(fc.array(fc.double({min: 0, max: 1, noNaN: true}), {minLength: 1, maxLength: 20}), (ps) => {
        const corrected = holm(ps);
        ps.forEach((p, i) => {
          expect(corrected[i]).toBeGreaterThanOrEqual(p);
          expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, ps.length * p) + 1e-15);
          ps.forEach((q, j) => {
            if (p < q) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]);
          });
        });
      })
    );
  });
  it("refuses what is no p", () => expect(() => holm([0.5, NaN])).toThrow("invalid p: NaN"));
});
