import * as tf from "@tensorflow/tfjs-core";
import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {permutation, random} from "../core/random.js";
import {adam, type Weights} from "./adam.js";
import {masked} from "./layers.js";
import {chanceOf, startWeights, type Batch, type Dropout, type Network} from "./network.js";
import type {TrainingOptions} from "./neuralOptions.js";
import {Tape} from "./tape.js";

/** Examples as a network takes them, some rows at a time. */
export interface Examples {
  readonly rows: number;
  batch(rows: ArrayLike<number>): Batch;
}

/** What the examples are to be told apart by. */
export interface Answers {
  /** 0 or 1, one a row. */
  readonly y: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

export interface Epoch {
  /** Done so far. */
  readonly epochs: number;
  /**
   * Mean log loss over the epoch's steps, each before it was taken; and after the epoch on the validation rows, null
   * where there are none.
   */
  readonly training: number;
  readonly validation: number | null;
  /** As they are now; later epochs change them in place. */
  readonly weights: Weights;
}

const ORDER_STREAM = 22;
const DROPOUT_STREAM = 23;
/** Rows that are scored at once. */
const SCORED = 1024;

/**
 * Trains a network on log loss in small batches with Adam, and yields after each epoch. The first weights, the order of
 * rows and the silent units come from the seed alone. The mean weight of a row is taken as one, so that a class weight
 * makes no step larger on average. Returns the weights of the last epoch, or of the best where it may stop early.
 *
 * Throws `UserError` where the loss is no number any more.
 */
export function* trainNetwork(
  network: Network,
  train: Examples & Answers,
  options: TrainingOptions,
  validation?: Examples & Answers
): Generator<Epoch, Weights> {
  const {rows, y} = train;
  const weights = startWeights(network, options.seed);
  const step = adam(weights, options.learningRate);
  const rowWeights = rowWeightsOf(train, options.scalePosWeight);
  const total = rowWeights.reduce((a, b) => a + b, 0);
  let best = {loss: Infinity, epoch: 0, weights: copyOf(weights)};
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = permutation(rows, random(options.seed, ORDER_STREAM, epoch));
    const silence = dropoutFrom(options, epoch);
    let sum = 0;
    for (let from = 0; from < rows; from += options.batch) {
      const chosen = order.subarray(from, Math.min(rows, from + options.batch));
      const scale = rows / total / chosen.length;
      const {loss, gradients} = gradientsOf(network, weights, train.batch(chosen), silence, (logOdds) =>
        lossOf(logOdds, chosen, y, rowWeights, scale)
      );
      if (!Number.isFinite(loss))
        throw new UserError(
          `the loss of epoch ${epoch + 1} is no number any more`,
          "choose a smaller learning rate or class weight"
        );
      sum += (loss * chosen.length) / rows;
      shrink(network, weights, gradients, options.l2);
      step(gradients);
    }
    const heldBack = validation === undefined ? null : meanLogLoss(network, weights, validation, options);
    yield {epochs: epoch + 1, training: sum, validation: heldBack, weights};
    if (heldBack === null || options.patience === 0) continue;
    if (heldBack < best.loss) best = {loss: heldBack, epoch, weights: copyOf(weights)};
    else if (epoch - best.epoch >= options.patience) break;
  }
  return validation !== undefined && options.patience > 0 ? best.weights : weights;
}

/**
 * Loss and gradients of the weights for one batch. `measure` gives the loss of log-odds and its derivative by each; the
 * weights' own penalty is not in it.
 */
export function gradientsOf(
  network: Network,
  weights: Weights,
  batch: Batch,
  dropout: (tape: Tape) => Dropout,
  measure: (logOdds: Float32Array) => {readonly loss: number; readonly slope: Float32Array}
): {readonly loss: number; readonly gradients: Weights} {
  const names = Object.keys(network.shapes);
  let loss = NaN;
  let gradients: Float32Array[] = [];
  tf.tidy(() => {
    const tape = new Tape(true);
    const tensors = tensorsOf(network, weights);
    const logOdds = network.logOdds(tape, tensors, batch, dropout(tape));
    const measured = measure(logOdds.dataSync() as Float32Array);
    loss = measured.loss;
    const found = tape.gradients(
      logOdds,
      tf.tensor2d(measured.slope, [batch.rows, 1]),
      names.map((name) => tensors[name])
    );
    gradients = found.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
  return {loss, gradients: Object.fromEntries(names.map((name, k) => [name, gradients[k]]))};
}

/** The log-odds of all rows. */
export function logOddsOf(network: Network, weights: Weights, {rows, batch}: Examples): Float64Array {
  const found = new Float64Array(rows);
  for (let from = 0; from < rows; from += SCORED) {
    const chosen = Int32Array.from({length: Math.min(SCORED, rows - from)}, (_, i) => from + i);
    tf.tidy(() => {
      const logOdds = network.logOdds(new Tape(false), tensorsOf(network, weights), batch(chosen), (layer) => layer);
      found.set(logOdds.dataSync(), from);
    });
  }
  return found;
}

function tensorsOf({shapes}: Network, weights: Weights): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(weights[name], shape as number[], "float32")])
  );
}

function copyOf(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, values.slice()]));
}

function rowWeightsOf({rows, y, weights}: Examples & Answers, scalePosWeight: number): Float64Array {
  return Float64Array.from({length: rows}, (_, row) => (weights?.[row] ?? 1) * (y[row] === 1 ? scalePosWeight : 1));
}

/** Log loss of some rows, weighted, times `scale`; and its derivative by each row's log-odds. */
function lossOf(
  logOdds: ArrayLike<number>,
  rows: ArrayLike<number>,
  y: ArrayLike<number>,
  weights: ArrayLike<number>,
  scale: number
): {loss: number; slope: Float32Array} {
  const slope = new Float32Array(rows.length);
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const weight = weights[rows[i]] * scale;
    const z = logOdds[i];
    loss += weight * (Math.max(z, 0) - z * y[rows[i]] + log(1 + exp(-Math.abs(z))));
    slope[i] = weight * (chanceOf(z) - y[rows[i]]);
  }
  return {loss, slope};
}

function meanLogLoss(
  network: Network,
  weights: Weights,
  examples: Examples & Answers,
  {scalePosWeight}: TrainingOptions
): number {
  const rowWeights = rowWeightsOf(examples, scalePosWeight);
  const all = Int32Array.from({length: examples.rows}, (_, row) => row);
  const total = rowWeights.reduce((a, b) => a + b, 0);
  return lossOf(logOddsOf(network, weights, examples), all, examples.y, rowWeights, 1 / total).loss;
}

function shrink({shapes}: Network, weights: Weights, gradients: Weights, l2: number): void {
  if (l2 === 0) return;
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.length < 2) continue;
    const [w, g] = [weights[name], gradients[name]];
    for (let i = 0; i < w.length; i++) g[i] += l2 * w[i];
  }
}

/** Silences units of hidden layers and makes the others as much larger, step by step from the seed. */
function dropoutFrom({dropout, seed}: TrainingOptions, epoch: number): (tape: Tape) => Dropout {
  if (dropout === 0) return () => (layer) => layer;
  const source = random(seed, DROPOUT_STREAM, epoch);
  const kept = 1 / (1 - dropout);
  return (tape) => (layer) => {
    const mask = Float32Array.from({length: layer.size}, () => (source.uniform() < dropout ? 0 : kept));
    const tensor = tf.tensor2d(mask, layer.shape);
    return masked(tape, layer, tensor);
  };
}
