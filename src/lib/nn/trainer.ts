import * as tf from "@tensorflow/tfjs-core";
import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {permutation, random} from "../core/random.js";
import {adam, initialState, type OptimizerState, type UpdateRule, type Weights} from "./optimizers.js";
import {dropout as silenced} from "./dropout.js";
import {sigmoid, initialWeights, type Batch, type Dropout, type Network} from "./network.js";
import type {TrainingOptions} from "./neuralOptions.js";
import {Parameters} from "./parameters.js";
import {Tape} from "./tape.js";
import type {TensorLoss} from "./tensorLoss.js";
import {trainStep, type Pass} from "./trainStep.js";

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

/**
 * What a network's log-odds are worth, on typed arrays: with an output or a few a row, reading them takes less than the
 * operations that `TensorObjective` would need.
 */
export interface Objective {
  /** The mean loss over some rows of log-odds, rows × outputs, and its derivative by each of them. */
  measure(rows: ArrayLike<number>, logOdds: Float32Array): {readonly loss: number; readonly gradient: Float32Array};
}

/** The same on the backend, where the outputs stay: for many outputs a row, with the losses beside this file. */
export interface TensorObjective {
  measureTensor(rows: ArrayLike<number>, outputs: tf.Tensor2D): TensorLoss;
}

/** All that a run needs to go on after an epoch as if it had never stopped; numbers and arrays only. */
export interface TrainingState {
  readonly epochs: number;
  readonly weights: Weights;
  readonly optimizer: OptimizerState;
  readonly best: {readonly validation: number; readonly epochs: number; readonly weights: Weights};
}

export interface TrainingPlan {
  readonly network: Network;
  readonly examples: Examples;
  readonly objective: Objective | TensorObjective;
  readonly options: TrainingOptions;
  /** Worked out after every epoch; the lowest is the best. */
  readonly validate?: (weights: Weights) => number;
  /** To start from, changed by the training; `initialWeights` where absent. */
  readonly start?: Weights;
  /** How a step moves the weights; by default Adam, at the learning rate of the options. */
  readonly rule?: UpdateRule;
  /** Of that Adam; 0 by default. */
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
  /** As they are after the epoch; later epochs change them in place, each at its end. */
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
 * Trains a network in small batches, with Adam unless the plan has another rule, and yields after each epoch. The first weights, the order of rows and
 * the silent units come from the seed alone. Returns the weights of the last epoch, or of the best where it may stop
 * early.
 *
 * Throws `UserError` where the loss is no number any more.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 * import {MLP_OPTIONS} from "./neuralOptions.js";
 *
 * const x = [-1, 1, 2, -2];
 * const batch = (rows: ArrayLike<number>) => ({
 *   rows: rows.length,
 *   x: Float32Array.from(rows, (row) => x[row]),
 *   events: null
 * });
 * const plan = {
 *   network: mlpNetwork(1, {width: 1, depth: 0}),
 *   examples: {rows: 4, batch},
 *   objective: logLoss({rows: 4, y: [0, 1, 1, 0]}),
 *   options: {...MLP_OPTIONS, epochs: 30, batch: 2, learningRate: 0.1}
 * };
 * const losses = Array.from(trainNetwork(plan), ({training}) => training);
 * losses.length // → 30
 * losses[29] < 0.5 * losses[0] // → true
 * ```
 */
export function* trainNetwork(plan: TrainingPlan): Generator<Epoch, Weights> {
  const steps = trainingSteps(plan);
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    if (value.epoch !== null) yield value.epoch;
  }
}

/**
 * The same training, which yields after every step as well, so that it can be ended or left alone within an epoch.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 * import {MLP_OPTIONS} from "./neuralOptions.js";
 *
 * const x = [-1, 1, 2, -2];
 * const batch = (rows: ArrayLike<number>) => ({
 *   rows: rows.length,
 *   x: Float32Array.from(rows, (row) => x[row]),
 *   events: null
 * });
 * const plan = {
 *   network: mlpNetwork(1, {width: 1, depth: 0}),
 *   examples: {rows: 4, batch},
 *   objective: logLoss({rows: 4, y: [0, 1, 1, 0]}),
 *   options: {...MLP_OPTIONS, epochs: 1, batch: 2}
 * };
 * Array.from(trainingSteps(plan), (told) => (told.epoch === null ? told.rows : "epoch")) // → [2, 4, "epoch"]
 * ```
 */
export function* trainingSteps({
  network,
  examples,
  objective,
  options,
  validate,
  start,
  weightDecay,
  rule: given,
  clip = Infinity,
  resume
}: TrainingPlan): Generator<TrainingStep | {readonly epoch: Epoch}, Weights> {
  const {rows} = examples;
  const {learningRate, patience, l2} = options;
  const weights = resume?.weights ?? start ?? initialWeights(network, options.seed);
  const rule = given ?? adam({learningRate, weightDecay});
  let optimizer = resume?.optimizer ?? initialState(rule, weights);
  let best = resume?.best ?? {validation: Infinity, epochs: 0, weights: copyOf(weights)};
  const stops = validate !== undefined && patience > 0;
  for (let epoch = resume?.epochs ?? 0; epoch < options.epochs; epoch++) {
    if (stops && epoch - best.epochs >= patience) break;
    const silence = dropoutFrom(options, epoch);
    let sum = 0;
    let seen = 0;
    // on the backend for an epoch, so that a run that is left alone between epochs leaves no tensor behind
    const parameters = new Parameters(network.shapes, weights, rule, optimizer);
    try {
      for (const chosen of examples.steps?.(epoch) ?? drawnSteps(rows, options, epoch)) {
        const batch = examples.batch(chosen);
        const loss = trainStep(
          parameters,
          (tape, tensors) => passOf(network.logOdds(tape, tensors, batch, silence(tape)), chosen, objective),
          {l2, clip}
        );
        if (!Number.isFinite(loss))
          throw new UserError(
            `the loss of epoch ${epoch + 1} is no number any more`,
            "choose a smaller learning rate or class weight"
          );
        sum += (loss * chosen.length) / rows;
        seen += chosen.length;
        yield {rows: seen, of: rows, epoch: null};
      }
      optimizer = parameters.save();
    } finally {
      parameters.dispose();
    }
    const epochs = epoch + 1;
    const validation = validate?.(weights) ?? null;
    if (stops && validation! < best.validation) best = {validation: validation!, epochs, weights: copyOf(weights)};
    const state = {epochs, weights, optimizer, best};
    yield {epoch: {epochs, training: sum, validation, weights, state}};
  }
  return stops ? best.weights : weights;
}

/** What an objective says of a batch's outputs, as tensors. */
function passOf(outputs: tf.Tensor2D, rows: ArrayLike<number>, objective: Objective | TensorObjective): Pass {
  if ("measureTensor" in objective) return {outputs, ...objective.measureTensor(rows, outputs)};
  const {loss, gradient} = objective.measure(rows, outputs.dataSync() as Float32Array);
  return {outputs, loss, gradient: tf.tensor2d(gradient, outputs.shape)};
}

function* drawnSteps(rows: number, {batch, seed}: TrainingOptions, epoch: number): Generator<Int32Array> {
  const order = permutation(rows, random(seed, ORDER_STREAM, epoch));
  for (let from = 0; from < rows; from += batch) yield order.subarray(from, Math.min(rows, from + batch));
}

/**
 * Log loss of one answer a row. The mean weight of a row is taken as one, so that a class weight makes no step larger
 * on average.
 *
 * @example
 * ```ts
 * const {measure} = logLoss({rows: 2, y: [0, 1]});
 * measure([1], Float32Array.of(0)) // → {loss: 0.6931…, gradient: [−0.5]} (ln 2, and the chance less the label)
 * ```
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

/**
 * The mean loss of weights over all examples, of one output each.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 *
 * const network = mlpNetwork(1, {width: 1, depth: 0});
 * const batch = (rows: ArrayLike<number>) => ({rows: rows.length, x: new Float32Array(rows.length), events: null});
 * const loss = meanLoss(network, {rows: 2, batch}, logLoss({rows: 2, y: [0, 1]}));
 * loss({out: Float32Array.of(1), outBias: Float32Array.of(0)}) // → 0.6931… (ln 2)
 * ```
 */
export function meanLoss(network: Network, examples: Examples, objective: Objective): (weights: Weights) => number {
  const all = Int32Array.from({length: examples.rows}, (_, row) => row);
  return (weights) => objective.measure(all, Float32Array.from(predictLogOdds(network, weights, examples))).loss;
}

/**
 * Loss and gradients of the weights for one batch. `measure` gives the loss of log-odds and its derivative by each; the
 * weights' own penalty is not in it.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 *
 * const network = mlpNetwork(1, {width: 1, depth: 0});
 * const weights = {out: Float32Array.of(2), outBias: Float32Array.of(1)};
 * const batch = {rows: 2, x: Float32Array.of(3, 4), events: null};
 * const sum = (z: Float32Array) => ({loss: z[0] + z[1], gradient: Float32Array.of(1, 1)});
 * gradientsOf(network, weights, batch, () => (layer) => layer, sum)
 * // → {loss: 16, gradients: {out: [7], outBias: [2]}}
 * ```
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
    gradients = found.map((gradient) => gradient.dataSync() as Float32Array);
  });
  return {loss, gradients: Object.fromEntries(names.map((name, k) => [name, gradients[k]]))};
}

/**
 * The log-odds of all rows, rows × outputs.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 *
 * const network = mlpNetwork(1, {width: 1, depth: 0});
 * const weights = {out: Float32Array.of(2), outBias: Float32Array.of(-1)};
 * const batch = (rows: ArrayLike<number>) => ({rows: rows.length, x: Float32Array.from(rows), events: null});
 * predictLogOdds(network, weights, {rows: 3, batch}) // → [−1, 1, 3]
 * ```
 */
export function predictLogOdds(network: Network, weights: Weights, {rows, batch}: Examples): Float64Array {
  let found = new Float64Array(rows);
  const tensors = tensorsOf(network, weights);
  try {
    for (let from = 0; from < rows; from += SCORED) {
      const chosen = Int32Array.from({length: Math.min(SCORED, rows - from)}, (_, i) => from + i);
      tf.tidy(() => {
        const logOdds = network.logOdds(new Tape(false), tensors, batch(chosen), (layer) => layer);
        const outputs = logOdds.shape[1];
        if (from === 0 && outputs !== 1) found = new Float64Array(rows * outputs);
        found.set(logOdds.dataSync(), from * outputs);
      });
    }
  } finally {
    tf.dispose(tensors);
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

/** Silences units of hidden layers and makes the others as much larger, step by step from the seed. */
function dropoutFrom({dropout, seed}: TrainingOptions, epoch: number): (tape: Tape) => Dropout {
  if (dropout === 0) return () => (layer) => layer;
  const source = random(seed, DROPOUT_STREAM, epoch);
  return (tape) => (layer) => silenced(tape, layer, dropout, source);
}
