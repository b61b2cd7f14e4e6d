import * as core from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {linearised, pairedDifference} from "../../src/lib/metrics/comparisons.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {FitProgress} from "../../src/lib/models/estimator.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {fitMlp, type FitEpoch} from "../../src/lib/models/neural/fitMlp.js";
import {LAYERS_PERCEPTRON_OPTIONS, type LayersPerceptronOptions} from "../../src/lib/models/neural/layersOptions.js";
import {
  fitLayersPerceptron,
  foldBatchNorm,
  layersPerceptron,
  layersPerceptronEstimator,
  layersStartWeights
} from "../../src/lib/models/neural/layersPerceptron.js";
import {mlpNetwork} from "../../src/lib/nn/mlpNetwork.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {columnExamples, type MlpJson} from "../../src/lib/models/neural/neuralModel.js";
import {layersLogOdds, putWeights, takeWeights} from "../../src/lib/models/neural/trainLayers.js";
import {predictLogOdds} from "../../src/lib/nn/trainer.js";

beforeAll(openTfjs);

const INTERPRETER: LayersPerceptronOptions = {
  ...LAYERS_PERCEPTRON_OPTIONS,
  width: 6,
  depth: 2,
  dropout: 0,
  l2: 0.01,
  batchNorm: false
};

/** Chances that bend with two columns, beside two that say nothing; rows differ in weight. */
function bent(rows: number, seed: number): TrainingSet {
  const source = random(seed);
  const x = Float64Array.from({length: rows * 4}, () => 2 * source.uniform() - 1);
  const y = Array.from({length: rows}, (_, row) => {
    const logOdds = 6 * x[row * 4] * x[row * 4 + 1] + 1.5 * x[row * 4];
    return source.uniform() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  const weights = Float64Array.from({length: rows}, () => 0.5 + source.uniform());
  return {rows, columns: ["a", "b", "c", "d"], x, y, weights};
}

/** Weights of which none is zero or one. */
function drawn(options: LayersPerceptronOptions, columns: number, seed: number) {
  const source = random(seed);
  return Object.fromEntries(
    Object.entries(layersStartWeights(columns, {...options, seed})).map(([name, values]) => [
      name,
      values.map((value) => (name.startsWith("variance") ? 0.3 + source.uniform() : value + source.uniform() - 0.5))
    ])
  );
}

const inputsOf = (x: ArrayLike<number>, columns: number) => (rows: ArrayLike<number>) =>
  tf.tensor2d(
    Float32Array.from(
      {length: rows.length * columns},
      (_, i) => x[rows[Math.floor(i / columns)] * columns + (i % columns)]
    ),
    [rows.length, columns]
  );

function finish(run: Generator<FitEpoch, Model>): {readonly model: Model; readonly losses: number[]} {
  const losses: number[] = [];
  for (;;) {
    const {done, value} = run.next();
    if (done) return {model: value, losses};
    losses.push(value.training);
  }
}

function mostApart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}

test("TensorFlow.js and its core are one engine, with one backend and one kind of tensor", () => {
  expect(tf.engine()).toBe(core.engine());
  expect(tf.getBackend()).toBe("wasm");
  const made = tf.scalar(2);
  expect(made).toBeInstanceOf(core.Tensor);
  expect(core.mul(made, core.scalar(3)).dataSync()[0]).toBe(6);
});

test("the same weights give the same log-odds as ours, over more rows than are scored at once", () => {
  const {x, rows, columns} = bent(1500, 1);
  const weights = drawn(INTERPRETER, 4, 2);
  const network = layersPerceptron(4, INTERPRETER);
  putWeights(network, weights);
  const ours = predictLogOdds(mlpNetwork(4, INTERPRETER), weights, columnExamples({rows, columns, x}));
  expect(mostApart(layersLogOdds(network, rows, inputsOf(x, 4)), ours)).toBeLessThan(1e-6);
  expect(new Set(ours).size).toBeGreaterThan(1000);
  network.model.dispose();
});

describe.each([
  ["nothing silent", 0],
  ["units silent", 0.4]
])("with %s", (_, dropout) => {
  test("fifty steps of Adam lead both implementations to the same weights", async () => {
    const train = bent(300, 3);
    const options = {...INTERPRETER, dropout, epochs: 10, batch: 64, scalePosWeight: 3, learningRate: 0.01};
    const {model, losses} = finish(fitMlp(train, options));
    const heard: FitProgress[] = [];
    const layers = await fitLayersPerceptron(train, options, {report: (progress) => void heard.push(progress)});
    const weightsOf = (of: Model) => (of.toJSON() as {model: MlpJson}).model.weights;
    const [a, b] = [weightsOf(layers), weightsOf(model)];
    expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
    for (const name of Object.keys(b)) expect(mostApart(a[name].values, b[name].values)).toBeLessThan(1e-4);
    expect(mostApart(layers.predict(train), model.predict(train))).toBeLessThan(1e-4);
    expect(heard).toHaveLength(50);
    expect(heard.at(-1)).toMatchObject({done: 50, of: 50});
    // the layers count their penalty in: half of l2 times the squares of matrices, as they were before each step
    const first = heard[4].training! - losses[0];
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(0.1);
  });
});

test("it stops where ours stops, and keeps the same best weights", async () => {
  const train = bent(120, 4);
  const validation = bent(80, 5);
  const options = {
    ...INTERPRETER,
    epochs: 60,
    batch: 32,
    l2: 0,
    learningRate: 0.02,
    width: 16,
    dropout: 0.3,
    patience: 3
  };
  let ours = 0;
  const run = fitMlp(train, options, {validation});
  let model: Model;
  for (;;) {
    const {done, value} = run.next();
    if (done) {
      model = value;
      break;
    }
    ours = value.epochs;
  }
  let last = 0;
  const layers = await fitLayersPerceptron(train, options, {
    validation,
    report: ({done, validation: loss}) => {
      if (loss !== undefined) last = done / 4;
    }
  });
  expect(ours).toBeLessThan(60);
  expect(last).toBe(ours);
  expect(mostApart(layers.predict(validation), model.predict(validation))).toBeLessThan(1e-4);
});

describe("batch norm", () => {
  const options = {...INTERPRETER, depth: 1, width: 3, l2: 0, batchNorm: true};
  const {x} = bent(7, 6);
  const weights = drawn(options, 4, 7);
  /** Log-odds by hand: of each unit less `mean`, over the root of `variance` + 10⁻⁵, as columns of numbers. */
  const byHand = (moments: (unit: number[], at: number) => readonly [mean: number, variance: number]) => {
    const hidden = [0, 1, 2].map((unit) => {
      const sums = Array.from({length: 7}, (_, row) =>
        [0, 1, 2, 3].reduce((sum, f) => sum + x[row * 4 + f] * weights.w0[f * 3 + unit], weights.b0[unit])
      );
      const [mean, variance] = moments(sums, unit);
      return sums.map((value) =>
        Math.max(0, (weights.gain0[unit] * (value - mean)) / Math.sqrt(variance + 1e-5) + weights.shift0[unit])
      );
    });
    return Array.from({length: 7}, (_, row) =>
      hidden.reduce((sum, values, unit) => sum + values[row] * weights.out[unit], weights.outBias[0])
    );
  };
  const predictionTimesOf = (values: number[]): [number, number] => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  const all = [0, 1, 2, 3, 4, 5, 6];

  test("in training has the moments of the step, in inference those that it has learned", () => {
    const network = layersPerceptron(4, options);
    putWeights(network, weights);
    const training = network.model.apply(inputsOf(x, 4)(all), {training: true}) as tf.Tensor;
    expect(mostApart(training.dataSync(), byHand(predictionTimesOf))).toBeLessThan(1e-5);
    putWeights(network, weights);
    const inferred = layersLogOdds(network, 7, inputsOf(x, 4));
    const learned = byHand((_, unit) => [weights.mean0[unit], weights.variance0[unit]]);
    expect(mostApart(inferred, learned)).toBeLessThan(1e-5);
    expect(mostApart(inferred, training.dataSync())).toBeGreaterThan(0.01);
    network.model.dispose();
  });

  test("a step moves what it has learned a tenth of the way to the moments of the step", async () => {
    const network = layersPerceptron(4, options);
    putWeights(network, weights);
    network.model.compile({optimizer: tf.train.sgd(0), loss: "meanSquaredError"});
    await network.model.trainOnBatch(inputsOf(x, 4)(all), tf.zeros([7, 1]));
    const after = takeWeights(network);
    byHand((sums, unit) => {
      const [mean, variance] = predictionTimesOf(sums);
      expect(after.mean0[unit]).toBeCloseTo(0.9 * weights.mean0[unit] + 0.1 * mean, 5);
      expect(after.variance0[unit]).toBeCloseTo(0.9 * weights.variance0[unit] + 0.1 * variance, 5);
      return [mean, variance];
    });
    network.model.dispose();
  });

  test("folded into the products before it, is the same network", () => {
    const deep = {...options, depth: 3, width: 5};
    const given = drawn(deep, 4, 8);
    const network = layersPerceptron(4, deep);
    putWeights(network, given);
    const examples = columnExamples({rows: 7, columns: ["a", "b", "c", "d"], x});
    const folded = predictLogOdds(mlpNetwork(4, deep), foldBatchNorm(given, deep), examples);
    expect(mostApart(layersLogOdds(network, 7, inputsOf(x, 4)), folded)).toBeLessThan(1e-5);
    network.model.dispose();
  });

  test("never sees a step of a single row", async () => {
    const steps = async (rows: number, batchNorm: boolean) => {
      let of = 0;
      const report = (progress: FitProgress) => void (of = progress.of);
      const train = {...bent(rows, 9), y: Array.from({length: rows}, (_, row) => row % 2)};
      await fitLayersPerceptron(train, {...INTERPRETER, batchNorm, batch: 4, epochs: 1}, {report});
      return of;
    };
    expect(await steps(9, true)).toBe(2);
    expect(await steps(9, false)).toBe(3);
    expect(await steps(10, true)).toBe(3);
    await expect(steps(9, true)).resolves.toBe(2);
    await expect(fitLayersPerceptron(bent(20, 9), {batch: 1})).rejects.toThrow("give a batch of 2 rows or more");
  });
});

test("with batch norm and dropout it ranks unseen rows as well as ours", async () => {
  const train = bent(1200, 10);
  const held = bent(800, 11);
  const options = {epochs: 25, width: 16, learningRate: 0.01};
  const [layers, ours] = await Promise.all(
    [layersPerceptronEstimator(options), mlpEstimator(options)].map((learner) => learner.fit(train, {seed: 1}))
  );
  const [a, b] = [layers, ours].map((model) => model.predict(held));
  expect(rocAuc(a, held.y).low).toBeGreaterThan(0.75);
  const {interval} = pairedDifference("auc", linearised("auc", a, held.y), linearised("auc", b, held.y), held.y, {
    clusters: null
  });
  expect(interval!.low).toBeGreaterThan(-0.05);
  expect(interval!.high).toBeLessThan(0.05);
});

test("the seed decides, whatever TensorFlow.js draws for itself", async () => {
  const train = bent(100, 12);
  const learner = layersPerceptronEstimator({epochs: 2, width: 8});
  const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => learner.fit(train, {seed})));
  expect(a.predict(train)).toEqual(b.predict(train));
  expect(a.predict(train)).not.toEqual(c.predict(train));
});

test("no tensor is left, also where a fit is ended", async () => {
  const train = bent(60, 13);
  // judged by its own rows it is better after each epoch, and its best weights are replaced
  const options = {epochs: 4, width: 4, patience: 1, batchNorm: false, dropout: 0, l2: 0};
  await fitLayersPerceptron(train, options);
  const before = tf.memory().numTensors;
  const model = await fitLayersPerceptron(train, options, {validation: train});
  model.predict(train);
  expect(tf.memory().numTensors).toBe(before);
  const report = () => {
    throw new Error("stopped");
  };
  await expect(fitLayersPerceptron(train, options, {report})).rejects.toThrow("stopped");
  expect(tf.memory().numTensors).toBe(before);
});

test("what cannot be learned from is said", async () => {
  const train = bent(50, 15);
  const learner = layersPerceptronEstimator({epochs: 1});
  const fit = (change: Partial<TrainingSet>) => learner.fit({...train, ...change}, {seed: 1});
  await expect(fit({y: new Array(50).fill(0)})).rejects.toThrow(/all 50 labels are 0/);
  await expect(fit({x: train.x.map((v, i) => (i === 5 ? Infinity : v))})).rejects.toThrow(UserError);
  await expect(fitLayersPerceptron(train, {dropout: 1})).rejects.toThrow("dropout: 1");
});
