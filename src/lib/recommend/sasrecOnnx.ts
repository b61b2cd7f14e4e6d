import {UserError} from "../core/errors.js";
import type {GraphValue} from "../onnx/graphBuilder.js";
import {addDense, addLayerNorm} from "../onnx/layersToOnnx.js";
import {MOST_ITEMS, RecommenderGraph, type RecommenderFileOptions} from "./recommenderGraph.js";
import {sasrecShapes} from "./sasrecOptions.js";
import type {SasrecModel} from "./sasrecRecommender.js";

/** Far below any score, so that its exponential is 0. */
const HIDDEN = -1e9;

/**
 * SASRec as an ONNX file: at most `maxlen` clicks of sessions in (`items`, sessions × clicks, each session with as many),
 * the first items and their scores out (`top_items` and `top_scores`, sessions × top), and all `scores` (sessions ×
 * catalogue). Throws `UserError` for a catalogue
 * whose items 32-bit reals cannot number.
 */
export function sasrecToOnnx(
  {catalogue, weights, options: o}: SasrecModel,
  options: RecommenderFileOptions
): Uint8Array {
  if (catalogue > MOST_ITEMS)
    throw new UserError(`the catalogue has ${catalogue} items`, `a file takes ${MOST_ITEMS} at most`);
  const graph = new RecommenderGraph();
  const shapes = sasrecShapes(o);
  const {hidden_units: width, num_heads: heads} = o;
  const each = width / heads;
  const tensor = (name: string) => ({shape: shapes[name], values: weights[name]});
  const node = (op: string, ...inputs: GraphValue[]) => graph.node(op, inputs, "float");
  const scalar = (value: number) => graph.constant(Float32Array.of(value), []);
  const linear = (layer: GraphValue, name: string, activation: "linear" | "relu" = "linear") =>
    addDense(graph, layer, {w: tensor(name), bias: tensor(`${name}Bias`)}, activation);
  const norm = (layer: GraphValue, name: string) =>
    addLayerNorm(graph, layer, {gain: tensor(`${name}gain`), shift: tensor(`${name}shift`)});
  const turned = (layer: GraphValue, perm: readonly number[]) =>
    graph.node("Transpose", [layer], "float", {attributes: {perm: [...perm]}});

  const items = graph.constant(weights.items, [catalogue, width]);
  const clicks = graph.cast(graph.clicks(), "int64");
  const rows = (table: GraphValue, ids: GraphValue) =>
    graph.node("Gather", [table, ids], "float", {attributes: {axis: {int: 0}}});
  const whole = (value: bigint) => graph.constant(BigInt64Array.of(value), []);
  const shape = graph.node("Shape", [clicks], "int64");
  const count = graph.node("Gather", [shape, whole(1n)], "int64", {attributes: {axis: {int: 0}}});
  const places = graph.node("Range", [whole(0n), count, whole(1n)], "int64");
  const down = graph.node("Unsqueeze", [places, graph.integers(1)], "int64");
  const later = graph.node("Greater", [places, down], "bool");
  const mask = graph.node("Where", [later, scalar(HIDDEN), scalar(0)], "float");

  // sessions × clicks × heads × each, and back
  const apart = graph.integers(0, 0, heads, each);
  const together = graph.integers(0, 0, width);
  const split = (layer: GraphValue, perm: readonly number[]) => turned(node("Reshape", layer, apart), perm);
  let layer = node(
    "Add",
    node("Mul", rows(items, clicks), scalar(Math.sqrt(width))),
    rows(graph.constant(weights.places, shapes.places), places)
  );
  for (let k = 0; k < o.n_blocks; k++) {
    const a = norm(layer, `a${k}`);
    const q = split(linear(a, `q${k}`), [0, 2, 1, 3]);
    const keys = split(linear(a, `k${k}`), [0, 2, 3, 1]);
    const values = split(linear(a, `v${k}`), [0, 2, 1, 3]);
    const scores = node("Add", node("Mul", node("MatMul", q, keys), scalar(1 / Math.sqrt(each))), mask);
    const shares = graph.node("Softmax", [scores], "float", {attributes: {axis: {int: -1}}});
    const told = node("Reshape", turned(node("MatMul", shares, values), [0, 2, 1, 3]), together);
    layer = node("Add", layer, linear(told, `o${k}`));
    layer = node("Add", layer, linear(linear(norm(layer, `f${k}`), `up${k}`, "relu"), `down${k}`));
  }
  const last = graph.node("Gather", [norm(layer, "end"), whole(-1n)], "float", {attributes: {axis: {int: 1}}});
  const scores = graph.node("Gemm", [last, items], "float", {attributes: {transB: {int: 1}}});
  return graph.finishTop(scores, items, catalogue, options);
}
