import type {Matrix} from "../matrix.js";
import {checkColumns, type Model} from "../model.js";
import {applyTransform, type PipelineModel, pipelineModel, type Transform} from "../transforms.js";
import {toFloat32} from "../toFloat32.js";
import type {Weights} from "../../nn/optimizers.js";
import {sigmoid, type Network} from "../../nn/network.js";
import {columnExamples, weightsToJson, type TensorJson} from "./neuralModel.js";
import {tabmInt8} from "../../nn/tabmInt8.js";
import {tabmNetwork, type TabmColumn} from "../../nn/tabmNetwork.js";
import type {TabmOptions} from "../../nn/tabmOptions.js";
import {predictLogOdds} from "../../nn/trainer.js";

/** What a TabM is besides its weights. */
export interface TabmParts {
  /** As the network takes them: the pieces of cut columns one by one. */
  readonly columns: readonly string[];
  /** The columns before they were cut, which `columns` come from in their order. */
  readonly inputs: readonly TabmColumn[];
  /** `heads` says how many there are now: fewer than were trained where the model was cut. */
  readonly options: TabmOptions;
  /** Whether products with hidden layers' matrices are of 8-bit numbers, see `tabmInt8`. */
  readonly int8: boolean;
}

export interface TabmJson extends TabmParts {
  readonly family: "tabm";
  /** See `tabmNetwork`. */
  readonly weights: Readonly<Record<string, TensorJson>>;
}

/** What TabM has learned, on columns that are cut into pieces already. */
export interface TabmModel extends Model {
  readonly family: "tabm";
  readonly weights: Weights;
  readonly parts: TabmParts;
  /** The chance that each head gives, rows × heads; `predict` is their mean. */
  headProbabilities(matrix: Matrix): Float64Array;
  toJSON(): TabmJson;
}

/**
 * The network of a model's parts.
 *
 * @example
 * ```ts
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const options = {...TABM_OPTIONS, heads: 2, width: 3, depth: 1};
 * networkOf({inputs: [{name: "views", standardized: null}], options, int8: false}).shapes
 * // → {w0: [1, 3], r0: [2, 1], s0: [2, 3], b0: [6], out: [2, 3], outBias: [2]}
 * ```
 */
export function networkOf({inputs, options, int8}: Omit<TabmParts, "columns">): Network {
  return int8 ? tabmInt8(inputs, options) : tabmNetwork(inputs, options);
}

/**
 * The mean of each row's chances, rows × heads to rows.
 *
 * @example
 * ```ts
 * meanOfHeads([0.2, 0.4, 0.6, 0.8], 2) // → [0.3, 0.7]
 * ```
 */
export function meanOfHeads(probabilities: ArrayLike<number>, heads: number): Float64Array {
  return Float64Array.from({length: probabilities.length / heads}, (_, row) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += probabilities[row * heads + head];
    return sum / heads;
  });
}

/**
 * The model of a network's weights.
 *
 * `predict` needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 1, width: 1, depth: 1};
 * const one = (value: number) => Float32Array.of(value);
 * const weights = {w0: one(1), b0: one(-1), out: one(2), outBias: one(0)};
 * const model = tabmModel({...parts, options}, weights);
 * // log-odds of 2 · max(0, views − 1)
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(0, 2)}) // → [0.5, 0.8807…] (1 / (1 + e⁻²))
 * ```
 */
export function tabmModel(parts: TabmParts, weights: Weights): TabmModel {
  const {columns, options} = parts;
  const network = networkOf(parts);
  const headProbabilities = (matrix: Matrix) => {
    checkColumns(columns, matrix);
    return predictLogOdds(network, weights, columnExamples(matrix)).map(sigmoid);
  };
  return {
    family: "tabm",
    columns,
    parts,
    weights,
    headProbabilities,
    predict: (matrix) => meanOfHeads(headProbabilities(matrix), options.heads),
    toJSON: () => ({family: "tabm", ...parts, weights: weightsToJson(network, weights)})
  };
}

/**
 * The model that `toJSON` wrote.
 *
 * @example
 * ```ts
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 1, width: 1, depth: 1};
 * const one = (value: number) => Float32Array.of(value);
 * const weights = {w0: one(1), b0: one(-1), out: one(2), outBias: one(0)};
 * const model = tabmModel({...parts, options}, weights);
 * const copy = tabmFromJson(JSON.parse(JSON.stringify(model)));
 * copy.weights // → {w0: [1], b0: [−1], out: [2], outBias: [0]}
 * ```
 */
export function tabmFromJson({family: _, weights, ...parts}: TabmJson): TabmModel {
  return tabmModel(
    parts,
    Object.fromEntries(Object.entries(weights).map(([name, {values}]) => [name, Float32Array.from(values)]))
  );
}

/** A TabM and the steps in front of it, outermost first. */
export interface TabmInside {
  readonly steps: readonly Transform[];
  readonly tabm: TabmModel;
}

/**
 * The TabM inside a model, with all that prepares its rows. Throws `RangeError` where there is none.
 *
 * @example
 * ```ts
 * import {pipelineModel} from "../transforms.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 1, width: 1, depth: 1};
 * const one = (value: number) => Float32Array.of(value);
 * const weights = {w0: one(1), b0: one(-1), out: one(2), outBias: one(0)};
 * const tabm = tabmModel({...parts, options}, weights);
 * const step = {step: "standardize", columns: ["views"], means: [3], deviations: [1]} as const;
 * tabmInside(pipelineModel([step], tabm)).tabm === tabm // → true
 * tabmInside({...tabm, family: "logistic"}) // → throws RangeError: no TabM in a model of the family logistic
 * ```
 */
export function tabmInside(model: Model): TabmInside {
  if (model.family === "tabm") return {steps: [], tabm: model as TabmModel};
  if (model.family !== "prepared") throw new RangeError(`no TabM in a model of the family ${model.family}`);
  const {steps, model: inner} = model as PipelineModel;
  const inside = tabmInside(inner);
  return {steps: [...steps, ...inside.steps], tabm: inside.tabm};
}

/**
 * The chance that each head of the TabM inside a model gives for rows as they come, rows × heads.
 *
 * Throws as `tabmInside`.
 *
 * @example
 * ```ts
 * import {pipelineModel} from "../transforms.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * const weights = {...shared, out: Float32Array.of(1, -1)};
 * const tabm = tabmModel({...parts, options}, weights);
 * const step = {step: "standardize", columns: ["views"], means: [3], deviations: [2]} as const;
 * // 5 views are one standard deviation above the mean: log-odds of 1 and −1
 * headProbabilities(pipelineModel([step], tabm), {rows: 1, columns: ["views"], x: Float64Array.of(5)})
 * // → [0.7310…, 0.2689…]
 * ```
 */
export function headProbabilities(model: Model, matrix: Matrix): Float64Array {
  const {steps, tabm} = tabmInside(model);
  return tabm.headProbabilities(steps.reduce((m: Matrix, step) => applyTransform(step, m), toFloat32(matrix)));
}

/**
 * The same preparation with another TabM behind it.
 *
 * Throws as `tabmInside`.
 *
 * @example
 * ```ts
 * import {pipelineModel} from "../transforms.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 1, width: 1, depth: 1};
 * const one = (value: number) => Float32Array.of(value);
 * const weights = {w0: one(1), b0: one(0), out: one(2), outBias: one(0)};
 * const step = {step: "standardize", columns: ["views"], means: [3], deviations: [2]} as const;
 * const model = pipelineModel([step], tabmModel({...parts, options}, weights));
 * const halved = withTabm(model, (tabm) => tabmModel(tabm.parts, {...tabm.weights, out: Float32Array.of(1)}));
 * const row = {rows: 1, columns: ["views"], x: Float64Array.of(5)};
 * Array.from([model, halved], (of) => of.predict(row)[0]) // → [0.8807…, 0.7310…] (1 / (1 + e⁻²), 1 / (1 + e⁻¹))
 * ```
 */
export function withTabm(model: Model, change: (tabm: TabmModel) => TabmModel): Model {
  const {steps, tabm} = tabmInside(model);
  return pipelineModel(steps, change(tabm));
}
