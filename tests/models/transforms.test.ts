import {describe, expect, test} from "vitest";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {logisticModel} from "../../src/lib/models/logisticRegression.js";
import {modelFromJson} from "../../src/lib/models/modelFromJson.js";
import {applyOneHot, fitOneHot} from "../../src/lib/models/oneHot.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {fitPiecewiseLinear, piecewiseLinear} from "../../src/lib/models/piecewiseLinear.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";
import {applyTransform, pipelineModel, type Transform} from "../../src/lib/models/transforms.js";
import {applyTargetCodes, fitTargetCodes} from "../../src/lib/models/targetEncoding.js";
import {exampleRows} from "../onnx/rows.js";

const matrix = (columns: readonly string[], ...values: number[]) => ({
  rows: values.length / columns.length,
  columns,
  x: Float64Array.from(values)
});

test("standardize: known values only, divisor n, missing to the mean, constant and empty columns to 0", () => {
  const rows = matrix(["a", "b", "c"], 1, 5, NaN, 3, 5, NaN, NaN, 5, NaN, 8, 5, NaN);
  const fitted = fitStandardizer(rows);
  expect(fitted.means).toEqual([4, 5, 0]);
  expect(fitted.deviations).toEqual([expect.closeTo(Math.sqrt(26 / 3), 12), 1, 1]);
  const {x} = standardize(fitted, rows);
  expect(x[0]).toBeCloseTo(-3 / Math.sqrt(26 / 3), 12);
  expect(Array.from(x.subarray(6, 9))).toEqual([0, 0, 0]);
});

test("one-hot: codes of training in order, unseen and missing ones nowhere, other columns in place", () => {
  const fitted = fitOneHot(matrix(["a", "code", "b"], 1, 7, 2, 1, 3, 2, 1, NaN, 2, 1, 7, 2), ["code"]);
  const {columns, x} = applyOneHot(fitted, matrix(["a", "code", "b"], 1, 7, 2, 3, 4, 5, 6, NaN, 8));
  expect(columns).toEqual(["a", "code=3", "code=7", "b"]);
  expect(Array.from(x)).toEqual([1, 0, 1, 2, 3, 0, 0, 5, 6, 0, 0, 8]);
  expect(() => fitOneHot(matrix(["a"], 1), ["b"])).toThrow(/no column b among a/);
});

describe("piecewise-linear", () => {
  const fitted = fitPiecewiseLinear(matrix(["a"], 0, 10, 20, 30, 40, NaN), 4);

  test("cuts at quantiles of what is known", () => {
    expect(fitted.bounds).toEqual([[0, 10, 20, 30, 40]]);
    expect(fitPiecewiseLinear(matrix(["a"], 1, 1, 1, 1, 9), 4).bounds).toEqual([[1, 9]]);
    expect(fitPiecewiseLinear(matrix(["a"], 5, 5), 4).bounds).toEqual([[5, 6]]);
    expect(fitPiecewiseLinear(matrix(["a"], NaN), 4).bounds).toEqual([[0, 1]]);
    expect(() => fitPiecewiseLinear(matrix(["a"], 1), 0)).toThrow(/invalid pieces: 0/);
  });

  test("fills the pieces below a value, and goes on beyond the ends", () => {
    const of = (value: number) => Array.from(piecewiseLinear(fitted, matrix(["a"], value)).x);
    expect(of(25)).toEqual([1, 1, 0.5, 0]);
    expect(of(0)).toEqual([0, 0, 0, 0]);
    expect(of(-5)).toEqual([-0.5, 0, 0, 0]);
    expect(of(60)).toEqual([1, 1, 1, 3]);
    expect(of(NaN)).toEqual([0, 0, 0, 0]);
  });

  test("a linear function of the pieces is any function that is linear between the bounds", () => {
    // heights at the bounds 0, 10, 20, 30, 40: 0, 2, −1, −1, 5
    const slopes = [2, -3, 0, 6];
    const at = (value: number) =>
      Array.from(piecewiseLinear(fitted, matrix(["a"], value)).x).reduce((sum, share, k) => sum + share * slopes[k], 0);
    [0, 2, -1, -1, 5].forEach((height, k) => expect(at(10 * k)).toBeCloseTo(height, 12));
    expect(at(15)).toBeCloseTo(0.5, 12);
  });
});

test("target codes: the mean label drawn to that of all; unseen and missing codes are the mean of all", () => {
  const train = {...matrix(["code", "a"], 1, 9, 1, 9, 2, 9, NaN, 9, 1, 9), y: [1, 0, 1, 1, 1]};
  const {encoded, codes} = fitTargetCodes(train, ["code"], {strength: 2, seed: 1});
  // of four rows with a code three are positive; code 1 has two of three
  const prior = 3 / 4;
  const {x, columns} = applyTargetCodes(codes, matrix(["code", "a"], 1, 5, 2, 5, 3, 5, NaN, 5));
  expect(columns).toEqual(["code", "a"]);
  expect(Array.from(x)).toEqual([(2 + 2 * prior) / 5, 5, (1 + 2 * prior) / 3, 5, prior, 5, prior, 5]);
  expect(encoded.x[2 * 3]).toBe(prior);
  // the one row of code 2 has nobody before it, so that its own label is not in its number
  expect(encoded.x[2 * 2]).toBe(prior);
});

describe("prepared", () => {
  const train = exampleRows(300, 5);

  test("takes the columns of its first step, in their order, and says so", async () => {
    const model = await oneHotEstimator(logisticEstimator(), ["code"]).fit(train, {seed: 1});
    expect(model.columns).toEqual(train.columns);
    const turned = {...train, columns: [...train.columns].reverse()};
    expect(() => model.predict(turned)).toThrow(/column 0 is constant, the model's is count/);
  });

  test("rounds what it is given to 32 bits, and nothing after", () => {
    const step: Transform = {step: "standardize", columns: ["a"], means: [0.1], deviations: [3]};
    const model = pipelineModel(
      [step],
      logisticModel({
        family: "logistic",
        columns: ["a"],
        intercept: 0,
        coefficients: [1],
        standardErrors: [0, 0],
        iterations: 1
      })
    );
    const [chance] = model.predict(matrix(["a"], 0.7));
    expect(chance).toBeCloseTo(1 / (1 + Math.exp(-(Math.fround(0.7) - 0.1) / 3)), 15);
    expect(model.predict(matrix(["a"], 0.7 + 1e-12))).toEqual(model.predict(matrix(["a"], 0.7)));
  });

  test("fits a learner's validation rows as it fits its training rows", async () => {
    const seen: number[] = [];
    const learner = oneHotEstimator(
      {
        ...logisticEstimator(),
        fit: (given, context) => {
          seen.push(given.columns.length, context.validation!.columns.length);
          return logisticEstimator().fit(given, context);
        }
      },
      ["code"]
    );
    await learner.fit(train, {seed: 1, validation: exampleRows(50, 6)});
    expect(seen).toEqual([10, 10]);
  });

  test("a step applied to other columns than its own is refused", () =>
    expect(() =>
      applyTransform({step: "standardize", columns: ["a"], means: [0], deviations: [1]}, matrix(["b"], 1))
    ).toThrow(/column 0 is b, the model's is a/));
});

test.each([[null], [{family: "oracle"}]])("modelFromJson refuses %j", (json) =>
  expect(() => modelFromJson(json)).toThrow(/no model of the family/)
);
