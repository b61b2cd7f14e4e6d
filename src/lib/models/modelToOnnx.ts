import {GraphBuilder, type GraphValue} from "../onnx/graphBuilder.js";
import type {OnnxPort} from "../onnx/onnxModel.js";
import {familyOf, type AnyFamily, type AnyModel, type GraphInputs} from "./family.js";
import {TABULAR_FAMILIES} from "./tabularFamilies.js";

export interface ModelToOnnxOptions {
  /** Of the graph; the model's family by default. */
  readonly name?: string;
  /** What a reader of the file should know besides what its family says, by key: its card. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Which families there are; those that need no TensorFlow.js by default. */
  readonly families?: readonly AnyFamily[];
}

/** What the file of a model takes and gives. */
export interface ModelPorts {
  readonly inputs: readonly OnnxPort[];
  readonly output: OnnxPort;
}

/**
 * What the file of a model takes and gives, by name and shape; a text is a dimension that a run may choose. Throws
 * `RangeError` for a family that is not among those given.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * modelPorts(fitForest(train, TREE_OPTIONS))
 * // → {inputs: [{name: "features", shape: ["rows", 1]}], output: {name: "prediction", shape: ["rows", 1]}}
 * ```
 */
export function modelPorts(
  model: Pick<AnyModel, "family">,
  families: readonly AnyFamily[] = TABULAR_FAMILIES
): ModelPorts {
  const inputsOf = (of: Pick<AnyModel, "family">): readonly OnnxPort[] =>
    familyOf(families, of.family).inputs(of as AnyModel, inputsOf);
  return {inputs: inputsOf(model), output: familyOf(families, model.family).output(model as AnyModel)};
}

/**
 * A model as an ONNX file. A model of columns has the input `features` (rows × columns, 32-bit reals in the order of the
 * model's columns, as they come, NaN where missing) and the output `prediction` (rows × 1); all preparation is in the
 * graph, and the metadata say the order of columns, the family and what the preparation does. A network over events has
 * more inputs, see its family, and its encoder in the metadata. The file's predictions are the model's but for the
 * rounding of 32-bit sums. Throws `RangeError` for a family without an exporter.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 * import {readOnnxGraph} from "../onnx/readOnnxGraph.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float32Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const bytes = modelToOnnx(fitForest(train, TREE_OPTIONS));
 * readOnnxGraph(bytes).inputs[0].name // → "features"
 * ```
 */
export function modelToOnnx(
  model: AnyModel,
  {name = model.family, metadata = {}, families = TABULAR_FAMILIES}: ModelToOnnxOptions = {}
): Uint8Array {
  const graph = new GraphBuilder();
  const {inputs, output} = modelPorts(model, families);
  const values = Object.fromEntries(inputs.map((port) => [port.name, graph.input(port)]));
  const add = (of: GraphBuilder, given: GraphInputs, inner: AnyModel): GraphValue => {
    const family = familyOf(families, inner.family);
    if (family.addToGraph === undefined) throw new RangeError(`no ONNX exporter for the family ${inner.family}`);
    return family.addToGraph(of, given, inner, add);
  };
  return graph.finish(add(graph, values, model), output, {
    name,
    metadata: {...familyOf(families, model.family).metadata(model), ...metadata}
  });
}
