import type {Matrix} from "../matrix.js";
import {checkColumns, type Model} from "../model.js";
import {applyTransform, type PipelineModel, pipelineModel, type Transform} from "../transforms.js";
import {toFloat32} from "../toFloat32.js";
import type {Weights} from "../../nn/optimizers.js";
import {sigmoid, type Network} from "../../nn/network.js";
import {columnExamples, weightsToJson, type TensorJson} from "./neuralModel.js";
import {tabmInt8} from "../../nn/tabmInt8.js";
import {tabmNetwork} from "../../nn/tabmNetwork.js";
import type {TabmOptions} from "../../nn/tabmOptions.js";
import {predictLogOdds} from "../../nn/trainer.js";

/** What a TabM is besides its weights. */
export interface TabmParts {
  /** As the network takes them: the pieces of cut columns one by one. */
  readonly columns: readonly string[];
  /** Of each column before it was cut, how many of `columns` it has become; one is told as it is. */
  readonly pieces: readonly number[];
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

/** The network of a model's parts. */
export function networkOf({pieces, options, int8}: Omit<TabmParts, "columns">): Network {
  return int8 ? tabmInt8(pieces, options) : tabmNetwork(pieces, options);
}

/** The mean of each row's chances, rows × heads to rows. */
export function meanOfHeads(probabilities: ArrayLike<number>, heads: number): Float64Array {
  return Float64Array.from({length: probabilities.length / heads}, (_, row) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += probabilities[row * heads + head];
    return sum / heads;
  });
}

/** The model of a network's weights. */
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

/** The model that `toJSON` wrote. */
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

/** The TabM inside a model, with all that prepares its rows. Throws `RangeError` where there is none. */
export function tabmInside(model: Model): TabmInside {
  if (model.family === "tabm") return {steps: [], tabm: model as TabmModel};
  if (model.family !== "prepared") throw new RangeError(`no TabM in a model of the family ${model.family}`);
  const {steps, model: inner} = model as PipelineModel;
  const inside = tabmInside(inner);
  return {steps: [...steps, ...inside.steps], tabm: inside.tabm};
}

/** The chance that each head of the TabM inside a model gives for rows as they come, rows × heads. */
export function headProbabilities(model: Model, matrix: Matrix): Float64Array {
  const {steps, tabm} = tabmInside(model);
  return tabm.headProbabilities(steps.reduce((m: Matrix, step) => applyTransform(step, m), toFloat32(matrix)));
}

/** The same preparation with another TabM behind it. */
export function withTabm(model: Model, change: (tabm: TabmModel) => TabmModel): Model {
  const {steps, tabm} = tabmInside(model);
  return pipelineModel(steps, change(tabm));
}
