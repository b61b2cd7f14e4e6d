import {readFileSync} from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {fitPiecewiseLinear, piecewiseLinear} from "../../src/lib/models/piecewiseLinear.js";
import type {Transform} from "../../src/lib/models/transforms.js";
import {modelFromJson} from "../../src/lib/models/modelFromJson.js";
import {ALL_FAMILIES} from "../../src/lib/models/neural/neuralFamilies.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import {fitTabm, headsLoss, type TabmEpoch} from "../../src/lib/models/neural/fitTabm.js";
import {holdout} from "../../src/lib/models/neural/holdout.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {headProbabilities, meanOfHeads, tabmInside} from "../../src/lib/models/neural/tabmModel.js";
import {sigmoid} from "../../src/lib/nn/network.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {
  initialTabmWeights,
  tabmInputs,
  tabmNetwork,
  type TabmColumn,
  type TabmShape
} from "../../src/lib/nn/tabmNetwork.js";
import type {TabmOptions} from "../../src/lib/nn/tabmOptions.js";
import {gradientsOf, predictLogOdds, trainNetwork, type TrainingState} from "../../src/lib/nn/trainer.js";
import {expectGradients} from "./finiteDifferences.js";

/** Made by ../vectors/tabmNetwork.py, with the authors' packages. */
const vectors = JSON.parse(readFileSync(new URL("../vectors/tabmNetwork.json", import.meta.url), "utf8")) as {
  shape: TabmShape;
  sample: number[][];
  pieces: number;
  bounds: number[][];
  means: number[];
  deviations: number[];
  numbers: number[][];
  codes: number[][];
  cardinalities: number[];
  labels: number[];
  initial: Record<string, {mean: number; deviation: number; greatest: number}>;
  weights: Record<string, number[]>;
  logOdds: number[][];
  loss: number;
  gradients: Record<string, number[]>;
  training: {batches: number[][][]; learningRate: number; weightDecay: number; clip: number};
  trained: Record<string, number[]>;
  predictions: number[];
};

beforeAll(openTfjs);

const still =
  () =>
  <T>(layer: T) =>
    layer;

const close = (found: ArrayLike<number>, wanted: ArrayLike<number>, within: number) => {
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(found[i] - wanted[i]), `value ${i}: ${found[i]} for ${wanted[i]}`).toBeLessThan(within);
};

describe("against the authors' packages on PyTorch", () => {
  const {shape, bounds, labels, means, deviations, cardinalities, training} = vectors;
  const rows = labels.length;
  const names = bounds.map((_, f) => `number ${f}`);
  const columns: TabmColumn[] = [
    ...bounds.map((all, f) => ({
      name: names[f],
      standardized: all.map((bound) => (bound - means[f]) / deviations[f])
    })),
    ...cardinalities.flatMap((count, f) =>
      Array.from({length: count}, (_, code) => ({name: `code ${f}=${code}`, standardized: null}))
    )
  ];
  const network = tabmNetwork(columns, shape);
  const encoded = piecewiseLinear(
    {columns: names, bounds},
    {rows, columns: names, x: Float64Array.from(vectors.numbers.flat())}
  );
  const wide = encoded.columns.length;
  const matrix = Float32Array.from(
    vectors.codes.flatMap((codes, row) => [
      ...encoded.x.subarray(row * wide, (row + 1) * wide),
      ...cardinalities.flatMap((count, f) => Array.from({length: count}, (_, code) => (codes[f] === code ? 1 : 0)))
    ])
  );
  const width = matrix.length / rows;
  const batch = (chosen: ArrayLike<number>) => ({
    rows: chosen.length,
    x: Float32Array.from(Array.from(chosen).flatMap((row) => [...matrix.subarray(row * width, (row + 1) * width)])),
    events: null
  });
  const examples = {rows, batch, steps: (epoch: number) => training.batches[epoch]};
  const fresh = (): Weights =>
    Object.fromEntries(Object.entries(vectors.weights).map(([name, w]) => [name, Float32Array.from(w)]));
  const loss = headsLoss({rows, y: labels}, shape.heads, 1);
  const all = Int32Array.from(labels.keys());

  test("cuts columns at their bounds", () => {
    const sample = {rows: vectors.sample.length, columns: names, x: Float64Array.from(vectors.sample.flat())};
    const found = fitPiecewiseLinear(sample, vectors.pieces);
    expect(found.bounds.map(({length}) => length)).toEqual([5, 4, 2]);
    found.bounds.forEach((own, f) => close(own, bounds[f], 1e-6));
  });

  test("gives their log-odds, a row outside all bounds among them", () => {
    expect(Object.keys(vectors.weights).sort()).toEqual(Object.keys(network.shapes).sort());
    close(predictLogOdds(network, fresh(), examples), vectors.logOdds.flat(), 1e-4);
  });

  test("gives their loss and gradients", () => {
    const found = gradientsOf(network, fresh(), batch(all), still, (logOdds) => loss.measure(all, logOdds));
    expect(found.loss).toBeCloseTo(vectors.loss, 5);
    for (const [name, gradient] of Object.entries(vectors.gradients)) {
      close(found.gradients[name], gradient, 1e-5);
      expect(
        gradient.some((value) => Math.abs(value) > 1e-3),
        name
      ).toBe(true);
    }
  });

  test("gives their weights and predictions after the same batches, with decay and shortened gradients", () => {
    const {learningRate, weightDecay, clip, batches} = training;
    const options = {
      epochs: batches.length,
      batch: batches[0][0].length,
      learningRate,
      l2: 0,
      dropout: 0,
      scalePosWeight: 1,
      patience: 0,
      seed: 1
    };
    const run = trainNetwork({network, examples, objective: loss, options, start: fresh(), weightDecay, clip});
    for (;;) {
      const {done, value} = run.next();
      if (!done) continue;
      for (const [name, trained] of Object.entries(vectors.trained)) close(value[name], trained, 1e-4);
      const probabilities = predictLogOdds(network, value, examples).map(sigmoid);
      close(meanOfHeads(probabilities, shape.heads), vectors.predictions, 1e-4);
      break;
    }
  });

  test("begins with weights spread as theirs are", () => {
    const drawn = Array.from({length: 300}, (_, seed) => initialTabmWeights(columns, shape, seed));
    for (const [name, {mean, deviation, greatest}] of Object.entries(vectors.initial)) {
      const values = drawn.flatMap((weights) => [...weights[name]]);
      const ours = values.reduce((a, b) => a + b, 0) / values.length;
      const spread = Math.sqrt(values.reduce((a, b) => a + (b - ours) ** 2, 0) / values.length);
      expect(Math.abs(ours - mean), name).toBeLessThan(0.1);
      expect(Math.abs(spread - deviation), name).toBeLessThanOrEqual(0.05 * deviation);
      // a normal number has no greatest
      if (name !== "r0") expect(Math.abs(Math.max(...values.map(Math.abs)) - greatest), name).toBeLessThan(0.02);
    }
  });
});

/** The chance falls and rises along the first column, more so for one code of the second; the third says nothing. */
function bent(rows: number, seed: number): TrainingSet & {readonly truth: Float64Array} {
  const source = random(seed, 5);
  const x = new Float32Array(rows * 4);
  const y = new Float64Array(rows);
  const truth = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const a = 6 * source.uniform() - 3;
    const code = source.below(3);
    x.set([a, code, source.below(10) === 0 ? NaN : source.uniform(), source.below(2)], row * 4);
    truth[row] = 2 * (a * a - 2.5) * (code === 1 ? 1.5 : 0.5) + x[row * 4 + 3];
    y[row] = source.uniform() < 1 / (1 + Math.exp(-truth[row])) ? 1 : 0;
  }
  return {rows, columns: ["a", "code", "noise", "flag"], x, y, truth};
}

const SMALL: Partial<TabmOptions> = {
  heads: 4,
  width: 12,
  pieces: 6,
  embedding: 3,
  epochs: 12,
  learningRate: 0.01,
  batch: 64
};

function runToEnd(run: Generator<TabmEpoch, Model>): {model: Model; epochs: TabmEpoch[]} {
  const epochs: TabmEpoch[] = [];
  for (;;) {
    const {done, value} = run.next();
    if (done) return {model: value, epochs};
    epochs.push(value);
  }
}

/** Columns by their standardized bounds, null for one that is told as it is. */
const columnsOf = (...all: (number[] | null)[]): TabmColumn[] =>
  all.map((standardized, f) => ({name: `c${f}`, standardized}));

const copied = (state: TrainingState): TrainingState => structuredClone(state);

test.each([1, 3])("gradients of %d heads are those that finite differences have", (heads) => {
  const shape = {heads, width: 5, depth: 2, embedding: 2};
  const columns = columnsOf([-1, 0.5, 2, 4], null, [0, 1, 3]);
  const network = tabmNetwork(columns, shape);
  const source = random(4);
  // off one, so that what scales is told from what is scaled
  const weights = Object.fromEntries(
    Object.entries(initialTabmWeights(columns, shape, 2)).map(([name, w]) => [
      name,
      w.map((v) => v + source.uniform() - 0.5)
    ])
  );
  const batch = {rows: 6, x: Float32Array.from({length: 36}, () => source.uniform()), events: null};
  expectGradients(network, weights, batch, {
    picked: (length) => Array.from({length}, (_, i) => i).filter((i) => i % Math.ceil(length / 6) === 0),
    least: 0.8
  });
});

describe("where the heads begin", () => {
  test("each has its own number for each column and each code, and the same bias", () => {
    const shape = {heads: 400, width: 3, depth: 2, embedding: 5};
    const code = ["city=1", "city=4", "month=1"].map((name) => ({name, standardized: null}));
    const columns = [...code.slice(0, 1), ...columnsOf([0, 1, 2]), ...code.slice(1), ...columnsOf(null, [0, 1], null)];
    const {r0, r1, s0, b0, w0} = initialTabmWeights(columns, shape, 1);
    const chunks = [5, 5, 2, 1, 1, 1];
    for (let head = 0; head < shape.heads; head++) {
      const own = r0.subarray(head * 15, (head + 1) * 15);
      expect(new Set(own).size).toBe(chunks.length);
      let at = 0;
      for (const chunk of chunks) expect(new Set(own.subarray(at, (at += chunk))).size).toBe(1);
      expect(b0.subarray(head * 3, head * 3 + 3)).toEqual(b0.subarray(0, 3));
    }
    const mean = r0.reduce((a, b) => a + b, 0) / r0.length;
    const variance = r0.reduce((a, b) => a + (b - mean) ** 2, 0) / r0.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(variance - 1)).toBeLessThan(0.15);
    expect(new Set([...r1, ...s0])).toEqual(new Set([1]));
    expect(Math.max(...w0.map(Math.abs))).toBeLessThan(1 / Math.sqrt(15));
  });

  test("signs take the place of normal numbers where no column is embedded", () => {
    const columns = columnsOf(null, null, null, null);
    const {r0} = initialTabmWeights(columns, {heads: 50, width: 3, depth: 1, embedding: 5}, 1);
    expect(new Set(r0)).toEqual(new Set([-1, 1]));
  });

  test("an embedding is linear before it has learned of its pieces", () => {
    const shape = {heads: 1, width: 3, depth: 1, embedding: 4};
    const columns = columnsOf([-2, -1, 0, 5]);
    const weights = initialTabmWeights(columns, shape, 1);
    expect(new Set(weights.embed)).toEqual(new Set([0]));
    // at bounds: 0, 1, 2 and 3 pieces are full
    const x = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1);
    const tensors = Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, tensor(name, w)]));
    const {embedded} = tabmInputs(columns, shape)(new Tape(false), tensors, {rows: 4, x});
    const found = embedded!.dataSync();
    [-2, -1, 0, 5].forEach((value, row) =>
      weights.embedLinear.forEach((w, i) => expect(found[row * 4 + i]).toBeCloseTo(value * w + weights.embedBias[i], 5))
    );
    function tensor(name: string, values: Float32Array) {
      return tf.tensor(values, tabmNetwork(columns, shape).shapes[name] as number[]);
    }
  });
});

test("learns what no straight line can, with codes in front, and says it after JSON", async () => {
  const held = bent(500, 2);
  const learner = oneHotEstimator(tabmEstimator(SMALL), ["code"]);
  const model = await learner.fit(bent(1500, 1), {seed: 1});
  const ceiling = rocAuc(held.truth, held.y).value;
  expect(ceiling).toBeGreaterThan(0.9);
  expect(rocAuc(model.predict(held), held.y).value).toBeGreaterThan(ceiling - 0.02);
  const straight = await oneHotEstimator(logisticEstimator(), ["code"]).fit(bent(1500, 1), {seed: 1});
  expect(rocAuc(straight.predict(held), held.y).value).toBeLessThan(0.7);
  const again = modelFromJson(JSON.parse(JSON.stringify(model.toJSON())), ALL_FAMILIES);
  expect(again.predict(held)).toEqual(model.predict(held));
  // neither a code that training does not have, nor a missing number, is an error
  const odd = {...held, x: held.x.map((value, i) => (i % 4 === 1 ? 9 : i % 8 === 0 ? NaN : value))};
  for (const chance of model.predict(odd)) expect(chance > 0 && chance < 1).toBe(true);
});

test("a row's chance is the mean of its heads' chances", () => {
  const {model} = runToEnd(fitTabm(bent(200, 1), {...SMALL, epochs: 2}));
  const rows = bent(50, 2);
  const probabilities = headProbabilities(model, rows);
  expect(probabilities.length).toBe(200);
  model.predict(rows).forEach((chance, row) => {
    const own = [...probabilities.subarray(4 * row, 4 * row + 4)];
    expect(new Set(own).size).toBe(4);
    expect(chance).toBeCloseTo(own.reduce((a, b) => a + b, 0) / 4, 12);
  });
});

test.each([1, 4])("%d heads: the same seed gives the same model, another another", (heads) => {
  const [a, b, c] = [1, 1, 2].map((seed) =>
    runToEnd(fitTabm(bent(150, 1), {...SMALL, heads, epochs: 3, seed})).model.predict(bent(50, 2))
  );
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

test("a run that goes on from an epoch's state ends as one that was never stopped, bit for bit", () => {
  const [train, validation] = [bent(300, 1), bent(200, 2)];
  const options = {...SMALL, epochs: 8, patience: 3};
  const states: TrainingState[] = [];
  const run = fitTabm(train, options, {validation});
  const whole = (() => {
    for (;;) {
      const {done, value} = run.next();
      if (done) return value;
      states.push(copied(value.state));
    }
  })();
  expect(states.length).toBeGreaterThan(3);
  for (const at of [0, 2, states.length - 1]) {
    const {model, epochs} = runToEnd(fitTabm(train, options, {validation, resume: copied(states[at])}));
    expect(epochs.length).toBe(states.length - 1 - at);
    expect(model.toJSON()).toEqual(whole.toJSON());
  }
});

test.each(["auc", "loss"] as const)("keeps the weights that were best on validation rows by %s", (best) => {
  const [train, validation] = [bent(100, 1), bent(300, 2)];
  const {model, epochs} = runToEnd(
    fitTabm(train, {...SMALL, epochs: 200, patience: 4, learningRate: 0.03, best}, {validation})
  );
  const found = epochs.map((epoch) => epoch.validation!);
  const lowest = Math.min(...found);
  expect(found.length).toBeLessThan(200);
  expect(found.length - 1 - found.indexOf(lowest)).toBe(4);
  if (best === "auc") expect(rocAuc(model.predict(validation), validation.y).value).toBeCloseTo(1 - lowest, 12);
  else {
    const probabilities = headProbabilities(model, validation);
    const losses = probabilities.map((p, i) => -Math.log(validation.y[Math.floor(i / 4)] === 1 ? p : 1 - p));
    expect(losses.reduce((a, b) => a + b, 0) / losses.length).toBeCloseTo(lowest, 6);
  }
});

test("holds back one in five of each class, or of the owners with all their rows", () => {
  const train = bent(500, 3);
  const {train: left, validation} = holdout(train, 1);
  const positives = (set: TrainingSet) => Array.from(set.y).filter((label) => label === 1).length;
  expect(left.rows + validation!.rows).toBe(500);
  expect(positives(validation!)).toBe(Math.round(positives(train) / 5));
  expect(holdout(train, 1)).toEqual({train: left, validation});
  expect(holdout(train, 2).validation!.x).not.toEqual(validation!.x);
  const groups = Array.from({length: 500}, (_, row) => `user ${row % 50}`);
  const marked = {...train, x: train.x.map((value, i) => (i % 4 === 0 ? Math.floor(i / 4) % 50 : value))};
  const parts = holdout(marked, 1, groups);
  const users = (set: TrainingSet) => new Set(Array.from({length: set.rows}, (_, row) => set.x[row * 4]));
  expect(users(parts.validation!).size).toBe(10);
  expect(parts.validation!.rows).toBe(100);
  expect([...users(parts.train)].some((user) => users(parts.validation!).has(user))).toBe(false);
});

test("one row of each class trains with nothing held back", async () => {
  const train: TrainingSet = {rows: 2, columns: ["a", "b"], x: Float32Array.of(1, NaN, 1, NaN), y: [0, 1]};
  expect(holdout(train, 1)).toEqual({train});
  const model = await tabmEstimator({...SMALL, epochs: 2}).fit(train, {seed: 1});
  for (const chance of model.predict(train)) expect(chance > 0 && chance < 1).toBe(true);
});

test("what cannot be learned from, and options out of range, are said", () => {
  const train = bent(60, 1);
  const wrong: [Partial<TrainingSet>, Partial<TabmOptions>, RegExp][] = [
    [{rows: 0, x: new Float32Array(0), y: []}, {}, /no rows/],
    [{columns: [], x: new Float32Array(0)}, {}, /no columns/],
    [{y: new Array(60).fill(1)}, {}, /all 60 labels are 1/],
    [{x: train.x.map((v, i) => (i === 5 ? Infinity : v))}, {}, /code is Infinity in row 1/],
    [{}, {heads: 0}, /^heads: 0;/],
    [{}, {depth: 0}, /^depth: 0;/],
    [{}, {pieces: 1.5}, /^pieces: 1.5;/],
    [{}, {embedding: 1000}, /^embedding: 1000;/],
    [{}, {clip: 0}, /^clip: 0;/],
    [{}, {weightDecay: -1}, /^weightDecay: -1;/],
    [{}, {dropout: 1}, /^dropout: 1;/]
  ];
  for (const [change, options, said] of wrong)
    expect(() => fitTabm({...train, ...change}, {...SMALL, ...options}).next(), String(said)).toThrow(said);
  const validation = {...bent(20, 2), y: new Array(20).fill(0)};
  expect(() => fitTabm(train, SMALL, {validation}).next()).toThrow(/all 20 labels are 0/);
});

test("columns of two values are told as they are, others are standardized, cut and embedded", () => {
  const train = bent(300, 1);
  const {model} = runToEnd(fitTabm(train, {...SMALL, epochs: 1}));
  const {steps, tabm} = tabmInside(model);
  const {inputs} = tabm.parts;
  expect(inputs.map(({name, standardized}) => [name, standardized?.length ?? null])).toEqual([
    ["a", 7],
    ["code", 3],
    ["noise", 7],
    ["flag", null]
  ]);
  const a = Array.from({length: 300}, (_, row) => train.x[row * 4]);
  const mean = a.reduce((sum, value) => sum + value, 0) / 300;
  const deviation = Math.sqrt(a.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 300);
  const [step] = steps as Extract<Transform, {step: "piecewiseLinear"}>[];
  step.bounds[0].forEach((bound, k) => expect(inputs[0].standardized![k]).toBeCloseTo((bound - mean) / deviation, 9));
});

test("a column that does not vary in training changes nothing, whatever comes later", () => {
  const train = bent(300, 1);
  const {model} = runToEnd(fitTabm({...train, x: train.x.map((v, i) => (i % 4 === 2 ? 0.1 : v))}, SMALL));
  const fresh = bent(50, 2);
  const [before, after] = [0.1, 1e6].map((value) =>
    model.predict({...fresh, x: fresh.x.map((v, i) => (i % 4 === 2 ? value : v))})
  );
  expect(after).toEqual(before);
});

test("models of every family come back from JSON, and one of none is refused", async () => {
  const train = bent(120, 1);
  for (const learner of [logisticEstimator(), mlpEstimator({epochs: 1}), tabmEstimator({...SMALL, epochs: 1})]) {
    const model = await learner.fit(train, {seed: 1});
    const again = modelFromJson(JSON.parse(JSON.stringify(model.toJSON())), ALL_FAMILIES);
    expect(again.predict(train)).toEqual(model.predict(train));
  }
  expect(() => modelFromJson({family: "oracle"}, ALL_FAMILIES)).toThrow(/no model of the family oracle/);
  expect(() => modelFromJson(null, ALL_FAMILIES)).toThrow(RangeError);
});
