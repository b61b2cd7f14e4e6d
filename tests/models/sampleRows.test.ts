import fc from "fast-check";
import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {sampleColumns, sampleRows} from "../../src/lib/models/sampleRows.js";

test("rows are drawn once each, ascending, as many as asked", () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 300}), fc.double({min: 1e-6, max: 1, noNaN: true}), (rows, share) => {
      const index = new Uint32Array(rows);
      const n = sampleRows(rows, share, random(1, rows), index);
      expect(n).toBe(Math.max(1, Math.round(share * rows)));
      for (let k = 0; k < n; k++) {
        expect(index[k]).toBeLessThan(rows);
        if (k > 0) expect(index[k]).toBeGreaterThan(index[k - 1]);
      }
    }),
    {numRuns: 200, seed: 1}
  );
});

test("each pair of rows is drawn about as often as any other", () => {
  const times = new Map<string, number>();
  const index = new Uint32Array(5);
  for (let k = 0; k < 20_000; k++) {
    sampleRows(5, 0.4, random(7, k), index);
    const pair = `${index[0]},${index[1]}`;
    times.set(pair, (times.get(pair) ?? 0) + 1);
  }
  // chi-square with 9 degrees of freedom: 27.9 is passed once in a thousand times
  const chiSquare = [...times.values()].reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
  expect(times.size).toBe(10);
  expect(chiSquare).toBeLessThan(27.9);
});

test("columns are drawn once each, one at least", () => {
  expect(sampleColumns(5, 1, random(1))).toEqual([0, 1, 2, 3, 4]);
  expect(sampleColumns(5, 1e-6, random(1)).length).toBe(1);
  const seen = new Set(Array.from({length: 200}, (_, k) => sampleColumns(6, 0.5, random(k))).flat());
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
