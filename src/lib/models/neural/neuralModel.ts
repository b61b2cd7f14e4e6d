import {checkColumns, type Model} from "../model.js";
import type {Matrix} from "../matrix.js";
import {pipelineModel} from "../transforms.js";
import {standardize, type Standardizer} from "../standardize.js";
import type {Weights} from "../../nn/optimizers.js";
import {channelsOf, encodeEvents, type EventEncoder} from "./eventEncoder.js";
import {gruNetwork} from "../../nn/gruNetwork.js";
import {mlpNetwork} from "../../nn/mlpNetwork.js";
import {sigmoid, type Network} from "../../nn/network.js";
import type {MlpOptions, SequenceOptions, TransformerOptions} from "../../nn/neuralOptions.js";
import {withSequences} from "./sequenceMatrix.js";
import {predictLogOdds, type Examples} from "../../nn/trainer.js";
import {transformerNetwork} from "../../nn/transformerNetwork.js";

/** A tensor as JSON: its shape, and its values in row-major order. */
export interface TensorJson {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface MlpJson {
  readonly family: "mlp";
  readonly columns: readonly string[];
  readonly options: MlpOptions;
  /** Of layer k `w<k>` (in × out) and `b<k>`, rectified; last `out` and `outBias`. */
  readonly weights: Readonly<Record<string, TensorJson>>;
}

export interface SequenceJson {
  readonly family: "gru" | "transformer";
  readonly columns: readonly string[];
  readonly options: SequenceOptions & Partial<TransformerOptions>;
  readonly standardizer: Standardizer;
  readonly encoder: EventEncoder;
  readonly weights: Readonly<Record<string, TensorJson>>;
}

/** What a network has learned; `predict` needs a backend of TensorFlow.js that is ready. */
export interface NeuralModel extends Model {
  readonly family: "mlp" | "gru" | "transformer";
  readonly weights: Weights;
  toJSON(): MlpJson | SequenceJson;
}

/**
 * The examples of a matrix whose columns are as the network takes them.
 *
 * @example
 * ```ts
 * const matrix = {rows: 2, columns: ["price", "views"], x: Float64Array.of(1, 2, 3, 4)};
 * columnExamples(matrix).batch([1]) // → {rows: 1, x: [3, 4], events: null}
 * ```
 */
export function columnExamples({rows, columns, x}: Matrix): Examples {
  const width = columns.length;
  return {
    rows,
    batch: (chosen) => ({rows: chosen.length, x: pick(x, width, chosen), events: null})
  };
}

/**
 * The examples of a matrix with the events before its rows. Throws `RangeError` where it has no sequences.
 *
 * @example
 * ```ts
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const of = {item_id: codes(7), department_id: codes(3), price_cents: codes(500)};
 * const events = {ts_ms: Float64Array.of(0), event: codes(1), ...of};
 * const example = {from: codes(0), until: codes(1), item: codes(7), department: codes(3)};
 * const sequences = {events, ...example, as_of_ms: Float64Array.of(60_000)};
 * const matrix = {rows: 1, columns: ["views"], x: Float64Array.of(5), sequences};
 * const standardizer = {columns: ["views"], means: [3], deviations: [2]};
 * const encoder = {steps: 2, departments: [], priceEdges: []};
 * const {x, events: told} = sequenceExamples(matrix, {encoder, standardizer, withColumns: true}).batch([0]);
 * x // → [1]
 * told!.mask // → [0, 1] (one event, at the last place)
 * ```
 */
export function sequenceExamples(
  matrix: Matrix,
  {
    encoder,
    standardizer,
    withColumns
  }: {readonly encoder: EventEncoder; readonly standardizer: Standardizer; readonly withColumns: boolean}
): Examples {
  const {rows, columns, sequences} = withSequences(matrix);
  const x = withColumns ? standardize(standardizer, matrix).x : null;
  return {
    rows,
    batch: (chosen) => ({
      rows: chosen.length,
      x: x === null ? null : pick(x, columns.length, chosen),
      events: encodeEvents(encoder, sequences, chosen)
    })
  };
}

function pick(x: Matrix["x"], width: number, rows: ArrayLike<number>): Float32Array {
  const picked = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) picked.set(x.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  return picked;
}

/** The model of a perceptron's weights; its columns are standardized already. */
function mlpModel(columns: readonly string[], options: MlpOptions, weights: Weights): NeuralModel {
  const network = mlpNetwork(columns.length, options);
  return {
    family: "mlp",
    columns,
    weights,
    predict(matrix) {
      checkColumns(columns, matrix);
      return predictLogOdds(network, weights, columnExamples(matrix)).map(sigmoid);
    },
    toJSON: (): MlpJson => ({family: "mlp", columns, options, weights: weightsToJson(network, weights)})
  };
}

/**
 * The network of a family over events, for so many columns.
 *
 * @example
 * ```ts
 * import {GRU_OPTIONS, TRANSFORMER_OPTIONS} from "../../nn/neuralOptions.js";
 *
 * const encoder = {steps: 2, departments: [], priceEdges: []};
 * const gru = sequenceNetwork({family: "gru", options: {...GRU_OPTIONS, width: 4}, encoder}, 3);
 * // 9 channels to two gates and a state of 4 units each; then the state and 3 columns
 * gru.shapes.w // → [9, 12]
 * gru.shapes.hidden // → [7, 4]
 * const options = {...TRANSFORMER_OPTIONS, width: 4};
 * sequenceNetwork({family: "transformer", options, encoder}, 3).shapes.events // → [9, 4]
 * ```
 */
export function sequenceNetwork(
  {family, options, encoder}: Pick<SequenceJson, "family" | "options" | "encoder">,
  columns: number
): Network {
  const told = options.withColumns ? columns : 0;
  const channels = channelsOf(encoder);
  return family === "gru"
    ? gruNetwork(told, channels, options)
    : transformerNetwork(told, channels, options as TransformerOptions);
}

/**
 * The model of the weights of a network over events. Its matrices need sequences, and columns as they come.
 *
 * `predict` needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * import {initialWeights} from "../../nn/network.js";
 * import {GRU_OPTIONS} from "../../nn/neuralOptions.js";
 *
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const of = {item_id: codes(7), department_id: codes(3), price_cents: codes(500)};
 * const events = {ts_ms: Float64Array.of(0), event: codes(1), ...of};
 * const example = {from: codes(0), until: codes(1), item: codes(7), department: codes(3)};
 * const sequences = {events, ...example, as_of_ms: Float64Array.of(60_000)};
 * const matrix = {rows: 1, columns: ["views"], x: Float64Array.of(5), sequences};
 * const parts = {
 *   family: "gru" as const,
 *   columns: ["views"],
 *   options: {...GRU_OPTIONS, width: 2, steps: 2},
 *   standardizer: {columns: ["views"], means: [3], deviations: [2]},
 *   encoder: {steps: 2, departments: [], priceEdges: []}
 * };
 * const weights = initialWeights(sequenceNetwork(parts, 1), 1);
 * // with no weight on anything but the last addend
 * const silent = {...weights, out: new Float32Array(2), outBias: Float32Array.of(1)};
 * sequenceModel(parts, silent).predict(matrix) // → [0.7310…] (1 / (1 + e⁻¹))
 * ```
 */
export function sequenceModel(parts: Omit<SequenceJson, "weights">, weights: Weights): NeuralModel {
  const {family, columns, options, standardizer, encoder} = parts;
  const network = sequenceNetwork(parts, columns.length);
  return {
    family,
    columns,
    weights,
    predict(matrix) {
      checkColumns(columns, matrix);
      const examples = sequenceExamples(matrix, {encoder, standardizer, withColumns: options.withColumns});
      return predictLogOdds(network, weights, examples).map(sigmoid);
    },
    toJSON: (): SequenceJson => ({...parts, weights: weightsToJson(network, weights)})
  };
}

/**
 * Weights with the shapes that a network gives them.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "../../nn/mlpNetwork.js";
 *
 * weightsToJson(mlpNetwork(2, {width: 1, depth: 0}), {out: Float32Array.of(1, 2), outBias: Float32Array.of(3)})
 * // → {out: {shape: [2, 1], values: [1, 2]}, outBias: {shape: [1], values: [3]}}
 * ```
 */
export function weightsToJson({shapes}: Network, weights: Weights): Record<string, TensorJson> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, {shape, values: Array.from(weights[name])}])
  );
}

/**
 * The model that `toJSON` wrote, of a perceptron without its preparation, or of a network over events.
 *
 * @example
 * ```ts
 * import {MLP_OPTIONS} from "../../nn/neuralOptions.js";
 *
 * const weights = {out: {shape: [1, 1], values: [1]}, outBias: {shape: [1], values: [0]}};
 * const model = neuralFromJson({family: "mlp", columns: ["views"], options: {...MLP_OPTIONS, depth: 0}, weights});
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(0, 1)}) // → [0.5, 0.7310…] (1 / (1 + e⁻¹))
 * ```
 */
export function neuralFromJson(json: MlpJson | SequenceJson): NeuralModel {
  const weights = Object.fromEntries(
    Object.entries(json.weights).map(([name, {values}]) => [name, Float32Array.from(values)])
  );
  return json.family === "mlp" ? mlpModel(json.columns, json.options, weights) : sequenceModel(json, weights);
}

/**
 * A perceptron with the standardizer in front: it takes columns as they come.
 *
 * @example
 * ```ts
 * import {MLP_OPTIONS} from "../../nn/neuralOptions.js";
 *
 * const standardizer = {columns: ["views"], means: [3], deviations: [2]};
 * const weights = {out: Float32Array.of(1), outBias: Float32Array.of(0)};
 * const model = preparedMlp(standardizer, {...MLP_OPTIONS, depth: 0}, weights);
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(3, 5)}) // → [0.5, 0.7310…] (1 / (1 + e⁻¹))
 * ```
 */
export function preparedMlp(standardizer: Standardizer, options: MlpOptions, weights: Weights): Model {
  return pipelineModel([{step: "standardize", ...standardizer}], mlpModel(standardizer.columns, options, weights));
}
