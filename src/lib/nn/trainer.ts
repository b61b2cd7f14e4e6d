import * as tf from "@tensorflow/tfjs-core";
import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {permutation, random} from "../core/random.js";
import {adam, type AdamState, type Weights} from "./optimizers.js";
import {dropoutMask} from "./dropout.js";
import {masked} from "./layers.js";
import {sigmoid, initialWeights, type Batch, type Dropout, type Network} from "./network.js";
import type {TrainingOptions} from "./neuralOptions.js";
import {Tape} from "./tape.js";

/** Examples as a network takes them, some rows at a time. */
export interface Examples {
  readonly rows: number;
  batch(rows: ArrayLike<number>): Batch;
  /** The rows of each step of an epoch; all in a drawn order, `options.batch` at a time, where absent. */
  steps?(epoch: number): Iterable<ArrayLike<number>>;
}

/** What the examples are to be told apart by. */
export interface Answers {
  /** 0 or 1, one a row. */
  readonly y: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

/** What a network's log-odds are worth. */
export interface Objective {
  /** The mean loss over some rows of log-odds, rows × outputs, and its derivative by each of them. */
  measure(rows: ArrayLike<number>, logOdds: Float32Array): {readonly loss: number; readonly gradient: Float32Array};
}

/** All that a run needs to go on after an epoch as if it had never stopped; numbers and arrays only. */
export interface TrainingState {
  readonly epochs: number;
  readonly weights: Weights;
  readonly optimizer: AdamState;
  readonly best: {readonly validation: number; readonly epochs: number; readonly weights: Weights};
}

export interface TrainingPlan {
  readonly network: Network;
  readonly examples: Examples;
  readonly objective: Objective;
  readonly options: TrainingOptions;
  /** Worked out after every epoch; the lowest is the best. */
  readonly validate?: (weights: Weights) => number;
  /** To start from, changed by the training; `initialWeights` where absent. */
  readonly start?: Weights;
  /** See `AdamOptions`; 0 by default. */
  readonly weightDecay?: number;
  /** No step's gradient, over all weights, is longer; any length by default. */
  readonly clip?: number;
  /** An epoch's state, to go on from; it is changed by the training. */
  readonly resume?: TrainingState;
}

export interface Epoch {
  /** Done so far. */
  readonly epochs: number;
  /** Mean loss over the epoch's steps, each before it was taken; and what `validate` gave, null without it. */
  readonly training: number;
  readonly validation: number | null;
  /** As they are now; later epochs change them in place. */
  readonly weights: Weights;
  /** Its arrays are changed by later epochs, too. */
  readonly state: TrainingState;
}

/** A step within an epoch. */
export interface TrainingStep {
  /** Rows seen in this epoch so far, of all. */
  readonly rows: number;
  readonly of: number;
  readonly epoch: null;
}

const ORDER_STREAM = 22;
const DROPOUT_STREAM = 23;
/** Rows that are scored at once. */
const SCORED = 1024;

/**
 * Trains a network in small batches with Adam, and yields after each epoch. The first weights, the order of rows and
 * the silent units come from the seed alone. Returns the weights of the last epoch, or of the best where it may stop
 * early.
 *
 * Throws `UserError` where the loss is no number any more.
 */
export function* trainNetwork(plan: TrainingPlan): Generator<Epoch, Weights> {
  const steps = trainingSteps(plan);
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    if (value.epoch !== null) yield value.epoch;
  }
}

/** The same training, which yields after every step as well, so that it can be ended or left alone within an epoch. */
export function* trainingSteps({
  network,
  examples,
  objective,
  options,
  validate,
  start,
  weightDecay,
  clip = Infinity,
  resume
}: TrainingPlan): Generator<TrainingStep | {readonly epoch: Epoch}, Weights> {
  const {rows} = examples;
  const {learningRate, patience} = options;
  const weights = resume?.weights ?? start ?? initialWeights(network, options.seed);
  const optimizer = adam(weights, {learningRate, weightDecay, state: resume?.optimizer});
  let best = resume?.best ?? {validation: Infinity, epochs: 0, weights: copyOf(weights)};
  const stops = validate !== undefined && patience > 0;
  for (let epoch = resume?.epochs ?? 0; epoch < options.epochs; epoch++) {
    if (stops && epoch - best.epochs >= patience) break;
    const silence = dropoutFrom(options, epoch);
    let sum = 0;
    let seen = 0;
    for (const chosen of examples.steps?.(epoch) ?? drawnSteps(rows, options, epoch)) {
      const {loss, gradients} = gradientsOf(network, weights, examples.batch(chosen), silence, (logOdds) =>
        objective.measure(chosen, logOdds)
      );
      if (!Number.isFinite(loss))
        throw new UserError(
          `the loss of epoch ${epoch + 1} is no number any more`,
          "choose a smaller learning rate or class weight"
        );
      sum += (loss * chosen.length) / rows;
      applyL2(network, weights, gradients, options.l2);
      clipGradients(gradients, clip);
      optimizer.step(gradients);
      seen += chosen.length;
      yield {rows: seen, of: rows, epoch: null};
    }
    const epochs = epoch + 1;
    const validation = validate?.(weights) ?? null;
    if (stops && validation! < best.validation) best = {validation: validation!, epochs, weights: copyOf(weights)};
    const state = {epochs, weights, optimizer: optimizer.state(), best};
    yield {epoch: {epochs, training: sum, validation, weights, state}};
  }
  return stops ? best.weights : weights;
}

function* drawnSteps(rows: number, {batch, seed}: TrainingOptions, epoch: number): Generator<Int32Array> {
  const order = permutation(rows, random(seed, ORDER_STREAM, epoch));
  for (let from = 0; from < rows; from += batch) yield order.subarray(from, Math.min(rows, from + batch));
}

/**
 * Log loss of one answer a row. The mean weight of a row is taken as one, so that a class weight makes no step larger
 * on average.
 */
export function logLoss({rows, y, weights}: {readonly rows: number} & Answers, scalePosWeight = 1): Objective {
  const rowWeights = Float64Array.from(
    {length: rows},
    (_, row) => (weights?.[row] ?? 1) * (y[row] === 1 ? scalePosWeight : 1)
  );
  const share = rows / rowWeights.reduce((a, b) => a + b, 0);
  return {
    measure(chosen, logOdds) {
      const scale = share / chosen.length;
      const gradient = new Float32Array(chosen.length);
      let loss = 0;
      for (let i = 0; i < chosen.length; i++) {
        const row = chosen[i];
        const weight = rowWeights[row] * scale;
        const z = logOdds[i];
        loss += weight * (Math.max(z, 0) - z * y[row] + log(1 + exp(-Math.abs(z))));
        gradient[i] = weight * (sigmoid(z) - y[row]);
      }
      return {loss, gradient};
    }
  };
}

/** The mean loss of weights over all examples, of one output each. */
export function meanLoss(network: Network, examples: Examples, objective: Objective): (weights: Weights) => number {
  const all = Int32Array.from({length: examples.rows}, (_, row) => row);
  return (weights) => objective.measure(all, Float32Array.from(predictLogOdds(network, weights, examples))).loss;
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
  measure: (logOdds: Float32Array) => {readonly loss: number; readonly gradient: Float32Array}
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
      tf.tensor2d(measured.gradient, logOdds.shape),
      names.map((name) => tensors[name])
    );
    gradients = found.map((gradient) => Float32Array.from(gradient.dataSync()));
  });
  return {loss, gradients: Object.fromEntries(names.map((name, k) => [name, gradients[k]]))};
}

/** The log-odds of all rows, rows × outputs. */
export function predictLogOdds(network: Network, weights: Weights, {rows, batch}: Examples): Float64Array {
  let found = new Float64Array(rows);
  for (let from = 0; from < rows; from += SCORED) {
    const chosen = Int32Array.from({length: Math.min(SCORED, rows - from)}, (_, i) => from + i);
    tf.tidy(() => {
      const logOdds = network.logOdds(new Tape(false), tensorsOf(network, weights), batch(chosen), (layer) => layer);
      const outputs = logOdds.shape[1];
      if (from === 0 && outputs !== 1) found = new Float64Array(rows * outputs);
      found.set(logOdds.dataSync(), from * outputs);
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

function applyL2({shapes}: Network, weights: Weights, gradients: Weights, l2: number): void {
  if (l2 === 0) return;
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.length < 2) continue;
    const [w, g] = [weights[name], gradients[name]];
    for (let i = 0; i < w.length; i++) g[i] += l2 * w[i];
  }
}

/** Scales gradients down to a length over all of them. Source: Pascanu, Mikolov and Bengio (2013), arXiv 1211.5063. */
function clipGradients(gradients: Weights, longest: number): void {
  if (longest === Infinity) return;
  let squares = 0;
  for (const g of Object.values(gradients)) for (let i = 0; i < g.length; i++) squares += g[i] * g[i];
  const scale = longest / Math.sqrt(squares);
  if (scale >= 1) return;
  for (const g of Object.values(gradients)) for (let i = 0; i < g.length; i++) g[i] *= scale;
}

/** Silences units of hidden layers and makes the others as much larger, step by step from the seed. */
function dropoutFrom({dropout, seed}: TrainingOptions, epoch: number): (tape: Tape) => Dropout {
  if (dropout === 0) return () => (layer) => layer;
  const source = random(seed, DROPOUT_STREAM, epoch);
  return (tape) => (layer) => masked(tape, layer, tf.tensor2d(dropoutMask(layer.size, dropout, source), layer.shape));
}
