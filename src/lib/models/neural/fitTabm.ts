import {rocAuc} from "../../metrics/auc.js";
import {checkTraining} from "../checkTraining.js";
import {constantColumns} from "../constantColumn.js";
import {withoutWeightless, type Matrix, type TrainingSet, type WeightedMatrix} from "../matrix.js";
import type {Model} from "../model.js";
import {fitPiecewiseLinear, type PiecewiseLinear} from "../piecewiseLinear.js";
import {fitStandardizer} from "../standardize.js";
import {toFloat32} from "../toFloat32.js";
import {applyTransform, pipelineModel, type Transform} from "../transforms.js";
import type {Weights} from "../../nn/optimizers.js";
import {sigmoid} from "../../nn/network.js";
import {columnExamples} from "./neuralModel.js";
import {checkNeural} from "../../nn/neuralOptions.js";
import {meanOfHeads, networkOf, tabmModel, type TabmParts} from "./tabmModel.js";
import {initialTabmWeights, type TabmColumn} from "../../nn/tabmNetwork.js";
import {checkTabm, TABM_OPTIONS, type TabmOptions} from "../../nn/tabmOptions.js";
import {
  logLoss,
  predictLogOdds,
  trainNetwork,
  type Answers,
  type Epoch,
  type Objective,
  type TrainingPlan,
  type TrainingState
} from "../../nn/trainer.js";

/** An epoch, and the model as it is after it; the next epoch changes it. */
export interface TabmEpoch extends Omit<Epoch, "weights"> {
  readonly model: Model;
}

/** A training that is laid out, to be run by `trainNetwork` or `trainingSteps`. */
export interface TabmPlan {
  readonly plan: TrainingPlan;
  /** The model of the weights that a run gives, with its preparation. */
  readonly modelOf: (weights: Weights) => Model;
}

export interface TabmContext {
  /** Rows that say which epoch was the best, and after which none better came within `patience`. */
  readonly validation?: TrainingSet;
  /** An epoch's state, to go on from; the rows and options must be those of its run. */
  readonly resume?: TrainingState;
}

/** Columns cut into pieces, and how a network takes them. */
interface PreparedColumns {
  readonly cut: PiecewiseLinear;
  readonly inputs: readonly TabmColumn[];
}

/**
 * Columns of numbers are cut at quantiles of the rows of training and embedded; one that has two values there is told
 * as its place between them. One that has a single value there says nothing, and is 0 whatever comes later: no weight
 * has learned what another value means. A missing value is zeros. Codes must be spread out before, see `oneHotEstimator`,
 * which gives a missing or unknown code zeros too.
 */
function prepareColumns(matrix: WeightedMatrix, pieces: number, constant: readonly boolean[]): PreparedColumns {
  const {columns, bounds: quantiles} = fitPiecewiseLinear(matrix, pieces, constant);
  const {means, deviations} = fitStandardizer(matrix);
  const prepared = columns.map((name, f) => {
    const few = distinctValues(matrix, f, 2);
    if (constant[f] || (few !== null && few.length < 2))
      return {bounds: [few?.at(-1) ?? quantiles[f][0], Number.MAX_VALUE], input: {name, standardized: null}};
    if (few !== null) return {bounds: few, input: {name, standardized: null}};
    const standardized = quantiles[f].map((bound) => (bound - means[f]) / deviations[f]);
    return {bounds: quantiles[f], input: {name, standardized}};
  });
  return {cut: {columns, bounds: prepared.map(({bounds}) => bounds)}, inputs: prepared.map(({input}) => input)};
}

/** The known values of a column in ascending order; null as soon as there are more than `most`. */
function distinctValues({rows, columns, x}: Matrix, f: number, most: number): number[] | null {
  const seen = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const value = x[row * columns.length + f];
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > most) return null;
  }
  return [...seen].sort((a, b) => a - b);
}

/**
 * Lays out the training of a TabM. With validation rows it stops early, where `patience` is above 0. Throws what
 * `checkTraining` and `checkNeural` throw, and `UserError` for validation rows that cannot rank.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 5), y: [0, 0, 1, 1]};
 * const {plan, modelOf} = tabmPlan(train, {heads: 2, width: 3, depth: 1, pieces: 2, embedding: 4});
 * // views are cut in two at their median
 * plan.network.shapes.embed // → [2, 4]
 * plan.network.shapes.w0 // → [4, 3]
 * modelOf(plan.start!).predict(train).length // → 4
 * ```
 */
export function tabmPlan(
  all: TrainingSet,
  given: Partial<TabmOptions> = {},
  {validation, resume}: TabmContext = {}
): TabmPlan {
  const options: TabmOptions = {...TABM_OPTIONS, ...given};
  const {heads, seed, weightDecay, clip, ...common} = options;
  checkNeural({...common, seed});
  checkTabm(options);
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightless(all);
  const input = toFloat32(train);
  const {cut, inputs} = prepareColumns(input, options.pieces, constantColumns(train));
  const step: Transform = {step: "piecewiseLinear", ...cut};
  const ready = (matrix: Matrix) => applyTransform(step, toFloat32(matrix));
  const known = ready(train);
  const parts: TabmParts = {columns: known.columns, inputs, options, int8: false};
  const network = networkOf(parts);
  return {
    plan: {
      network,
      examples: columnExamples(known),
      objective: headsLoss(train, heads, options.scalePosWeight),
      options,
      validate: validation && validated(ready(validation), validation),
      start: initialTabmWeights(inputs, options, seed),
      weightDecay,
      clip,
      resume
    },
    modelOf: (weights) => pipelineModel([step], tabmModel(parts, weights))
  };

  function validated(matrix: Matrix, {y, weights}: Answers): (weights: Weights) => number {
    const {rows} = matrix;
    checkTraining({...matrix, y, weights}, {labels: options.best === "auc" ? "classes" : "zero or one"});
    const examples = columnExamples(matrix);
    if (options.best === "auc")
      return (now) => 1 - rocAuc(meanOfHeads(predictLogOdds(network, now, examples).map(sigmoid), heads), y).value;
    const loss = headsLoss({rows, y, weights}, heads, options.scalePosWeight);
    const all = Int32Array.from({length: rows}, (_, row) => row);
    return (now) => loss.measure(all, Float32Array.from(predictLogOdds(network, now, examples))).loss;
  }
}

/**
 * The mean of the heads' log losses, rows × heads: each learns the labels by itself.
 *
 * @example
 * ```ts
 * // at log-odds of 0 either head loses ln 2 and wants the label: half of −1/2 each
 * headsLoss({rows: 1, y: [1]}, 2, 1).measure([0], Float32Array.of(0, 0))
 * // → {loss: 0.6931…, gradient: [−0.25, −0.25]}
 * ```
 */
export function headsLoss(rows: {readonly rows: number} & Answers, heads: number, scalePosWeight: number): Objective {
  const one = logLoss(rows, scalePosWeight);
  return {
    measure: (chosen, logOdds) =>
      one.measure(
        Int32Array.from(logOdds, (_, i) => chosen[Math.floor(i / heads)]),
        logOdds
      )
  };
}

/**
 * Fits a TabM on columns as they come. Yields after every epoch; `validation` of an epoch is the share of pairs of
 * validation rows that the mean of the heads ranks wrongly, or the heads' mean log loss, see `best`. Throws what
 * `tabmPlan` and `trainNetwork` throw. A backend of TensorFlow.js must be ready.
 *
 * @example
 * ```ts
 * const train = {rows: 8, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), y: [0, 0, 0, 1, 0, 1, 1, 1]};
 * const options = {heads: 2, width: 4, depth: 1, pieces: 2, epochs: 40, learningRate: 0.02, dropout: 0};
 * const losses = Array.from(fitTabm(train, options), ({training}) => training);
 * losses.length // → 40
 * losses[39] < losses[0] // → true
 * ```
 */
export function* fitTabm(
  train: TrainingSet,
  given: Partial<TabmOptions> = {},
  context: TabmContext = {}
): Generator<TabmEpoch, Model> {
  const {plan, modelOf} = tabmPlan(train, given, context);
  const run = trainNetwork(plan);
  for (;;) {
    const {done, value} = run.next();
    if (done) return modelOf(value);
    const {weights, ...epoch} = value;
    yield {...epoch, model: modelOf(weights)};
  }
}
