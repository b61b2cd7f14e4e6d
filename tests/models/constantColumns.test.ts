import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {constantColumns} from "../../src/lib/models/constantColumn.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {layersPerceptronEstimator} from "../../src/lib/models/neural/layersPerceptron.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {fitPiecewiseLinear} from "../../src/lib/models/piecewiseLinear.js";
import {piecewiseEstimator} from "../../src/lib/models/piecewiseEstimator.js";
import {fitStandardizer} from "../../src/lib/models/standardize.js";

beforeAll(openTfjs);

/** The next 64-bit real after 0.1. */
const BESIDE = 0.1 + 2 ** -56;
/** A real whose neighbours of 64 bits are rounded to different reals of 32 bits. */
const BETWEEN = (Math.fround(0.1) + Math.fround(0.1) + 2 ** -27) / 2;

const NOISE: readonly (readonly [string, (row: number) => number])[] = [
  ["0.1 throughout", () => 0.1],
  ["0.1 and the real beside it", (row) => (row % 3 === 0 ? BESIDE : 0.1)],
  ["neighbours that 32 bits tell apart", (row) => BETWEEN + (row % 3 === 0 ? 2 ** -56 : -(2 ** -56))],
  ["a large number and the real beside it", (row) => (row % 3 === 0 ? 1e15 + 0.125 : 1e15)],
  ["sums of tenths in two orders", (row) => (row % 2 === 0 ? 0.1 + 0.2 + 0.3 : 0.3 + 0.2 + 0.1)]
];

/** Rows of a column that goes with the label, and one more. */
function rowsOf(rows: number, value: (row: number) => number): TrainingSet {
  const source = random(3, rows);
  const x = new Float64Array(2 * rows);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    x[2 * row] = source.uniform();
    x[2 * row + 1] = value(row);
    y[row] = source.uniform() < x[2 * row] ? 1 : 0;
  }
  return {rows, columns: ["price", "other"], x, y};
}

describe.each(NOISE)("%s", (_, value) => {
  test.each([10, 97, 1000, 30_000])("is a constant column of %i rows, with and without weights", (rows) => {
    const train = rowsOf(rows, value);
    for (const set of [train, {...train, weights: new Float64Array(rows).fill(3)}]) {
      const {deviations} = fitStandardizer(set);
      // 32 bits, in which a model is asked, hold 0.1 well enough, but not 1e15
      expect(deviations[1]).toBe(value(1) > 1e9 ? value(1) : 1);
      expect(deviations[0]).toBeLessThan(0.4);
    }
    expect(constantColumns(train)).toEqual([false, true]);
    const [, bounds] = fitPiecewiseLinear(train, 8).bounds;
    expect(bounds[1] - bounds[0]).toBe(1);
    expect(bounds).toHaveLength(2);
  });

  test.each<[Estimator, number]>([
    [logisticEstimator(), 1e-6],
    [logisticEstimator({penalty: "firth"}), 1e-6],
    [piecewiseEstimator(), 1e-6],
    [mlpEstimator({epochs: 30, width: 8}), 0.1],
    [layersPerceptronEstimator({epochs: 30, width: 8, batchNorm: false}), 0.1],
    [tabmEstimator({epochs: 100, heads: 2, width: 8, pieces: 4, patience: 0}), 0.1]
  ])("an unseen value of it moves no chance far (%o)", async (estimator, most) => {
    const train = rowsOf(300, value);
    const model = await estimator.fit(train, {seed: 1});
    expect(rocAuc(model.predict(train), train.y).value).toBeGreaterThan(0.7);
    const known = value(1);
    const asked = (other: number) =>
      model.predict({rows: 2, columns: train.columns, x: Float64Array.of(0.2, other, 0.8, other)});
    const [low, high] = asked(known);
    expect(high - low).toBeGreaterThan(0.1);
    asked(known + 0.1).forEach((chance, i) => expect(Math.abs(chance - [low, high][i])).toBeLessThanOrEqual(most));
  });
});

test("a column that varies by little, but more than rounding does, is none", () => {
  for (const [magnitude, step] of [
    [0.1, 1e-10],
    [0.1, 1e-14],
    [1e12, 1],
    [-1e12, 1],
    [0, 1e-100]
  ]) {
    const train = rowsOf(1000, (row) => magnitude + (row % 2) * step);
    expect(constantColumns(train)).toEqual([false, false]);
    const deviation = fitStandardizer(train).deviations[1];
    expect(deviation / step).toBeCloseTo(0.5, 1);
  }
});

test("classes that such a column tells apart are told apart", async () => {
  const train = rowsOf(400, () => 0);
  for (let row = 0; row < 400; row++) train.x[2 * row + 1] = 0.1 + 1e-6 * train.y[row];
  // 32 bits, in which files take their columns, hold 0.1 and 0.100001
  const model = await logisticEstimator().fit(train, {seed: 1});
  expect(rocAuc(model.predict(train), train.y).value).toBe(1);
});
