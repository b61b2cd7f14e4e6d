import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {explainLime, limeRegression, limeStability, perturbRows} from "../../src/lib/explain/lime.js";
import type {Predict} from "../../src/lib/explain/shapley.js";
import type {Matrix} from "../../src/lib/models/matrix.js";

interface Case {
  readonly features: number;
  readonly kernelWidth: number | null;
  readonly same: string;
  readonly predictions: readonly number[];
  readonly intercept: number;
  readonly columns: readonly number[];
  readonly weights: readonly number[];
  readonly r2: number;
  readonly local: number;
}

const {width, cases} = JSON.parse(readFileSync(new URL("../vectors/limeTabular.json", import.meta.url), "utf8")) as {
  width: number;
  cases: readonly Case[];
};

test.each(cases)("of the same rows, $features columns are those of the package lime", (of) => {
  const same = Uint8Array.from(of.same, Number);
  const found = limeRegression(same, of.predictions, width, {...of, ridge: 1});
  expect(found.columns).toEqual(of.columns);
  found.weights.forEach((weight, i) => expect(weight).toBeCloseTo(of.weights[i], 9));
  expect(found.intercept).toBeCloseTo(of.intercept, 9);
  expect(found.r2).toBeCloseTo(of.r2, 9);
  expect(found.local).toBeCloseTo(of.local, 9);
});

const source = random(2);
const columns = ["a", "b", "c", "d"];
const train: Matrix = {
  rows: 400,
  columns,
  // the third is missing in a fifth of the rows, the fourth never differs
  x: Float64Array.from({length: 1600}, (_, i) =>
    i % 4 === 3 ? 7 : i % 4 === 2 && i % 5 === 0 ? NaN : source.uniform()
  )
};

describe("perturbed rows", () => {
  const {matrix, same} = perturbRows(train, [0.9, 0.1, NaN, 7], {samples: 4000, seed: 3});

  test("begin with the row itself", () => {
    expect(Array.from(matrix.x.subarray(0, 4))).toEqual([0.9, 0.1, NaN, 7]);
    expect(Array.from(same.subarray(0, 4))).toEqual([1, 1, 1, 1]);
  });

  test("have each quarter by its share, a missing value as one of its own", () => {
    const share = (f: number) => {
      let sum = 0;
      for (let row = 1; row < 4000; row++) sum += same[row * 4 + f];
      return sum / 3999;
    };
    // ± 4 standard errors
    expect(Math.abs(share(0) - 0.25)).toBeLessThan(0.028);
    expect(Math.abs(share(1) - 0.25)).toBeLessThan(0.028);
    expect(Math.abs(share(2) - 0.2)).toBeLessThan(0.026);
    expect(share(3)).toBe(1);
  });

  test("say where they are the same by the values themselves", () => {
    const cut = 0.75;
    const high = Array.from({length: 4000}, (_, row) => matrix.x[row * 4] > cut).filter(
      (one, row) => one !== (same[row * 4] === 1)
    );
    // the quartile of 400 values is near .75, not there
    expect(high.length / 4000).toBeLessThan(0.05);
    for (let row = 0; row < 4000; row++) expect(Number.isNaN(matrix.x[row * 4 + 2])).toBe(same[row * 4 + 2] === 1);
  });
});

const model: Predict = ({rows, x}) =>
  Float64Array.from(
    {length: rows},
    (_, row) => (x[row * 4] > 0.8 ? 0.6 : 0) + (Number.isNaN(x[row * 4 + 2]) ? 0.3 : 0)
  );

test("what moves the model is found, what does not gets nothing", async () => {
  const {columns: found, weights, predicted, r2} = await explainLime(model, train, [0.9, 0.1, NaN, 7], {features: 4});
  expect(found.slice(0, 2)).toEqual([0, 2]);
  // of the rows in the highest quarter a fifth is not above .8
  expect(weights[0]).toBeGreaterThan(0.4);
  expect(weights[1]).toBeCloseTo(0.3, 2);
  expect(Math.abs(weights[2])).toBeLessThan(0.02);
  expect(weights[3]).toBeCloseTo(0, 12);
  expect(predicted).toBeCloseTo(0.9, 12);
  expect(r2).toBeGreaterThan(0.7);
});

test("few rows make an explanation unsteady, many do not", async () => {
  const seeds = Array.from({length: 20}, (_, i) => i);
  const of = (samples: number) => limeStability(model, train, [0.9, 0.1, NaN, 7], seeds, {features: 2, samples});
  const few = await of(20);
  const many = await of(2000);
  expect(many.agreement).toBe(1);
  expect(few.agreement).toBeLessThan(1);
  expect(many.columns[0].standardDeviation).toBeLessThan(few.columns[0].standardDeviation / 3);
  expect(many.columns[3]).toEqual({chosen: 0, mean: 0, standardDeviation: 0});
});

test("bad options are refused", async () => {
  const row = [0, 0, 0, 0];
  await expect(explainLime(model, train, row, {features: 0})).rejects.toThrow(
    "features: 0; give a whole number from 1 to 1000"
  );
  await expect(explainLime(model, train, row, {samples: 1})).rejects.toThrow(
    "samples: 1; give a whole number from 2 to 1000000"
  );
  await expect(explainLime(model, train, row, {kernelWidth: 0})).rejects.toThrow("kernelWidth: 0; give one above 0");
  await expect(explainLime(model, train, row, {ridge: -1})).rejects.toThrow("ridge: -1; give one of 0 or more");
  await expect(explainLime(model, train, [1])).rejects.toThrow("1 values for 4 columns");
  await expect(explainLime(model, {...train, rows: 0}, row)).rejects.toThrow("there are no training rows");
  await expect(limeStability(model, train, row, [1])).rejects.toThrow("1 seeds; give two or more");
});
