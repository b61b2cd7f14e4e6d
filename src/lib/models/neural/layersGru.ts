import * as tf from "@tensorflow/tfjs";
import {UserError} from "../../core/errors.js";
import {permutation, random} from "../../core/random.js";
import {checkTraining} from "../checkTraining.js";
import type {FitContext, Learner} from "../learner.js";
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
import {takeSequenceRows, withSequences, type SequenceMatrix} from "./sequenceMatrix.js";
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
 */
export async function fitLayersGru(
  all: TrainingSet,
  given: Partial<LayersGruOptions> = {},
  {validation, report}: Pick<FitContext, "validation" | "report"> = {}
): Promise<Model> {
  const options: LayersGruOptions = {...LAYERS_GRU_OPTIONS, ...given};
  checkLayers(options);
  checkTraining(all, {labels: "classes"});
  const train = drawRows(all, options);
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
function drawRows(all: TrainingSet, {mostRows, seed}: LayersGruOptions): SequenceMatrix & TrainingSet {
  const matrix = withSequences(all);
  if (all.rows <= mostRows) return {...all, sequences: matrix.sequences};
  const rows = permutation(all.rows, random(seed, SAMPLE_STREAM)).subarray(0, mostRows).sort();
  const {weights} = all;
  return {
    ...takeSequenceRows(matrix, rows),
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

/** The model that `toJSON` wrote. */
export function layersGruFromJson({family: _, weights, ...parts}: LayersGruJson): Model {
  return layersGruModel(
    parts,
    Object.fromEntries(Object.entries(weights).map(([name, {values}]) => [name, Float32Array.from(values)]))
  );
}

/** A recurrent network of TensorFlow.js's layers over the events before each row. Validation rows need sequences too. */
export function layersGruLearner(given: Partial<LayersGruOptions> = {}): Learner<SequenceMatrix> {
  const o = {...LAYERS_GRU_OPTIONS, ...given};
  return {
    ...layersGruName(o),
    fit: (train, {seed, validation, report}) => fitLayersGru(train, {...o, seed}, {validation, report})
  };
}
