import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {takeDatasetRows, type DatasetRows} from "../../src/lib/datasets/dataset.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {forestEstimator, treeEstimator} from "../../src/lib/models/forestFamily.js";
import {fitLogistic} from "../../src/lib/models/logisticRegression.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {multiTaskEstimator} from "../../src/lib/models/multiTaskEstimator.js";
import {layersGruFamily, layersGruEstimator} from "../../src/lib/models/neural/layersGru.js";
import {layersPerceptronEstimator} from "../../src/lib/models/neural/layersPerceptron.js";
import {layersEstimators} from "../../src/lib/models/neural/layersEstimators.js";
import {ALL_FAMILIES} from "../../src/lib/models/neural/neuralFamilies.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {piecewiseEstimator} from "../../src/lib/models/piecewiseEstimator.js";
import {rulesEstimator} from "../../src/lib/models/rulesEstimator.js";
import {hybridEstimator} from "../../src/lib/models/stackedFamily.js";
import {orderedTargetStatistics} from "../../src/lib/models/targetEncoding.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {votingEstimator} from "../../src/lib/models/votingFamily.js";
import {withEvents} from "../onnx/withEvents.js";

beforeAll(openTfjs);

/**
 * How an estimator is set so that nothing about it is drawn by the number of rows. What is drawn makes the equality of a
 * weight of two with two rows one of distribution, not of numbers: bootstrapped rows and columns tried at a node
 * (forests), rows of a tree (`rowSample`), mini-batches and silent units (networks), the order of target statistics.
 */
interface Case {
  readonly estimator: Estimator<never>;
  /** How far a weight of two may lie from two rows: rounding of 64 bits, or of 32 in networks. */
  readonly twice: number;
}

const ROUNDING = 1e-9;
/** Weights and gradients of 32 bits, summed in another order and divided by their own size by Adam. */
const SINGLE = 2e-5;

const trees = {trees: 12, leaves: 6, depth: 3, learningRate: 0.3, leastRows: 7};
const all = {trees: 3, tries: "all", bootstrap: false, leastRows: 7} as const;
const epochs = {epochs: 2, batch: 4096, dropout: 0, learningRate: 0.01};
const members = [boostingEstimator(trees), forestEstimator(all), logisticEstimator()];

const CASES: Readonly<Record<string, Case>> = {
  rules: {estimator: rulesEstimator(), twice: ROUNDING},
  logistic: {estimator: logisticEstimator(), twice: ROUNDING},
  firth: {estimator: logisticEstimator({penalty: "firth"}), twice: ROUNDING},
  piecewise: {estimator: piecewiseEstimator(), twice: ROUNDING},
  tree: {estimator: treeEstimator({leastRows: 7}), twice: ROUNDING},
  forest: {estimator: forestEstimator(all), twice: ROUNDING},
  boosting: {estimator: boostingEstimator(trees), twice: ROUNDING},
  "boosting-level": {estimator: boostingEstimator({...trees, growth: "level"}), twice: ROUNDING},
  "boosting-symmetric": {estimator: boostingEstimator({...trees, growth: "symmetric"}), twice: ROUNDING},
  voting: {estimator: votingEstimator({members, weights: [3, 2, 1]}), twice: ROUNDING},
  "voting-learned": {estimator: votingEstimator({members, weights: "learned"}), twice: ROUNDING},
  hybrid: {estimator: hybridEstimator({base: boostingEstimator(trees)}), twice: ROUNDING},
  "multi-task": {estimator: multiTaskEstimator(trees), twice: ROUNDING},
  mlp: {estimator: mlpEstimator({...epochs, width: 6}), twice: SINGLE},
  gru: {estimator: gruEstimator({...epochs, width: 4, steps: 6}), twice: SINGLE},
  transformer: {estimator: transformerEstimator({...epochs, width: 4, steps: 6}), twice: SINGLE},
  tabm: {estimator: tabmEstimator({...epochs, heads: 3, width: 6, pieces: 4, patience: 0}), twice: SINGLE},
  // the means and variances of batch norm are of rows, whatever these weigh
  "layers-mlp": {estimator: layersPerceptronEstimator({...epochs, width: 6, batchNorm: false}), twice: SINGLE},
  "layers-gru": {estimator: layersGruEstimator({...epochs, width: 4, steps: 6}), twice: SINGLE}
};

/** An estimator of amounts, here of the prices, in the place of classes. */
const ofPrices = (estimator: Estimator): Estimator => ({
  ...estimator,
  fit(rows, context) {
    const {columns, x} = rows;
    const price = columns.indexOf("price");
    return estimator.fit({...rows, y: Float64Array.from(rows.y, (_, row) => x[row * columns.length + price])}, context);
  }
});

/** Settings beside those trained by name that have weights of their own to heed. */
const MORE: Readonly<Record<string, Case>> = {
  "boosting, rows counted": {estimator: boostingEstimator({...trees, countRows: true}), twice: ROUNDING},
  "boosting level by level, rows counted": {
    estimator: boostingEstimator({...trees, growth: "level", countRows: true}),
    twice: ROUNDING
  },
  "symmetric boosting, rows counted": {
    estimator: boostingEstimator({...trees, growth: "symmetric", countRows: true}),
    twice: ROUNDING
  },
  "boosting, few bins": {estimator: boostingEstimator({...trees, bins: 9}), twice: ROUNDING},
  "boosting, edges at percentiles": {
    estimator: boostingEstimator({...trees, bins: 9, edges: "percentiles"}),
    twice: ROUNDING
  },
  "boosting with a class weight": {estimator: boostingEstimator({...trees, scalePosWeight: 3}), twice: ROUNDING},
  "boosting, quantile": {
    estimator: ofPrices(boostingEstimator({...trees, loss: "quantile", level: 0.7})),
    twice: ROUNDING
  },
  "boosting, Poisson": {estimator: ofPrices(boostingEstimator({...trees, loss: "poisson"})), twice: ROUNDING},
  "boosting, squared": {estimator: ofPrices(boostingEstimator({...trees, loss: "squared"})), twice: ROUNDING},
  "tree of few bins": {estimator: treeEstimator({leastRows: 7, bins: 9}), twice: ROUNDING},
  "logistic with a class weight": {estimator: logisticEstimator({scalePosWeight: 3}), twice: ROUNDING},
  "codes spread out": {estimator: oneHotEstimator(logisticEstimator(), ["code"]), twice: ROUNDING}
};

const ROWS = 160;

/** Rows with events, carts, a column for rules, one that stays 0.1 and one that is missing at times. */
function exampleRows(seed: number): DatasetRows {
  const {sequences, y} = withEvents(ROWS, seed);
  const source = random(seed, 7);
  const columns = ["session_carts", "ratio", "price", "code", "constant"];
  const x = new Float64Array(ROWS * columns.length);
  for (let row = 0; row < ROWS; row++) {
    const ratio = source.uniform() < 0.1 ? NaN : source.uniform() + 0.4 * y[row];
    x.set([source.below(3), ratio, 100 * source.uniform(), source.below(4), 0.1], row * columns.length);
  }
  const cart = Float64Array.from(y, (label) => (label === 1 || source.uniform() < 0.3 ? 1 : 0));
  return {rows: ROWS, columns, x, y, cart, sequences};
}

const train = exampleRows(1);
const fresh = exampleRows(2);

/** Rows, some of them twice or three times side by side, and whose each is; and the same by weight. */
function twice(rows: DatasetRows): {readonly repeated: DatasetRows; readonly weighted: DatasetRows; owners: number[]} {
  const weights = Float64Array.from({length: rows.rows}, (_, row) => 1 + ((row * 7) % 3));
  const owners = Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row));
  return {repeated: takeDatasetRows(rows, owners), weighted: {...rows, weights}, owners};
}

/** Rows with one in five more that weigh nothing and are as wrong as can be. */
function withWeightless(rows: DatasetRows): {readonly more: DatasetRows; readonly owners: number[]} {
  const owners = Array.from({length: rows.rows}, (_, row) => row).flatMap((row) =>
    row % 5 === 2 ? [row, row] : [row]
  );
  const added = owners.map((row, i) => i > 0 && owners[i - 1] === row);
  const {x, y, cart, ...taken} = takeDatasetRows(rows, owners);
  const width = rows.columns.length;
  return {
    owners: owners.map((row, i) => (added[i] ? ROWS + row : row)),
    more: {
      ...taken,
      x: x.map((value, at) => (added[Math.floor(at / width)] ? 1e6 + at : value)),
      y: Float64Array.from(y, (label, row) => (added[row] ? 1 - label : label)),
      cart: Float64Array.from(cart!, (label, row) => (added[row] ? 1 - label : label)),
      weights: added.map((zero) => (zero ? 0 : 1))
    }
  };
}

async function predictions({estimator}: Case, rows: DatasetRows, groups: readonly number[]): Promise<Float64Array> {
  const model = await (estimator as Estimator).fit(rows, {seed: 3, groups});
  return model.predict(fresh);
}

function greatestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, row) => Math.max(most, Math.abs(value - b[row])), 0);
}

test("every estimator that is registered takes part", () => {
  const ids = [...ALL_FAMILIES, layersGruFamily].flatMap((family) => family.estimators().map(({id}) => id));
  const others = [...trainableEstimators(), ...layersEstimators()].map(({id}) => id);
  expect([...new Set([...ids, ...others])].sort()).toEqual(Object.keys(CASES).sort());
});

describe.each(Object.entries({...CASES, ...MORE}))("%s", (_, one) => {
  const each = Array.from({length: ROWS}, (_, row) => row);

  test("a row that weighs nothing changes no bit", async () => {
    const {more, owners} = withWeightless(train);
    const without = await predictions(one, {...train, weights: new Float64Array(ROWS).fill(1)}, each);
    expect(await predictions(one, more, owners)).toEqual(without);
    expect(new Set(without).size).toBeGreaterThan(1);
  });

  test("a row of weight two or three is as that row twice or three times", async () => {
    const {repeated, weighted, owners} = twice(train);
    const [many, few] = [await predictions(one, repeated, owners), await predictions(one, weighted, each)];
    expect(greatestDifference(many, few)).toBeLessThanOrEqual(one.twice);
    // which is not to say that weights are not looked at
    expect(greatestDifference(few, await predictions(one, train, each))).toBeGreaterThan(1e-4);
  });
});

test("ridge regression on six rows and a seventh that weighs nothing", async () => {
  const y = [0, 0, 1, 0, 1, 1];
  const six = {rows: 6, columns: ["x"], x: Float64Array.of(0, 0, 0, 1, 1, 1), y};
  const seven = {
    rows: 7,
    columns: ["x"],
    x: Float64Array.of(0, 0, 0, 1, 1, 1, 100),
    y: [...y, 1],
    weights: [1, 1, 1, 1, 1, 1, 0]
  };
  const [a, b] = [await logisticEstimator().fit(six, {seed: 1}), await logisticEstimator().fit(seven, {seed: 1})];
  const asked = {rows: 2, columns: ["x"], x: Float64Array.of(0, 1)};
  expect(b.predict(asked)).toEqual(a.predict(asked));
  // as scikit-learn's LogisticRegression(C=1) behind its StandardScaler
  expect(Array.from(b.predict(asked), (chance) => Number(chance.toFixed(3)))).toEqual([0.401, 0.599]);
  expect(fitLogistic(seven).coefficients).toEqual(fitLogistic(six).coefficients);
});

test("target statistics by weight are those of rows that come so often", () => {
  const codes = [7, 7, 8, 8, 9];
  const labels = [1, 0, 0, 1, 1];
  const weights = [2, 1, 3, 1, 1];
  const repeat = (values: readonly number[]) =>
    values.flatMap((value, row) => new Array<number>(weights[row]).fill(value));
  const {statistics} = orderedTargetStatistics(codes, labels, {weights});
  const {statistics: wanted} = orderedTargetStatistics(repeat(codes), repeat(labels));
  expect(statistics.codes).toEqual(wanted.codes);
  statistics.values.forEach((value, k) => expect(value).toBeCloseTo(wanted.values[k], 12));
  expect(statistics.prior).toBeCloseTo(wanted.prior, 12);
});
