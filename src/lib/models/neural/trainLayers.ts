import * as tf from "@tensorflow/tfjs";
import {UserError} from "../../core/errors.js";
import {permutation, random} from "../../core/random.js";
import type {FitContext} from "../estimator.js";
import type {Weights} from "../../nn/optimizers.js";
import type {TrainingOptions} from "../../nn/neuralOptions.js";
import type {MaskSource} from "./seededDropout.js";
import type {Answers, Objective} from "../../nn/trainer.js";

/** A network of the layers API, which gives one log-odds a row. */
export interface LayersNetwork {
  readonly model: tf.LayersModel;
  /** Its layers that hold weights; the names of their weights, in the order of `getWeights`. */
  readonly named: readonly {readonly layer: tf.layers.Layer; readonly weights: readonly string[]}[];
  readonly masks: MaskSource;
}

export interface LayersPlan {
  readonly network: LayersNetwork;
  readonly rows: number;
  /** The network's inputs for some rows. */
  readonly inputs: (rows: ArrayLike<number>) => tf.Tensor | tf.Tensor[];
  readonly answers: Answers;
  readonly options: TrainingOptions;
  /** Rows of a step at least; a last step of fewer is joined to the one before it. */
  readonly leastRows?: number;
  /** Worked out after every epoch; the lowest is the best. */
  readonly validate?: () => number;
  readonly report?: FitContext["report"];
}

// the streams of `trainNetwork`, so that either training sees the same rows and the same silent units
const ORDER_STREAM = 22;
const DROPOUT_STREAM = 23;
/** Rows that are scored at once. */
const SCORED = 1024;

/**
 * Trains a network of the layers API with Adam, by `trainOnBatch`: rows in the order, units silent as `trainNetwork`
 * has them for the same seed. Leaves the network with the weights of the last epoch, or of the best where it may stop
 * early. Reports every step, and with an epoch's last its mean loss, in which the penalty of the weights is.
 *
 * Throws `UserError` where the loss is no number any more.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 * import {layersPerceptron} from "./layersPerceptron.js";
 *
 * // log-odds out · x + outBias; both weights are zero at first
 * const options = {...LAYERS_PERCEPTRON_OPTIONS, depth: 0, epochs: 1, learningRate: 0.1, l2: 0};
 * const network = layersPerceptron(1, options);
 * const x = [1, -1];
 * const inputs = (rows: ArrayLike<number>) => tf.tensor2d(Array.from(rows, (row) => [x[row]]));
 * const losses: (number | null | undefined)[] = [];
 * const report = ({training}: {readonly training?: number | null}) => void losses.push(training);
 * await trainLayers({network, rows: 2, inputs, answers: {y: [1, 0]}, options, report});
 * losses // → [0.6931…] (ln 2, before the step)
 * takeWeights(network).out[0].toFixed(4) // → "0.1000" (Adam's first step is as long as its rate)
 * network.model.dispose();
 * ```
 */
export async function trainLayers({
  network: {model, masks},
  rows,
  inputs,
  answers: {y, weights},
  options,
  leastRows = 1,
  validate,
  report
}: LayersPlan): Promise<void> {
  const {learningRate, patience, epochs, seed, scalePosWeight} = options;
  const rowWeights = Float64Array.from(
    {length: rows},
    (_, row) => (weights?.[row] ?? 1) * (y[row] === 1 ? scalePosWeight : 1)
  );
  const share = rows / rowWeights.reduce((a, b) => a + b, 0);
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  // not left to the layers: a recurrent one takes a regularizer and never counts it
  const matrices = model.trainableWeights.map((weight) => weight.read()).filter(({rank}) => rank > 1);
  const penalty = (): tf.Tensor =>
    tf.mul(
      options.l2 / 2,
      matrices.map((matrix) => tf.sum(tf.square(matrix))).reduce((a, b) => tf.add(a, b))
    );
  model.compile({
    optimizer,
    loss: (target, logOdds) => {
      const loss = weightedLogLoss(target, logOdds);
      return options.l2 > 0 ? tf.add(loss, penalty()) : loss;
    }
  });
  const steps = stepSizes(rows, options.batch, leastRows).length;
  const stops = validate !== undefined && patience > 0;
  let best: {readonly validation: number; readonly epochs: number; readonly weights: tf.Tensor[]} | undefined;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      if (best !== undefined && epoch - best.epochs >= patience) break;
      masks.random = random(seed, DROPOUT_STREAM, epoch);
      const order = permutation(rows, random(seed, ORDER_STREAM, epoch));
      let sum = 0;
      let from = 0;
      for (const [step, size] of stepSizes(rows, options.batch, leastRows).entries()) {
        const chosen = order.subarray(from, (from += size));
        const loss = await trainStep(model, inputs(chosen), targets(chosen));
        if (!Number.isFinite(loss))
          throw new UserError(
            `the loss of epoch ${epoch + 1} is no number any more`,
            "choose a smaller learning rate or class weight"
          );
        sum += (loss * size) / rows;
        const done = epoch * steps + step + 1;
        if (step < steps - 1) await report?.({done, of: epochs * steps});
      }
      const validation = validate?.() ?? null;
      if (stops && validation! < (best?.validation ?? Infinity)) {
        tf.dispose(best?.weights);
        best = {validation: validation!, epochs: epoch + 1, weights: model.getWeights().map((w) => w.clone())};
      }
      await report?.({done: (epoch + 1) * steps, of: epochs * steps, training: sum, validation});
    }
    if (best !== undefined) model.setWeights(best.weights);
  } finally {
    tf.dispose(best?.weights);
    optimizer.dispose();
  }

  /** The weight of each row, with a minus where its label is 0: the layers API hands no weights to a step. */
  function targets(chosen: Int32Array): tf.Tensor2D {
    const signed = Float32Array.from(chosen, (row) => (y[row] === 1 ? 1 : -1) * rowWeights[row] * share);
    return tf.tensor2d(signed, [chosen.length, 1]);
  }
}

/** Rows of each step of an epoch. */
function stepSizes(rows: number, batch: number, least: number): number[] {
  const sizes = Array.from({length: Math.ceil(rows / batch)}, (_, i) => Math.min(batch, rows - i * batch));
  if (sizes.length > 1 && sizes.at(-1)! < least) sizes.push(sizes.pop()! + sizes.pop()!);
  return sizes;
}

async function trainStep(model: tf.LayersModel, x: tf.Tensor | tf.Tensor[], target: tf.Tensor): Promise<number> {
  try {
    return (await model.trainOnBatch(x, target)) as number;
  } finally {
    tf.dispose([x, target]);
  }
}

/** Mean log loss of log-odds; the targets are those of `trainLayers`. */
function weightedLogLoss(target: tf.Tensor, logOdds: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const wrong = tf.mul(tf.neg(tf.sign(target)), logOdds);
    const loss = tf.add(tf.relu(wrong), tf.log1p(tf.exp(tf.neg(tf.abs(wrong)))));
    return tf.mean(tf.mul(loss, tf.abs(target)));
  });
}

/**
 * The log-odds of so many rows, in inference: nothing is silent, and what was learned of means is used.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 * import {layersPerceptron} from "./layersPerceptron.js";
 *
 * const network = layersPerceptron(1, {...LAYERS_PERCEPTRON_OPTIONS, depth: 0});
 * putWeights(network, {out: Float32Array.of(2), outBias: Float32Array.of(1)});
 * const x = [1, -1, 3];
 * layersLogOdds(network, 3, (rows) => tf.tensor2d(Array.from(rows, (row) => [x[row]]))) // → [3, −1, 7]
 * network.model.dispose();
 * ```
 */
export function layersLogOdds({model}: LayersNetwork, rows: number, inputs: LayersPlan["inputs"]): Float32Array {
  const found = new Float32Array(rows);
  for (let from = 0; from < rows; from += SCORED)
    tf.tidy(() => {
      const chosen = Int32Array.from({length: Math.min(SCORED, rows - from)}, (_, i) => from + i);
      const x = inputs(chosen);
      found.set((model.predict(x, {batchSize: SCORED}) as tf.Tensor).dataSync(), from);
    });
  return found;
}

/**
 * The mean loss of a network, as it is when the function is called, over all rows.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 * import {layersPerceptron} from "./layersPerceptron.js";
 * import {logLoss} from "../../nn/trainer.js";
 *
 * const network = layersPerceptron(1, {...LAYERS_PERCEPTRON_OPTIONS, depth: 0});
 * const x = [1, -1];
 * const inputs = (rows: ArrayLike<number>) => tf.tensor2d(Array.from(rows, (row) => [x[row]]));
 * const loss = layersMeanLoss(network, 2, inputs, logLoss({rows: 2, y: [1, 0]}, 1));
 * loss() // → 0.6931… (ln 2: all weights are zero)
 * putWeights(network, {out: Float32Array.of(2), outBias: Float32Array.of(0)});
 * loss() // → 0.1269… (ln (1 + e⁻²))
 * network.model.dispose();
 * ```
 */
export function layersMeanLoss(
  network: LayersNetwork,
  rows: number,
  inputs: LayersPlan["inputs"],
  objective: Objective
): () => number {
  const all = Int32Array.from({length: rows}, (_, row) => row);
  return () => objective.measure(all, layersLogOdds(network, rows, inputs)).loss;
}

/**
 * Puts weights into a network. Throws `RangeError` for one that is missing or has another length.
 *
 * @example
 * ```ts
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 * import {layersPerceptron} from "./layersPerceptron.js";
 *
 * const network = layersPerceptron(2, {...LAYERS_PERCEPTRON_OPTIONS, depth: 0});
 * const outBias = Float32Array.of(1);
 * putWeights(network, {out: Float32Array.of(2, 3), outBias});
 * takeWeights(network) // → {out: [2, 3], outBias: [1]}
 * putWeights(network, {out: Float32Array.of(2), outBias}) // → throws RangeError: out: 1 values for 2
 * network.model.dispose();
 * ```
 */
export function putWeights({named}: LayersNetwork, weights: Weights): void {
  for (const {layer, weights: names} of named)
    tf.tidy(() =>
      layer.setWeights(
        layer.getWeights().map(({shape, size}, i) => {
          const values = weights[names[i]];
          if (values?.length !== size) throw new RangeError(`${names[i]}: ${values?.length} values for ${size}`);
          return tf.tensor(values, shape);
        })
      )
    );
}

/**
 * The weights of a network, by name.
 *
 * @example
 * ```ts
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 * import {layersPerceptron} from "./layersPerceptron.js";
 *
 * const network = layersPerceptron(2, {...LAYERS_PERCEPTRON_OPTIONS, depth: 0});
 * takeWeights(network) // → {out: [0, 0], outBias: [0]} (a network starts from zeros)
 * network.model.dispose();
 * ```
 */
export function takeWeights({named}: LayersNetwork): Weights {
  return Object.fromEntries(
    named.flatMap(({layer, weights}) =>
      layer.getWeights().map((tensor, i) => [weights[i], Float32Array.from(tensor.dataSync())] as const)
    )
  );
}
