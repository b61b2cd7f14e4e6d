import * as tf from "@tensorflow/tfjs";
import {UserError} from "../../core/errors.js";
import {permutation, random} from "../../core/random.js";
import {checkTraining} from "../checkTraining.js";
import {TABULAR, type Family} from "../family.js";
import type {FitContext, Estimator} from "../estimator.js";
import type {TrainingSet} from "../matrix.js";
import {checkColumns, type Model} from "../model.js";
import {fitStandardizer, type Standardizer} from "../standardize.js";
import type {Weights} from "../../nn/optimizers.js";
import {channelsOf, fitEventEncoder, type EventEncoder} from "./eventEncoder.js";
import {gruNetwork} from "../../nn/gruNetwork.js";
import {checkLayers, LAYERS_GRU_OPTIONS, layersGruName, type LayersGruOptions} from "./layersOptions.js";
import {sigmoid, initialWeights, type Network} from "../../nn/network.js";
import {sequenceExamples, weightsToJson, type TensorJson} from "./neuralModel.js";
import {SeededDropout, type MaskSource} from "./seededDropout.js";
import {takeSequenceRows, withoutWeightlessSequences, withSequences, type SequenceMatrix} from "./sequenceMatrix.js";
import {
  layersLogOdds,
  layersMeanLoss,
  putWeights,
  takeWeights,
  trainLayers,
  type LayersNetwork,
  type LayersPlan
} from "./trainLayers.js";
import {logLoss} from "../../nn/trainer.js";

const SAMPLE_STREAM = 26;

export interface LayersGruJson {
  readonly family: "layers-gru";
  readonly columns: readonly string[];
  readonly options: LayersGruOptions;
  readonly standardizer: Standardizer;
  readonly encoder: EventEncoder;
  /** Gates side by side: update, reset, new. */
  readonly weights: Readonly<Record<string, TensorJson>>;
}

/**
 * A gated recurrent unit over events as the layers API of TensorFlow.js builds it, its last state beside the columns,
 * a rectified layer with dropout and one unit for the log-odds: `gruNetwork` but for the reset gate, which opens before
 * the product instead of after it, as in the paper (TensorFlow.js has no other): with h the state before and * element by element,
 *
 *     z = σ(x₁ + hU₁),  r = σ(x₂ + hU₂),  n = tanh(x₃ + (r * h) U₃),  h ← (1 − z) n + z h.
 *
 * A place whose channels are all zero is none: the state stands still. Weights are `w` (channels × 3 units), `u` (units
 * × 3 units) and `b`, then `hidden`, `hiddenBias`, `out` and `outBias`. All are zero until `putWeights`. Dispose of its
 * `model` after use.
 *
 * Source: Cho et al. (2014), arXiv 1406.1078.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import {layersLogOdds, putWeights} from "./trainLayers.js";
 *
 * const network = layersGru(0, 1, {width: 1, steps: 2, dropout: 0});
 * const of = (...values: number[]) => Float32Array.of(...values);
 * // n = tanh x, with both gates half open; what follows passes the state on
 * const unit = {w: of(0, 0, 1), u: of(0, 0, 0), b: of(0, 0, 0)};
 * putWeights(network, {...unit, hidden: of(1), hiddenBias: of(0), out: of(1), outBias: of(0)});
 * const told = (events: number[]) => layersLogOdds(network, 1, () => tf.tensor3d(events, [1, 2, 1]))[0];
 * told([0, 1]) // → 0.3807… (½ tanh 1)
 * told([1, 1]) // → 0.5711… (½ tanh 1 + ¼ tanh 1)
 * told([1, 0]) // → 0.3807… (the state stands still where there is no event)
 * network.model.dispose();
 * ```
 */
export function layersGru(
  columns: number,
  channels: number,
  {width, steps, dropout}: Pick<LayersGruOptions, "width" | "steps" | "dropout">
): LayersNetwork {
  const masks: MaskSource = {random: random(0)};
  const unit = tf.layers.gru({
    units: width,
    recurrentActivation: "sigmoid",
    kernelInitializer: "zeros",
    recurrentInitializer: "zeros"
  });
  const dense = (units: number, activation: "relu" | "linear") =>
    tf.layers.dense({units, activation, kernelInitializer: "zeros"});
  const [hidden, out] = [dense(width, "relu"), dense(1, "linear")];
  const events = tf.input({shape: [steps, channels]});
  const extra = columns === 0 ? null : tf.input({shape: [columns]});
  let value = unit.apply(tf.layers.masking({maskValue: 0}).apply(events)) as tf.SymbolicTensor;
  if (extra !== null) value = tf.layers.concatenate().apply([value, extra]) as tf.SymbolicTensor;
  value = hidden.apply(value) as tf.SymbolicTensor;
  if (dropout > 0) value = new SeededDropout(dropout, masks).apply(value) as tf.SymbolicTensor;
  return {
    model: tf.model({
      inputs: extra === null ? events : [events, extra],
      outputs: out.apply(value) as tf.SymbolicTensor
    }),
    named: [
      {layer: unit, weights: ["w", "u", "b"]},
      {layer: hidden, weights: ["hidden", "hiddenBias"]},
      {layer: out, weights: ["out", "outBias"]}
    ],
    masks
  };
}

/**
 * Fits a `layersGru` on the events before each row, and its columns where they are wanted, standardized by the rows of
 * training; on `mostRows` of these at most. Throws what `fitLayersPerceptron` throws, `RangeError` for rows without
 * sequences, and `UserError` where no row has any event. A backend of TensorFlow.js must be ready.
 *
 * @example
 * ```ts
 * // four visitors whose last event was a view, a cart, a view, a cart
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 0, 0, 0),
 *   event: codes(0, 1, 0, 1),
 *   item_id: codes(7, 7, 7, 7),
 *   department_id: codes(3, 3, 3, 3),
 *   price_cents: codes(500, 500, 500, 500)
 * };
 * const stretches = {from: codes(0, 1, 2, 3), until: codes(1, 2, 3, 4)};
 * const examples = {...stretches, item: events.item_id, department: events.department_id};
 * const sequences = {events, ...examples, as_of_ms: Float64Array.of(60_000, 60_000, 60_000, 60_000)};
 * const train = {rows: 4, columns: ["views"], x: new Float64Array(4), y: [0, 1, 0, 1], sequences};
 * const options = {width: 2, steps: 1, epochs: 30, learningRate: 0.05, withColumns: false};
 * const [view, cart] = (await fitLayersGru(train, options)).predict(train);
 * view < 0.5 && cart > 0.5 // → true
 * const none = {...train, sequences: {...sequences, until: sequences.from}};
 * await fitLayersGru(none) // → throws UserError: no example has an event before its moment
 * ```
 */
export async function fitLayersGru(
  all: TrainingSet,
  given: Partial<LayersGruOptions> = {},
  {validation, report}: Pick<FitContext, "validation" | "report"> = {}
): Promise<Model> {
  const options: LayersGruOptions = {...LAYERS_GRU_OPTIONS, ...given};
  checkLayers(options);
  checkTraining(all, {labels: "classes"});
  const train = drawRows(withoutWeightlessSequences({...all, ...withSequences(all)}), options);
  checkTraining(train, {labels: "classes"});
  const {sequences} = train;
  if (sequences.until.every((until, row) => until === sequences.from[row]))
    throw new UserError("no example has an event before its moment", "choose later moments");
  const encoder = fitEventEncoder(sequences, options.steps);
  const standardizer = fitStandardizer(train);
  const parts = {columns: train.columns, options, standardizer, encoder};
  const network = networkOf(parts);
  try {
    putWeights(network, layersGruStart(parts));
    await trainLayers({
      network,
      rows: train.rows,
      inputs: inputsOf(parts, train),
      answers: train,
      options,
      validate:
        validation &&
        layersMeanLoss(
          network,
          validation.rows,
          inputsOf(parts, validation),
          logLoss(validation, options.scalePosWeight)
        ),
      report
    });
    return layersGruModel(parts, takeWeights(network));
  } finally {
    network.model.dispose();
  }
}

type Parts = Omit<LayersGruJson, "weights" | "family">;

const told = ({columns, options}: Parts): number => (options.withColumns ? columns.length : 0);

const networkOf = (parts: Parts): LayersNetwork => layersGru(told(parts), channelsOf(parts.encoder), parts.options);

/** The shapes of all weights: those of our own network but one of its biases, which the layers do without. */
function shapesOf(parts: Parts): Network {
  const network = gruNetwork(told(parts), channelsOf(parts.encoder), parts.options);
  const {c: _, ...shapes} = network.shapes;
  return {...network, shapes};
}

const layersGruStart = (parts: Parts): Weights => initialWeights(shapesOf(parts), parts.options.seed);

function inputsOf({encoder, standardizer, options, columns}: Parts, matrix: TrainingSet | SequenceMatrix) {
  const {batch} = sequenceExamples(matrix, {encoder, standardizer, withColumns: options.withColumns});
  const channels = channelsOf(encoder);
  return ((chosen) => {
    const {x, events} = batch(chosen);
    const first = tf.tensor3d(events!.x, [chosen.length, encoder.steps, channels]);
    return x === null ? first : [first, tf.tensor2d(x, [chosen.length, columns.length])];
  }) satisfies LayersPlan["inputs"];
}

/** At most so many of the rows, drawn from the seed, in their first order. */
function drawRows(all: SequenceMatrix & TrainingSet, {mostRows, seed}: LayersGruOptions): SequenceMatrix & TrainingSet {
  if (all.rows <= mostRows) return all;
  const rows = permutation(all.rows, random(seed, SAMPLE_STREAM)).subarray(0, mostRows).sort();
  const {weights} = all;
  return {
    ...takeSequenceRows(all, rows),
    y: Float64Array.from(rows, (row) => all.y[row]),
    ...(weights === undefined ? {} : {weights: Float64Array.from(rows, (row) => weights[row])})
  };
}

/** The model of the weights of a `layersGru`. Its matrices need sequences, and columns as they come. */
function layersGruModel(parts: Parts, weights: Weights): Model {
  return {
    family: "layers-gru",
    columns: parts.columns,
    predict(matrix) {
      checkColumns(parts.columns, matrix);
      const network = networkOf(parts);
      try {
        putWeights(network, weights);
        const logOdds = layersLogOdds(network, matrix.rows, inputsOf(parts, withSequences(matrix)));
        return Float64Array.from(logOdds, sigmoid);
      } finally {
        network.model.dispose();
      }
    },
    toJSON: (): LayersGruJson => ({family: "layers-gru", ...parts, weights: weightsToJson(shapesOf(parts), weights)})
  };
}

/**
 * The model that `toJSON` wrote.
 *
 * @example
 * ```ts
 * import {LAYERS_GRU_OPTIONS} from "./layersOptions.js";
 *
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const of = {item_id: codes(7), department_id: codes(3), price_cents: codes(500)};
 * const events = {ts_ms: Float64Array.of(0), event: codes(1), ...of};
 * const example = {from: codes(0), until: codes(1), item: codes(7), department: codes(3)};
 * const sequences = {events, ...example, as_of_ms: Float64Array.of(60_000)};
 * const matrix = {rows: 1, columns: ["views"], x: Float64Array.of(5), sequences};
 * const vector = (...values: number[]) => ({shape: [values.length], values});
 * const unit = {w: {shape: [9, 3], values: new Array<number>(27).fill(0)}, u: vector(0, 0, 0), b: vector(0, 0, 0)};
 * const model = layersGruFromJson({
 *   family: "layers-gru",
 *   columns: ["views"],
 *   options: {...LAYERS_GRU_OPTIONS, width: 1, steps: 1},
 *   standardizer: {columns: ["views"], means: [3], deviations: [2]},
 *   encoder: {steps: 1, departments: [], priceEdges: []},
 *   // the state stays at 0; the standardized column, (5 − 3) / 2, is the log-odds
 *   weights: {...unit, hidden: vector(0, 1), hiddenBias: vector(0), out: vector(1), outBias: vector(0)}
 * });
 * model.predict(matrix) // → [0.7310…] (1 / (1 + e⁻¹))
 * ```
 */
export function layersGruFromJson({family: _, weights, ...parts}: LayersGruJson): Model {
  return layersGruModel(
    parts,
    Object.fromEntries(Object.entries(weights).map(([name, {values}]) => [name, Float32Array.from(values)]))
  );
}

/**
 * A recurrent network of TensorFlow.js's layers over the events before each row. Validation rows need sequences too.
 *
 * @example
 * ```ts
 * // four visitors whose last event was a view, a cart, a view, a cart
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 0, 0, 0),
 *   event: codes(0, 1, 0, 1),
 *   item_id: codes(7, 7, 7, 7),
 *   department_id: codes(3, 3, 3, 3),
 *   price_cents: codes(500, 500, 500, 500)
 * };
 * const stretches = {from: codes(0, 1, 2, 3), until: codes(1, 2, 3, 4)};
 * const examples = {...stretches, item: events.item_id, department: events.department_id};
 * const sequences = {events, ...examples, as_of_ms: Float64Array.of(60_000, 60_000, 60_000, 60_000)};
 * const train = {rows: 4, columns: ["views"], x: new Float64Array(4), y: [0, 1, 0, 1], sequences};
 * const learner = layersGruEstimator({width: 2, steps: 1, epochs: 30, learningRate: 0.05, withColumns: false});
 * const [view, cart] = (await learner.fit(train, {seed: 1})).predict(train);
 * view < 0.5 && cart > 0.5 // → true
 * ```
 */
export function layersGruEstimator(given: Partial<LayersGruOptions> = {}): Estimator<SequenceMatrix> {
  const o = {...LAYERS_GRU_OPTIONS, ...given};
  return {
    ...layersGruName(o),
    fit: (train, {seed, validation, report}) => fitLayersGru(train, {...o, seed}, {validation, report})
  };
}

/** Recurrent networks of TensorFlow.js's layers, which cannot be files. */
export const layersGruFamily: Family<Model, LayersGruJson> = {
  ...TABULAR,
  name: "layers-gru",
  estimators: () => [layersGruEstimator()],
  fromJson: layersGruFromJson
};
