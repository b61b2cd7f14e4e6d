import {UserError} from "../core/errors.js";
import {addGru, addLstm} from "../onnx/layersToOnnx.js";
import type {Gru4RecModel} from "./gru4rec.js";
import {MOST_ITEMS, RecommenderGraph, type RecommenderFileOptions} from "./recommenderGraph.js";

/**
 * GRU4Rec as an ONNX file: clicks of sessions in (`items`, sessions × clicks, each session with as many), the first items
 * and their scores out (`top_items` and `top_scores`, sessions × top), and all `scores` (sessions × catalogue). Throws `UserError` for a catalogue whose items
 * 32-bit reals cannot number.
 */
export function gru4recToOnnx(model: Gru4RecModel, options: RecommenderFileOptions): Uint8Array {
  const {catalogue, weights} = model;
  const {layers, constrained_embedding: constrained, embedding, cell} = model.options;
  const gates = cell === "gru" ? 3 : 4;
  if (catalogue > MOST_ITEMS)
    throw new UserError(`the catalogue has ${catalogue} items`, `a file takes ${MOST_ITEMS} at most`);
  const graph = new RecommenderGraph();
  const last = layers[layers.length - 1];
  const items = graph.constant(weights.Wy, [catalogue, last]);
  // one-hot inputs look up what would be their product with the first layer's weights
  const oneHot = !constrained && embedding === 0;
  const clicks = graph.cast(graph.node("Transpose", [graph.clicks()], "float"), "int64");
  const wide = constrained ? last : oneHot ? gates * layers[0] : embedding;
  const inputs = constrained ? items : graph.constant(oneHot ? weights.Wx0 : weights.E, [catalogue, wide]);
  let states = graph.node("Gather", [inputs, clicks], "float", {attributes: {axis: {int: 0}}});
  let state = states;
  layers.forEach((units, k) => {
    const tensors = {
      w: {
        shape: [k > 0 ? layers[k - 1] : wide, gates * units],
        values: k === 0 && oneHot ? identity(gates * units) : weights[`Wx${k}`]
      },
      u: {shape: [units, gates * units], values: weights[`Wh${k}`]},
      b: {shape: [gates * units], values: weights[`Bx${k}`]},
      c: {shape: [gates * units], values: weights[`Bh${k}`]}
    };
    if (cell === "gru") ({output: states, last: state} = addGru(graph, states, tensors));
    else {
      const {output, last: final} = addLstm(graph, states, tensors);
      states = output;
      state = final.h;
    }
  });
  const told = graph.node("Squeeze", [state, graph.integers(0)], "float");
  const product = graph.node("Gemm", [told, items, graph.constant(weights.By, [catalogue])], "float", {
    attributes: {transB: {int: 1}}
  });
  return graph.finishTop(product, items, catalogue, options);
}

function identity(n: number): Float32Array {
  const one = new Float32Array(n * n);
  for (let i = 0; i < n; i++) one[i * n + i] = 1;
  return one;
}
