import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  backgroundOf,
  explainedBy,
  explainModel,
  readyExplainer,
  type ExplainOptions
} from "../../src/lib/explain/explainer.js";
import {boundedTreeExplainer} from "../../src/lib/explain/boundedTreeExplainer.js";
import {exactShapley} from "../../src/lib/explain/shapley.js";
import {treeExplainer} from "../../src/lib/explain/treeShap.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {takeRows} from "../../src/lib/models/matrix.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";

const columns = ["session_carts", "session_items", "city", "price"];
const source = random(9);
const train: TrainingSet = (() => {
  const rows = 400;
  const x = new Float64Array(rows * 4);
  const y = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    x.set([source.below(3), source.below(8), source.below(3), 10 * source.uniform()], row * 4);
    const score = x[row * 4] + (x[row * 4 + 2] === 1 ? 1 : -1) - x[row * 4 + 3] / 10 - 0.5;
    if (source.uniform() < 0.1) x[row * 4 + 3] = NaN;
    y[row] = source.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return {rows, columns, x, y};
})();
const rows = takeRows(train, [0, 1, 2, 3, 4]);
const background = backgroundOf(train, 6);
const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

/** What a base and contributions say of each row. */
async function sums(
  model: Model,
  options: Partial<ExplainOptions>
): Promise<{said: Float64Array; scale: string; method: string}> {
  const {base, values, scale, method} = await explainModel(model, rows, background, options);
  expect(values).toHaveLength(20);
  const said = Float64Array.from({length: 5}, (_, row) =>
    values.subarray(row * 4, row * 4 + 4).reduce((sum, value) => sum + value, base)
  );
  return {said: scale === "log-odds" ? said.map(sigmoid) : said, scale, method};
}

describe.each([
  "rules",
  "logistic",
  "firth",
  "piecewise",
  "tree",
  "forest",
  "boosting",
  "boosting-symmetric",
  "voting",
  "hybrid"
])("%s", async (id) => {
  const model = await trainableEstimators()
    .find((one) => one.id === id)!
    .fit(train, {seed: 1});
  const predicted = model.predict(rows);

  test.each(["fast", "interventional", "probability"] as const)("adds up to its predictions, %s", async (how) => {
    const {said, scale} = await sums(model, {how});
    predicted.forEach((value, row) => expect(said[row]).toBeCloseTo(value, 12));
    if (how === "probability") expect(scale).toBe("probability");
  });
});

test("a family's own way is taken where there is one", async () => {
  const methods: Record<string, string> = {};
  for (const id of ["logistic", "piecewise", "forest", "boosting", "rules", "voting"]) {
    const model = await trainableEstimators()
      .find((one) => one.id === id)!
      .fit(train, {seed: 1});
    methods[id] = (await sums(model, {})).method;
  }
  expect(methods).toEqual({
    logistic: "linear",
    piecewise: "linear",
    forest: "tree paths",
    boosting: "tree paths",
    rules: "exact",
    voting: "exact"
  });
});

test("what a code or a piece adds inside is the column's, as all coalitions of the columns say", async () => {
  const piecewise = await trainableEstimators()
    .find(({id}) => id === "piecewise")!
    .fit(train, {seed: 1});
  const coded = await oneHotEstimator(
    trainableEstimators().find(({id}) => id === "logistic")!,
    ["city"]
  ).fit(train, {seed: 1});
  for (const model of [piecewise, coded]) {
    const {values} = await explainModel(model, rows, background);
    const slow = await exactShapley(
      (matrix) => model.predict(matrix).map((p) => Math.log(p / (1 - p))),
      rows,
      background
    );
    values.forEach((value, i) => expect(value).toBeCloseTo(slow.values[i], 6));
  }
});

test("a regression is explained in the unit of its label, a Poisson model in logarithms", async () => {
  const squared = fitBoosting(
    {...train, y: Float64Array.from({length: 400}, (_, row) => train.x[row * 4 + 1])},
    {loss: "squared", trees: 5}
  );
  const poisson = fitBoosting(
    {...train, y: Float64Array.from({length: 400}, (_, row) => train.x[row * 4 + 1])},
    {loss: "poisson", trees: 5}
  );
  const of = async (model: Model) => {
    const {base, values, scale} = await explainModel(model, rows, background);
    return {scale, first: values.subarray(0, 4).reduce((sum, value) => sum + value, base)};
  };
  expect(await of(squared)).toEqual({scale: "value", first: expect.closeTo(squared.predict(rows)[0], 9)});
  expect(await of(poisson)).toEqual({
    scale: "log of the mean",
    first: expect.closeTo(Math.log(poisson.predict(rows)[0]), 9)
  });
});

test("a model with other columns, or no background, is refused", async () => {
  const model = await trainableEstimators()
    .find(({id}) => id === "logistic")!
    .fit(train, {seed: 1});
  const other = {rows: 1, columns: ["a", "b", "c", "d"], x: new Float64Array(4)};
  await expect(explainModel(model, other, background)).rejects.toThrow("column 0 is a, the model's is session_carts");
  await expect(explainModel(model, rows, other)).rejects.toThrow("column 0 is a, the model's is session_carts");
  await expect(explainModel(model, rows, backgroundOf(takeRows(train, []), 3))).rejects.toThrow(
    "the background has no rows"
  );
  const trees = fitBoosting(train, {trees: 3});
  await expect(explainModel(trees, other, background)).rejects.toThrow("column 0 is a, the model's is session_carts");
});

describe("every family of models has an explainer", async () => {
  // TensorFlow.js is asked for by fits alone: here only the families' names are
  const {ALL_FAMILIES} = await import("../../src/lib/models/neural/neuralFamilies.js");
  const {SESSION_FAMILIES} = await import("../../src/lib/sequence/sessionFamilies.js");

  test.each([...ALL_FAMILIES, ...SESSION_FAMILIES].map(({name}) => name))("%s", (name) => {
    expect(["columns", "events"]).toContain(explainedBy(name));
  });

  test("a model of one that has none, or of events, is refused", async () => {
    const model = (family: string): Model => ({
      family,
      columns,
      predict: () => new Float64Array(5),
      toJSON: () => null
    });
    await expect(explainModel(model("oracle"), rows, background)).rejects.toThrow(
      "no explainer for models of the family oracle"
    );
    await expect(explainModel(model("tcn"), rows, background)).rejects.toThrow(
      "a model of the family tcn answers about events, not about columns"
    );
    await expect(explainModel(model("toString"), rows, background)).rejects.toThrow("no explainer");
  });

  test("a model without a number for an answer is refused", async () => {
    const model: Model = {
      family: "mlp",
      columns,
      predict: ({rows: n}) => new Float64Array(n).fill(NaN),
      toJSON: () => null
    };
    await expect(explainModel(model, rows, background)).rejects.toThrow("the model answers NaN to a row between");
  });
});

test("cards and pages get from the registry what the command does", async () => {
  const model = await trainableEstimators()
    .find(({id}) => id === "boosting-level")!
    .fit(train, {seed: 1});
  for (const how of ["fast", "interventional", "probability"] as const) {
    const ready = readyExplainer(model, background, how)!;
    const {base, values} = await explainModel(model, rows, background, {how});
    expect(ready.explain(rows)).toEqual({base, values});
  }
});

test("trees that do not fit into memory together are explained in parts, with the same answers", async () => {
  const {trees, start} = fitBoosting(train, {trees: 30, leaves: 8});
  const sum = {trees, start, scale: 1};
  const whole = treeExplainer(sum);
  for (const most of [1, 20_000]) {
    const parts = boundedTreeExplainer(sum, columns.length, most);
    expect(parts.base).toBeCloseTo(whole.base, 12);
    for (const ask of ["explain", "interactions"] as const) {
      const [found, expected] = [parts[ask](rows), whole[ask](rows)];
      expect(found.base).toBeCloseTo(expected.base, 12);
      found.values.forEach((value, i) => expect(value).toBeCloseTo(expected.values[i], 12));
    }
  }
  expect(boundedTreeExplainer({trees: [], start: 2, scale: 1}, 4).explain(rows).base).toBe(2);
});
