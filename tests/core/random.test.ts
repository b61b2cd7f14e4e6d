import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {permutation, pick, pickFromSums, random} from "../../src/lib/core/random.js";

describe("random", () => {
  test("gives the sequence of sfc32", () => {
    // A second implementation over BigInt, whose words wrap by masking.
    const source = random(7, 3);
    const expected = reference([7, 3]);
    expect(Array.from({length: 100}, () => source.uint32())).toEqual(Array.from({length: 100}, expected));
  });
  test("differs between seeds and between streams", () => {
    const first = (path: number[]): number[] => {
      const source = random(...path);
      return [source.uint32(), source.uint32()];
    };
    const paths = [[1], [2], [1, 0], [1, 1], [0, 1], [1, 1, 1], [4294967297]];
    expect(new Set(paths.map((p) => String(first(p)))).size).toBe(paths.length);
  });
  test("is uniform: χ² of 64 bins over 64,000 draws below its 99.9 % quantile", () => {
    const source = random(11);
    const bins = new Float64Array(64);
    for (let i = 0; i < 64_000; i++) bins[Math.floor(source.uniform() * 64)]++;
    expect(bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(103.4);
  });
  test("below(n) stays below n and refuses nonsense", () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 2 ** 32}), fc.integer(), (n, seed) => {
        const draw = random(seed).below(n);
        return Number.isInteger(draw) && draw >= 0 && draw < n;
      })
    );
    for (const n of [0, -1, 1.5, NaN, 2 ** 33]) expect(() => random(1).below(n)).toThrow(RangeError);
    expect(() => random(0.5)).toThrow("seeds are whole numbers");
  });
});

describe("drawing by weight", () => {
  test("pick never takes a weight of zero, and takes others in proportion", () => {
    const source = random(5);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[pick([0, 1, 3, 0], source)]++;
    expect(counts[0] + counts[3]).toBe(0);
    expect(Math.abs(counts[2] / 40_000 - 0.75)).toBeLessThan(0.01);
    expect(() => pick([0, 0], source)).toThrow("positive sum");
  });
  test("pickFromSums agrees with a scan of the same sums", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 9}), {minLength: 1, maxLength: 30}), fc.nat(), (weights, seed) => {
        if (!weights.some((w) => w > 0)) return;
        let sum = 0;
        const sums = Float64Array.from(weights, (w) => (sum += w));
        const target = random(seed).uniform() * sum;
        expect(pickFromSums(sums, 0, sums.length, random(seed))).toBe(sums.findIndex((s) => s > target));
      })
    );
  });
  test("a permutation holds every index once", () => {
    expect(Array.from(permutation(50, random(2))).sort((a, b) => a - b)).toEqual(Array.from({length: 50}, (_, i) => i));
  });
});

function reference(path: number[]): () => number {
  const M = 0xffffffffn;
  const mix = (h: bigint): bigint => {
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & M;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & M;
    return h ^ (h >> 16n);
  };
  const state = [1n, 2n, 3n].map((lane) => {
    let h = mix((0x9e3779b9n * lane) & M);
    for (const part of path) h = mix((mix(h ^ BigInt(part)) + 0x6d2b79f5n) & M);
    return h;
  });
  let [a, b, c] = state;
  let d = 1n;
  const next = (): number => {
    const t = (a + b + d) & M;
    d = (d + 1n) & M;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & M;
    c = (((c << 21n) | (c >> 11n)) & M) + t;
    c &= M;
    return Number(t);
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
