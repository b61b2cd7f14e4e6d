import {beforeAll, describe, expect, test} from "vitest";
import {hybridEstimator} from "../../src/lib/models/stackedFamily.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator, treeEstimator} from "../../src/lib/models/forestFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {modelFromJson} from "../../src/lib/models/modelFromJson.js";
import {multiTaskEstimator} from "../../src/lib/models/multiTaskEstimator.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {piecewiseEstimator} from "../../src/lib/models/piecewiseEstimator.js";
import type {Rule} from "../../src/lib/models/rules.js";
import {rulesEstimator} from "../../src/lib/models/rulesEstimator.js";
import {votingEstimator} from "../../src/lib/models/votingFamily.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {adversarialRows, exampleRows} from "./rows.js";
import {greatestDifference, RUNTIMES} from "./runtimes.js";

const train = exampleRows(1500, 1);
const fresh = exampleRows(1000, 2);
/** Both arrays as bytes: the same to the last bit. */
const bits = (numbers: Float64Array | Uint8Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** A learner of numbers in the place of classes. */
const ofAmounts = (learner: Estimator): Estimator => ({
  ...learner,
  fit: (given, context) => learner.fit({...given, y: train.amounts}, context)
});

const small = {trees: 30, leaves: 7, depth: 4, leastRows: 5};
const rules: readonly Rule[] = [
  {id: "many", title: "many", column: "count", is: "≥", than: 6, points: 2},
  {id: "few", title: "few", column: "ratio", is: "≤", than: 0.1, points: 1},
  {id: "known", title: "known", column: "rare", is: ">", than: 0, points: 1}
];
const members = [
  boostingEstimator({...small, growth: "symmetric"}),
  boostingEstimator({...small, growth: "level"}),
  forestEstimator({trees: 20}),
  logisticEstimator()
];

const LEARNERS: Record<string, Estimator> = {
  "logistic regression": logisticEstimator(),
  "logistic regression on codes": oneHotEstimator(logisticEstimator(), ["code"]),
  "piecewise-linear logistic regression": piecewiseEstimator({pieces: 6}),
  tree: treeEstimator(),
  forest: forestEstimator({trees: 100}),
  "boosting by leaf": boostingEstimator(small),
  "boosting by level": boostingEstimator({...small, growth: "level"}),
  "symmetric boosting": boostingEstimator({...small, growth: "symmetric"}),
  "symmetric boosting on target statistics": boostingEstimator({
    ...small,
    growth: "symmetric",
    codes: ["code", "rare"]
  }),
  "boosting on codes": oneHotEstimator(boostingEstimator(small), ["code", "rare"]),
  "boosting, squared loss": ofAmounts(boostingEstimator({...small, loss: "squared"})),
  "boosting, Poisson loss": ofAmounts(boostingEstimator({...small, loss: "poisson"})),
  "boosting, quantile loss": ofAmounts(boostingEstimator({...small, loss: "quantile", level: 0.8})),
  "voting, given weights": votingEstimator({members, weights: [0.4, 0.3, 0.2, 0.1]}),
  "voting, learned weights": votingEstimator({members: members.slice(1), weights: "learned"}),
  rules: rulesEstimator(rules),
  "rules and boosting": hybridEstimator({base: boostingEstimator(small), rules}),
  "rules and logistic regression": hybridEstimator({base: logisticEstimator(), rules}),
  "cart and purchase together": multiTaskEstimator(small)
};

describe.each(Object.entries(LEARNERS))("%s", (_, learner) => {
  let model: Model;
  let rows: Matrix;
  let wanted: Float64Array;
  let bytes: Uint8Array;
  beforeAll(async () => {
    model = await learner.fit(train, {seed: 3});
    rows = adversarialRows(model, fresh);
    wanted = model.predict(rows);
    bytes = modelToOnnx(model);
  });

  test("predicts more than one value, none of them missing", () => {
    expect(new Set(model.predict(fresh)).size).toBeGreaterThan(4);
    expect(wanted.filter(Number.isNaN).length).toBe(0);
  });

  test.each(Object.entries(RUNTIMES))(
    "%s gives the same within 1e-6, on usual and on adversarial rows",
    async (_, run) => {
      expect(greatestDifference(await run(bytes, fresh), model.predict(fresh))).toBeLessThanOrEqual(1e-6);
      expect(greatestDifference(await run(bytes, rows), wanted)).toBeLessThanOrEqual(1e-6);
    }
  );

  test("is the same after JSON, bit for bit", () => {
    const again = modelFromJson(JSON.parse(JSON.stringify(model.toJSON())));
    expect(again.columns).toEqual(model.columns);
    expect(bits(again.predict(rows)).equals(bits(wanted))).toBe(true);
    expect(bits(modelToOnnx(again)).equals(bits(bytes))).toBe(true);
  });
});

test("Firth's logistic regression, as the others", async () => {
  // its information matrix must not be singular: no column that stays as it is
  const varying = {...takeColumns(train, 5), y: train.y};
  const model = await logisticEstimator({penalty: "firth"}).fit(varying, {seed: 1});
  const rows = takeColumns(fresh, 5);
  for (const run of Object.values(RUNTIMES))
    expect(greatestDifference(await run(modelToOnnx(model), rows), model.predict(rows))).toBeLessThanOrEqual(1e-6);
});

/** The first columns of a matrix. */
function takeColumns({rows, columns, x}: Matrix, width: number): Matrix {
  const out = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    out.set(x.subarray(row * columns.length, row * columns.length + width), row * width);
  return {rows, columns: columns.slice(0, width), x: out};
}

describe("infinite values", () => {
  const infinite: Matrix = {
    rows: 4,
    columns: train.columns,
    x: Float32Array.of(
      Infinity,
      0,
      1,
      3,
      0,
      7,
      -Infinity,
      0,
      1,
      3,
      0,
      7,
      1,
      Infinity,
      -Infinity,
      3,
      0,
      7,
      1,
      0,
      1,
      Infinity,
      0,
      Infinity
    )
  };

  test.each([
    ["logistic regression", logisticEstimator()],
    ["piecewise-linear logistic regression", piecewiseEstimator()]
  ])("%s rejects them, saying where; its file gives 0, 1 or nothing", async (_, learner) => {
    const model = await learner.fit(train, {seed: 1});
    expect(() => model.predict(infinite)).toThrow(/count is Infinity in row 0; a linear model takes/);
    expect(() =>
      model.predict({...infinite, x: Float64Array.from(infinite.x, (v) => (v === Infinity ? 1e39 : 0))})
    ).toThrow(/count is Infinity in row 0/);
    for (const run of Object.values(RUNTIMES)) {
      const said = await run(modelToOnnx(model), infinite);
      expect(Array.from(said).every((v) => (v >= 0 && v <= 1) || Number.isNaN(v))).toBe(true);
    }
  });

  test.each([
    ["boosting", boostingEstimator(small)],
    ["forest", forestEstimator({trees: 20})]
  ])("%s takes them for very great or small, and so does its file", async (_, learner) => {
    const model = await learner.fit(train, {seed: 1});
    const wanted = model.predict(infinite);
    expect(wanted.every((v) => v >= 0 && v <= 1)).toBe(true);
    for (const run of Object.values(RUNTIMES))
      expect(greatestDifference(await run(modelToOnnx(model), infinite), wanted)).toBeLessThanOrEqual(1e-6);
  });
});

test("more than 300 trees stay within 1e-5", async () => {
  const model = await boostingEstimator({...small, trees: 500}).fit(train, {seed: 1});
  const forest = await forestEstimator({trees: 400}).fit(train, {seed: 1});
  for (const one of [model, forest]) {
    const bytes = modelToOnnx(one);
    const rows = adversarialRows(one, fresh);
    for (const run of Object.values(RUNTIMES)) {
      expect(greatestDifference(await run(bytes, fresh), one.predict(fresh))).toBeLessThanOrEqual(1e-5);
      expect(greatestDifference(await run(bytes, rows), one.predict(rows))).toBeLessThanOrEqual(1e-5);
    }
  }
});
