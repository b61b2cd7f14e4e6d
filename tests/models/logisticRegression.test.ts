import {describe, expect, test} from "vitest";
import {cholesky, invertCholesky, solveCholesky} from "../../src/lib/models/cholesky.js";
import {fitLogistic, logisticModel} from "../../src/lib/models/logisticRegression.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";
import {generatedRows, without} from "./generatedRows.js";

const made = without(generatedRows(500, 3), ["code", "gap0", "gap1"]);
const single = (x: readonly number[], y: readonly number[], weights?: readonly number[]): TrainingSet => ({
  rows: x.length,
  columns: ["a"],
  x: Float64Array.from(x),
  y,
  ...(weights === undefined ? {} : {weights})
});
const logit = (p: number) => Math.log(p / (1 - p));

describe("logistic regression", () => {
  test("of two groups has the logarithms of their odds", () => {
    // 1 of 4 at 0, 3 of 5 at 1
    const x = [0, 0, 0, 0, 1, 1, 1, 1, 1];
    const y = [1, 0, 0, 0, 1, 1, 1, 0, 0];
    const {intercept, coefficients, standardErrors} = fitLogistic(single(x, y), {l2: 0});
    expect(intercept).toBeCloseTo(logit(1 / 4), 9);
    expect(coefficients[0]).toBeCloseTo(logit(3 / 5) - logit(1 / 4), 9);
    // Woolf's formula
    expect(standardErrors[1]).toBeCloseTo(Math.sqrt(1 + 1 / 3 + 1 / 3 + 1 / 2), 9);
  });

  test("with Firth's penalty, of two groups: half a row more in each cell", () => {
    const x = [0, 0, 0, 0, 1, 1, 1, 1, 1];
    const y = [0, 0, 0, 0, 1, 1, 1, 1, 1];
    const {intercept, coefficients} = fitLogistic(single(x, y), {penalty: "firth"});
    expect(intercept).toBeCloseTo(Math.log(0.5 / 4.5), 7);
    expect(coefficients[0]).toBeCloseTo(Math.log(5.5 / 0.5) - Math.log(0.5 / 4.5), 7);
  });

  test("at its solution, the gradient of the penalised loss is 0", () => {
    const {intercept, coefficients} = fitLogistic(made, {l2: 3});
    const width = made.columns.length;
    const errors = Array.from(made.y, (label, row) => {
      let score = intercept;
      for (let f = 0; f < width; f++) score += coefficients[f] * made.x[row * width + f];
      return 1 / (1 + Math.exp(-score)) - label;
    });
    expect(Math.abs(errors.reduce((a, b) => a + b))).toBeLessThan(1e-6);
    coefficients.forEach((b, f) => {
      const slope = errors.reduce((sum, error, row) => sum + error * made.x[row * width + f], 0) + 3 * b;
      expect(Math.abs(slope)).toBeLessThan(1e-6);
    });
  });

  test.each([
    // full steps change the sign of the gradient, 451 and 160 of them
    [
      [0, 6, 0, 0, 0, 6, 8, 0, 0, 0, 0, 6, 10, 0, 3, 0, 1, 0],
      [0, 0, 0, 0, 0, 1]
    ],
    [
      [0, 1, 5, 0, 0, 7, 0, 0, 0, 0, 0, 0, 9, 0, 4, 0],
      [0, 0, 1, 0, 0, 0, 0, 0]
    ],
    // each full step is nearly as long as the one before, for more than two hundred of them
    [
      [0, 3, 0, 7, 0, 1, 41, 9, 52, 0, 0, 0, 39, 9, 0, 0, 75, 0, 0, 0, 0, 0, 0, 1, 0, 4],
      [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    ]
  ])("with Firth's penalty settles in 100 steps where full ones hardly come near, at its solution", (values, y) => {
    const width = values.length / y.length;
    const train = {
      rows: y.length,
      columns: Array.from({length: width}, (_, f) => `c${f}`),
      x: Float64Array.from(values),
      y
    };
    const {intercept, coefficients} = fitLogistic(train, {penalty: "firth", iterations: 100});
    /** The log-likelihood plus half the logarithm of the information's determinant, written out. */
    const penalised = (beta: readonly number[]): number => {
      const information = beta.map(() => beta.map(() => 0));
      let sum = 0;
      y.forEach((label, row) => {
        const own = [1, ...values.slice(row * width, (row + 1) * width)];
        const p = 1 / (1 + Math.exp(-own.reduce((score, value, f) => score + value * beta[f], 0)));
        sum += Math.log(label === 1 ? p : 1 - p);
        own.forEach((a, i) => own.forEach((b, j) => (information[i][j] += p * (1 - p) * a * b)));
      });
      return sum + Math.log(determinant(information)) / 2;
    };
    const found = [intercept, ...coefficients];
    found.forEach((_, f) => {
      const moved = (by: number) => penalised(found.map((value, g) => (g === f ? value + by : value)));
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(0, 6);
      expect(moved(0)).toBeGreaterThan(Math.max(moved(0.1), moved(-0.1)));
    });
  });

  test("of many rows, whose first steps see a share of them, is that of fewer with weights", () => {
    // so sorted that some blocks of rows hold nothing but a zero in the last column
    const times = 40;
    const rows = made.rows * times;
    const at = Array.from({length: rows}, (_, row) => Math.floor(row / times));
    const extra = (row: number) => (row > 450 ? 1 : 0);
    const widened = (of: readonly number[]) => ({
      rows: of.length,
      columns: [...made.columns, "late"],
      x: Float64Array.from(
        of.flatMap((row) => [
          ...made.x.subarray(row * made.columns.length, (row + 1) * made.columns.length),
          extra(row)
        ])
      ),
      y: Float64Array.from(of, (row) => made.y[row])
    });
    const plain = Array.from({length: made.rows}, (_, row) => row);
    for (const l2 of [0, 1]) {
      const many = fitLogistic(widened(at), {l2});
      const few = fitLogistic({...widened(plain), weights: plain.map(() => times)}, {l2});
      expect(Math.abs(many.intercept - few.intercept)).toBeLessThan(1e-8);
      many.coefficients.forEach((b, f) => expect(Math.abs(b - few.coefficients[f])).toBeLessThan(1e-8));
      many.standardErrors.forEach((e, f) => expect(Math.abs(e - few.standardErrors[f])).toBeLessThan(1e-8));
    }
  });

  test("weights are rows repeated, scalePosWeight is positives repeated", () => {
    const x = [0, 1, 2, 3, 4, 5];
    const y = [0, 1, 0, 1, 0, 1];
    const times = [1, 2, 3, 1, 2, 3];
    const repeat = (n: readonly number[]) =>
      single(
        x.flatMap((v, k) => Array<number>(n[k]).fill(v)),
        y.flatMap((v, k) => Array<number>(n[k]).fill(v))
      );
    for (const penalty of ["ridge", "firth"] as const) {
      const weighed = fitLogistic(single(x, y, times), {penalty});
      const plain = fitLogistic(repeat(times), {penalty});
      expect(weighed.coefficients[0]).toBeCloseTo(plain.coefficients[0], 7);
      expect(weighed.standardErrors[1]).toBeCloseTo(plain.standardErrors[1], 7);
      const positives = fitLogistic(single(x, y), {penalty, scalePosWeight: 4});
      const fours = fitLogistic(repeat(y.map((label) => (label === 1 ? 4 : 1))), {penalty});
      expect(positives.coefficients[0]).toBeCloseTo(fours.coefficients[0], 7);
    }
  });

  test("with a standardizer is that of standardized rows", () => {
    const train = {...made, x: made.x.map((value, at) => (at % 13 === 4 ? NaN : 100 * value - 3))};
    const standardizer = fitStandardizer(train);
    for (const penalty of ["ridge", "firth"] as const) {
      const found = fitLogistic(train, {penalty}, {standardizer});
      const expected = fitLogistic({...train, ...standardize(standardizer, train)}, {penalty});
      expect(found.intercept).toBeCloseTo(expected.intercept, 9);
      found.coefficients.forEach((value, f) => expect(value).toBeCloseTo(expected.coefficients[f], 9));
      found.standardErrors.forEach((value, f) => expect(value).toBeCloseTo(expected.standardErrors[f], 9));
    }
  });

  test("comes back from JSON", () => {
    const model = fitLogistic(made);
    const back = logisticModel(JSON.parse(JSON.stringify(model)));
    expect(back.predict(made)).toEqual(model.predict(made));
    expect(back.toJSON()).toEqual(model.toJSON());
  });

  test("has no answer without a penalty where classes can be told apart, all or some, and says so", () => {
    const complete = single([1, 2, 3, 4], [0, 0, 1, 1]);
    const partly = single([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 0, 1]);
    for (const train of [complete, partly]) {
      expect(() => fitLogistic(train, {l2: 0})).toThrow("a linear rule can tell the classes apart; give a penalty");
      expect(fitLogistic(train, {l2: 1}).coefficients[0]).toBeGreaterThan(0);
      expect(fitLogistic(train, {penalty: "firth"}).coefficients[0]).toBeGreaterThan(0);
    }
  });

  test("refuses missing and infinite values, at the fit and after it", () => {
    for (const penalty of ["ridge", "firth"] as const)
      expect(() => fitLogistic(single([1, NaN, 3], [0, 1, 0]), {penalty})).toThrow(
        "a is missing in row 1; fill missing values first"
      );
    const model = fitLogistic(single([1, 2, 3], [0, 1, 0]));
    for (const v of [NaN, Infinity, -Infinity])
      expect(() => model.predict({rows: 1, columns: ["a"], x: Float64Array.of(v)})).toThrow(
        /row 0 has a value that is missing/
      );
  });

  test("refuses columns that depend on one another where no penalty tells them apart", () => {
    const twice = {
      ...single([1, 2, 3, 4], [0, 1, 0, 1]),
      columns: ["a", "b"],
      x: Float64Array.of(1, 2, 2, 4, 3, 6, 4, 8)
    };
    for (const options of [{l2: 0}, {penalty: "firth"}] as const)
      expect(() => fitLogistic(twice, options)).toThrow(/some columns depend on others/);
    expect(fitLogistic(twice).coefficients.length).toBe(2);
  });

  test.each([{l2: -1}, {l2: NaN}, {scalePosWeight: 0}])("%o is refused", (options) =>
    expect(() => fitLogistic(made, options)).toThrow(/give a number/)
  );
});

/** By the first row's minors. */
function determinant(a: readonly (readonly number[])[]): number {
  if (a.length === 0) return 1;
  return a[0].reduce((sum, value, j) => {
    const minor = a.slice(1).map((row) => row.filter((_, k) => k !== j));
    return sum + (j % 2 === 0 ? value : -value) * determinant(minor);
  }, 0);
}

describe("Cholesky's decomposition", () => {
  // L = [[2], [1, 3], [-1, 0, 1]]
  const a = Float64Array.of(4, 2, -2, 2, 10, -1, -2, -1, 2);
  test("has the triangle whose square it is", () =>
    expect(Array.from(cholesky(a, 3)!)).toEqual([2, 0, 0, 1, 3, 0, -1, 0, 1]));
  test("solves and inverts", () => {
    const l = cholesky(a, 3)!;
    expect(Array.from(solveCholesky(l, Float64Array.of(4, 11, -1)), (v) => Math.round(v * 1e9) / 1e9)).toEqual([
      1,
      1,
      0.5 + 0.5
    ]);
    const inverse = invertCholesky(l, 3);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += a[i * 3 + k] * inverse[k * 3 + j];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
      }
  });
  test("is null for what is not positive definite", () => {
    expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
    expect(cholesky(Float64Array.of(-1), 1)).toBeNull();
  });
});
