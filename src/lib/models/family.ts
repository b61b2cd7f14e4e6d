import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";
import type {OnnxPort} from "../onnx/onnxModel.js";
import type {Estimator} from "./estimator.js";
import type {FittedModel, Model} from "./model.js";

/** A model as plain JSON: its family, and all that it takes to make it again. */
export interface FamilyJson {
  readonly family: string;
}

/** What a graph of ONNX starts from, by the names of its inputs. */
export type GraphInputs = Readonly<Record<string, GraphValue>>;

/** A model, whatever goes in and comes out. */
export type AnyModel = FittedModel<never, unknown>;

type EstimatorsOf<M> = M extends Model
  ? readonly Estimator[]
  : M extends FittedModel<infer Input, infer Output>
    ? readonly Estimator<Input, Output, FittedModel<Input, Output>>[]
    : never;

/**
 * All that the workbench knows of one family of models: how they are fitted, what they are as JSON and as a graph of
 * ONNX, how they were set, what goes in and what comes out. A family that has other models inside, such as a vote, asks
 * `inner` about these, so that it need not know which families there are.
 */
export interface Family<M extends AnyModel = Model, Json extends FamilyJson = FamilyJson> {
  /** As models, files and cards name it: `boosting`. */
  readonly name: string;
  /** The estimators that are trained by name and give such models, or such models behind a preparation. */
  estimators(): EstimatorsOf<M>;
  /** The model that `toJSON` wrote. */
  fromJson(json: Json, inner: (json: unknown) => M): M;
  /** How a model was set, besides its family, without what it has learned. Plain JSON. */
  configuration(json: Json, inner: (json: unknown) => unknown): Readonly<Record<string, unknown>>;
  /** The names of what a row of its first input holds, in their order. */
  columns(model: M): readonly string[];
  /** What its file takes; a text is a dimension that a run may choose. */
  inputs(model: M, inner: (model: M) => readonly OnnxPort[]): readonly OnnxPort[];
  /** What its file gives. */
  output(model: M): OnnxPort;
  /** What it predicts of the inputs of a graph; absent where such a model cannot be a file. */
  addToGraph?(
    graph: GraphBuilder,
    inputs: GraphInputs,
    model: M,
    inner: (graph: GraphBuilder, inputs: GraphInputs, model: M) => GraphValue
  ): GraphValue;
  /** What a reader of its file should know besides the graph, by key. */
  metadata(model: M): Readonly<Record<string, string>>;
}

/** A family of any models. */
export type AnyFamily = Family<AnyModel>;

/**
 * What families have in common whose models take rows of columns and give a number a row, and whose JSON has `options`
 * where they were set in any way: input `features` (rows × columns, NaN where a value is missing), output `prediction`
 * (rows × 1). Infinite values, which linear models reject, pass through a graph as arithmetic has it.
 */
export const TABULAR = {
  configuration: (json: FamilyJson & {readonly options?: unknown}): Readonly<Record<string, unknown>> =>
    "options" in json ? {options: json.options} : {},
  columns: ({columns}: Model): readonly string[] => columns,
  inputs: ({columns}: Model): readonly OnnxPort[] => [{name: "features", shape: ["rows", columns.length]}],
  output: (): OnnxPort => ({name: "prediction", shape: ["rows", 1]}),
  metadata: ({columns, family}: Model): Readonly<Record<string, string>> => ({
    columns: JSON.stringify(columns),
    family,
    preparation: "[]"
  })
};

/**
 * The family of a name. Throws `RangeError` where there is none.
 *
 * @example
 * ```ts
 * import {forestFamily} from "./forestFamily.js";
 *
 * familyOf([forestFamily], "forest").name // → "forest"
 * familyOf([forestFamily], "oracle") // → throws RangeError: no model of the family oracle
 * ```
 */
export function familyOf<F extends Pick<Family, "name">>(families: readonly F[], name: unknown): F {
  const found = families.find((family) => family.name === name);
  if (found === undefined) throw new RangeError(`no model of the family ${String(name)}`);
  return found;
}
