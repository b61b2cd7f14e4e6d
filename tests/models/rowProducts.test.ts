import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {RowProducts} from "../../src/lib/models/rowProducts.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";

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
  [300, 7],
  [258, 8],
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

  test("with a standardizer they are those of standardized rows, missing values among them", () => {
    const x = matrix.x.map((value, at) => (at % 11 === 5 ? NaN : 1e3 * value + 7e4));
    const standardizer = fitStandardizer({...matrix, x});
    const apart = new RowProducts({...matrix, x}, standardizer);
    const made = new RowProducts(standardize(standardizer, {...matrix, x}));
    const labels = Float64Array.from(weights, (_, row) => row % 2);
    const beta = Float64Array.from({length: n}, (_, i) => 0.3 * i - 0.4);
    const square = Float64Array.from({length: n * n}, (_, at) => 1 + Math.abs((at % n) - Math.floor(at / n)));
    const all = (of: RowProducts) => {
      const {loss, gradient, probabilities, curvatures} = of.logLoss(beta, labels, weights);
      const products = of.weighted(weights);
      return [
        loss,
        ...[gradient, probabilities, curvatures, of.sum(weights), of.quadratics(square)].flatMap((values) => [
          ...values
        ]),
        ...full[0].flatMap((_, i) => Array.from(products.subarray(i * n, i * n + i + 1)))
      ];
    };
    const expected = all(made);
    all(apart).forEach((found, at) => expect(found).toBeCloseTo(expected[at], 8));
  });

  test("weighted sums, whatever was worked out before", () => {
    products.quadratics(new Float64Array(n * n).fill(1));
    for (const scale of [1, 3])
      products.sum(weights.map((w) => scale * w)).forEach((found, i) =>
        expect(found).toBeCloseTo(
          full.reduce((sum, v, row) => sum + scale * weights[row] * v[i], 0),
          9
        )
      );
  });

  test("log loss, its gradient and curvatures", () => {
    const source = random(11, n);
    const labels = Float64Array.from(full, () => (source.uniform() < 0.3 ? 1 : 0));
    // small scores, large ones, and those beyond which an exponential is 0
    for (const scale of [0.5, 30, 1e4]) {
      const beta = Float64Array.from({length: n}, () => scale * (source.uniform() - 0.5));
      const expected = full.map((v, row) => {
        const score = v.reduce((sum, value, i) => sum + value * beta[i], 0);
        const chance = 1 / (1 + Math.exp(-score));
        const odds = Math.exp(-Math.abs(score));
        return {
          chance,
          curvature: (weights[row] * odds) / (1 + odds) ** 2,
          loss: weights[row] * (Math.max(score, 0) - score * labels[row] + Math.log1p(odds)),
          slope: weights[row] * (chance - labels[row])
        };
      });
      const found = products.logLoss(beta, labels, weights);
      const loss = expected.reduce((sum, row) => sum + row.loss, 0);
      expect(Math.abs(found.loss - loss)).toBeLessThan(1e-12 * Math.max(1, loss));
      expect(found.gradient.length).toBe(n);
      found.gradient.forEach((slope, i) =>
        expect(slope).toBeCloseTo(
          expected.reduce((sum, row, k) => sum + row.slope * full[k][i], 0),
          9
        )
      );
      expect(found.probabilities.length).toBe(rows);
      found.probabilities.forEach((chance, row) => expect(chance).toBeCloseTo(expected[row].chance, 12));
      found.curvatures.forEach((w, row) => expect(w).toBeCloseTo(expected[row].curvature, 12));
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

test("an estimate from some blocks has the weight of all, and is that of all where blocks are alike", () => {
  const {matrix, weights} = example(256, 5);
  const alike = {
    ...matrix,
    rows: 1280,
    x: Float64Array.from({length: 5 * matrix.x.length}, (_, k) => matrix.x[k % matrix.x.length])
  };
  const all = Float64Array.from({length: 1280}, (_, row) => weights[row % 256]);
  const products = new RowProducts(alike);
  const whole = products.weighted(all);
  products.weighted(all, 4).forEach((found, k) => expect(found).toBeCloseTo(whole[k], 9));
});
