import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {RowProducts} from "../../src/lib/models/rowProducts.js";

/** Rows with some zeros, and weights, some of them 0. */
function example(rows: number, width: number) {
  const source = random(3, rows, width);
  const x = Float64Array.from({length: rows * width}, () => (source.uniform() < 0.4 ? 0 : source.uniform() * 4 - 2));
  const weights = Float64Array.from({length: rows}, () => (source.uniform() < 0.2 ? 0 : source.uniform()));
  const matrix = {rows, columns: Array.from({length: width}, (_, f) => `c${f}`), x};
  const full = Array.from({length: rows}, (_, row) => [1, ...x.subarray(row * width, (row + 1) * width)]);
  return {matrix, weights, full};
}

describe.each([
  [1, 1],
  [3, 4],
  [256, 3],
  [700, 6],
  [1025, 1]
])("%i rows of %i columns", (rows, width) => {
  const {matrix, weights, full} = example(rows, width);
  const n = width + 1;
  const products = new RowProducts(matrix);

  test("weighted products, again and again", () => {
    for (const scale of [1, 2, 1]) {
      const found = products.weighted(weights.map((w) => scale * w));
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const expected = full.reduce((sum, v, row) => sum + scale * weights[row] * v[i] * v[j], 0);
          expect(found[i * n + j]).toBeCloseTo(expected, 9);
        }
    }
  });

  test("quadratic forms", () => {
    const source = random(9, n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = source.uniform() - 0.5;
    products.quadratics(a).forEach((found, row) => {
      const v = full[row];
      let expected = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expected += v[i] * a[i * n + j] * v[j];
      expect(found).toBeCloseTo(expected, 9);
    });
  });

  test("the same from 32-bit reals", () => {
    const rounded = {...matrix, x: Float32Array.from(matrix.x)};
    const back = {...matrix, x: Float64Array.from(rounded.x)};
    expect(new RowProducts(rounded).weighted(weights)).toEqual(new RowProducts(back).weighted(weights));
  });
});
