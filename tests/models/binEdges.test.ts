import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {binEdges, BIN_OPTIONS} from "../../src/lib/models/binEdges.js";

const edges = (values: readonly number[], options = {}) =>
  Array.from(binEdges(Float64Array.from(values), {...BIN_OPTIONS, ...options}));

describe("edges of bins", () => {
  test("few values: one bin each, cut in the middle", () =>
    expect(edges([3, 1, 1, 2, 2, 1, 3, 2, 3])).toEqual([1.5, 2.5]));
  test("a bin holds three rows at least", () => expect(edges([1, 2, 3, 4, 5, 6, 6])).toEqual([3.5]));
  test("one value, no value, missing values: no edge", () => {
    expect(edges([4, 4, 4, 4])).toEqual([]);
    expect(edges([])).toEqual([]);
    expect(edges([NaN, NaN, NaN, 7, 7, 7])).toEqual([]);
  });
  test("two neighbours among 32-bit reals are told apart", () => {
    const [a, b] = [1, 1 + 2 ** -23];
    expect(edges([a, a, a, b, b, b])).toEqual([a]);
    expect(edges([3e38, 3e38, 3e38, -3e38, -3e38, -3e38])).toEqual([0]);
  });
  test("many values: bins of about as many rows each, and a value that fills one has it alone", () => {
    const values = [...Array.from({length: 1000}, () => 500), ...Array.from({length: 1000}, (_, k) => k)];
    const found = edges(values, {bins: 11});
    const rows = [-Infinity, ...found].map(
      (from, k) => values.filter((v) => v > from && v <= (found[k] ?? Infinity)).length
    );
    expect(rows.length).toBe(11);
    expect(rows.filter((n) => n === 1001)).toEqual([1001]);
    for (const n of rows) if (n !== 1001) expect(Math.abs(n - 100)).toBeLessThan(10);
  });
  test("a sample of a long column has nearly the quantiles of all of it", () => {
    const values = Array.from({length: 50_000}, (_, k) => (k * 7919) % 50_000);
    edges(values, {bins: 10, sample: 5000}).forEach((edge, k) =>
      expect(Math.abs(edge / 5000 - (k + 1))).toBeLessThan(0.2)
    );
  });
});

describe("at percentiles", () => {
  /** As NumPy's averaged_inverted_cdf has them: the value up to which a share of the rows goes. */
  const slow = (values: readonly number[], bins: number) => {
    const sorted = [...values].sort((a, b) => a - b);
    return Array.from({length: bins - 1}, (_, k) => {
      const rows = (sorted.length * (k + 1)) / bins;
      return Number.isInteger(rows) ? (sorted[rows - 1] + sorted[rows]) / 2 : sorted[Math.ceil(rows) - 1];
    });
  };

  test("few values: one bin each, however few rows", () =>
    expect(edges([1, 2, 3, 4, 5, 6, 6], {edges: "percentiles"})).toEqual([1.5, 2.5, 3.5, 4.5, 5.5]));
  test("many values: rows are parted as by every percentile", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: -60, max: 60}), {minLength: 30, maxLength: 400}),
        fc.integer({min: 2, max: 12}),
        (values, bins) => {
          fc.pre(new Set(values).size > bins);
          const parts = (cuts: readonly number[]) =>
            new Set(cuts.map((cut) => values.filter((value) => value <= cut).length).filter((n) => n < values.length));
          expect(parts(edges(values, {edges: "percentiles", bins}))).toEqual(parts(slow(values, bins)));
        }
      ),
      {numRuns: 300, seed: 1}
    ));
});

test("edges ascend, part values that occur, are 32-bit reals, and are as few as asked", () => {
  const value = fc.oneof(
    fc.integer({min: -5, max: 5}),
    fc.float({noNaN: true, noDefaultInfinity: true}),
    fc.constant(NaN)
  );
  fc.assert(
    fc.property(
      fc.array(value, {maxLength: 400}),
      fc.integer({min: 2, max: 255}),
      fc.boolean(),
      (values, bins, way) => {
        const found = edges(values, {bins, edges: way ? "filled" : "percentiles"});
        expect(found.length).toBeLessThan(bins);
        found.forEach((edge, k) => {
          expect(Math.fround(edge)).toBe(edge);
          if (k > 0) expect(edge).toBeGreaterThan(found[k - 1]);
          expect(values.some((v) => v <= edge && (k === 0 || v > found[k - 1]))).toBe(true);
        });
        if (found.length > 0) expect(values.some((v) => v > found[found.length - 1])).toBe(true);
      }
    ),
    {numRuns: 300, seed: 1}
  );
});
