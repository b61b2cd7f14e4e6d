import type {TensorJson} from "./neuralModel.js";
import {columnScales, eightBits} from "../../nn/tabmInt8.js";
import {numbersOf} from "../../nn/tabmNetwork.js";
import type {TabmJson} from "./tabmModel.js";
import type {GraphBuilder, GraphValue} from "../../onnx/graphBuilder.js";

/**
 * A TabM on columns that are cut into pieces already, rows × 1; in 32-bit reals, as it was trained, or with products of
 * 8-bit numbers.
 *
 * @example
 * ```ts
 * import {GraphBuilder} from "../../onnx/graphBuilder.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 * import {tabmModel} from "./tabmModel.js";
 *
 * const options = {...TABM_OPTIONS, heads: 1, width: 1, depth: 1};
 * const one = (value: number) => Float32Array.of(value);
 * const weights = {w0: one(1), b0: one(-1), out: one(2), outBias: one(0)};
 * const model = tabmModel({columns: ["views"], inputs: [{name: "views", standardized: null}], options, int8: false}, weights);
 * const graph = new GraphBuilder();
 * addTabm(graph, graph.input({name: "features", shape: ["rows", 1]}), model.toJSON()).type // → "double"
 * ```
 */
export function addTabm(graph: GraphBuilder, input: GraphValue, json: TabmJson): GraphValue {
  const {options, int8, weights} = json;
  const {heads, width, depth} = options;
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const own = (name: string, columns: number) => tensor(graph, weights[name], [heads, columns]);
  const inputs = inputsOf(graph, graph.cast(input, "float"), json);
  // a head is a row of its own in the products, but for a single one, which needs no third dimension
  let layer = heads === 1 ? inputs : graph.node("Unsqueeze", [inputs, whole(graph, 1)], "float");
  for (let k = 0; k < depth; k++) {
    const name = `w${k}`;
    const from = weights[name].shape[0];
    const scaled = heads === 1 ? layer : op("Mul", layer, own(`r${k}`, from));
    const product = int8
      ? roundedProduct(graph, scaled, weights[name])
      : op("MatMul", scaled, tensor(graph, weights[name]));
    layer = op("Relu", op("Add", heads === 1 ? product : op("Mul", product, own(`s${k}`, width)), own(`b${k}`, width)));
  }
  if (heads === 1) {
    const score = op("Add", op("MatMul", layer, tensor(graph, weights.out)), tensor(graph, weights.outBias));
    return graph.node("Sigmoid", [graph.cast(score, "double")], "double");
  }
  const weighed = op("Mul", layer, own("out", width));
  const sums = graph.node("ReduceSum", [weighed, whole(graph, 2)], "float", {attributes: {keepdims: {int: 0}}});
  const scores = graph.cast(op("Add", sums, tensor(graph, weights.outBias)), "double");
  return graph.node("ReduceMean", [graph.node("Sigmoid", [scores], "double")], "double", {
    attributes: {axes: [1], keepdims: {int: 1}}
  });
}

const whole = (graph: GraphBuilder, ...numbers: number[]) =>
  graph.constant(BigInt64Array.from(numbers, BigInt), [numbers.length]);

function tensor(graph: GraphBuilder, {shape, values}: TensorJson, as: readonly number[] = shape): GraphValue {
  return graph.constant(Float32Array.from(values), as);
}

/** The embeddings of cut columns, then the others: rows × in. */
function inputsOf(graph: GraphBuilder, x: GraphValue, {inputs, weights}: TabmJson): GraphValue {
  const plain: number[] = [];
  const cut: {readonly place: number; readonly column: number}[] = [];
  let [place, columns] = [0, 0];
  for (const input of inputs) {
    for (let k = 0; k < numbersOf(input); k++, place++)
      if (input.standardized === null) plain.push(place);
      else cut.push({place, column: columns});
    if (input.standardized !== null) columns++;
  }
  const parts: GraphValue[] = [];
  if (cut.length > 0) {
    const picked = graph.pick(
      x,
      cut.map(({place: at}) => at)
    );
    const {slopes, intercepts} = embeddingOf(inputs, weights);
    const product = graph.node("MatMul", [picked, spreadOf(graph, slopes, cut, columns)], "float");
    parts.push(graph.node("Add", [product, tensor(graph, intercepts)], "float"));
  }
  if (plain.length > 0) parts.push(graph.pick(x, plain));
  return graph.beside(parts);
}

/** Both layers of the embeddings as one, see `piecewiseLinearEmbeddings`: by piece, and by column. */
function embeddingOf(
  inputs: TabmJson["inputs"],
  {embed, embedLinear, embedBias}: TabmJson["weights"]
): {readonly slopes: TensorJson; readonly intercepts: TensorJson} {
  const width = embed.shape[1];
  const slopes = [...embed.values];
  const intercepts = [...embedBias.values];
  let [piece, column] = [0, 0];
  for (const {standardized} of inputs) {
    if (standardized === null) continue;
    const linear = embedLinear.values.slice(column * width, (column + 1) * width);
    linear.forEach((weight, i) => (intercepts[column * width + i] += standardized[0] * weight));
    for (let k = 1; k < standardized.length; k++, piece++)
      linear.forEach((weight, i) => (slopes[piece * width + i] += (standardized[k] - standardized[k - 1]) * weight));
    column++;
  }
  return {slopes: {...embed, values: slopes}, intercepts: {...embedBias, values: intercepts}};
}

/**
 * Each piece's weights where its column's embedding stands, zeros elsewhere. As it holds mostly zeros, the file says how
 * it is made; runtimes work it out once, when they open the file.
 */
function spreadOf(
  graph: GraphBuilder,
  embed: TensorJson,
  cut: readonly {readonly column: number}[],
  columns: number
): GraphValue {
  const width = embed.shape[1];
  const pieceOf = graph.constant(
    BigInt64Array.from(cut, ({column}) => BigInt(column)),
    [cut.length, 1]
  );
  const outcomeOf = graph.constant(
    BigInt64Array.from({length: columns * width}, (_, k) => BigInt(Math.floor(k / width))),
    [1, columns * width]
  );
  const own = graph.node("Equal", [pieceOf, outcomeOf], "bool");
  const repeated = graph.node("Tile", [tensor(graph, embed), whole(graph, 1, columns)], "float");
  return graph.node("Where", [own, repeated, graph.constant(Float32Array.of(0), [1, 1])], "float");
}

/** The product with a matrix in 8-bit numbers, the other factor rounded to 256 numbers when it is known. */
function roundedProduct(graph: GraphBuilder, x: GraphValue, {shape, values}: TensorJson): GraphValue {
  const w = Float32Array.from(values);
  const scales = columnScales(w, shape[1]);
  const [steps, scale, zero] = graph.nodeOf("DynamicQuantizeLinear", [x], ["uint8", "float", "uint8"]);
  const product = graph.node("MatMulInteger", [steps, graph.constant(eightBits(w, scales), shape), zero], "int32");
  const unit = graph.node("Mul", [scale, graph.constant(scales, [shape[1]])], "float");
  return graph.node("Mul", [graph.cast(product, "float"), unit], "float");
}
