import type {GraphBuilder, GraphValue} from "./graphBuilder.js";

/**
 * The layers of `nn` as nodes of a graph, each by itself, for exporters of whole networks. Weights are as the layers have
 * them; sequences are places × rows × width, as `gruStates` and `lstmStates` have them, place by place.
 */

/** A weight with its shape, in row-major order. */
export interface LayerTensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

function constant(graph: GraphBuilder, {shape, values}: LayerTensor): GraphValue {
  return graph.constant(Float32Array.from(values), shape);
}

/** `dense`: x W + b, with or without a rectifier; any dimensions before the last. */
export function addDense(
  graph: GraphBuilder,
  input: GraphValue,
  {w, bias}: {readonly w: LayerTensor; readonly bias: LayerTensor},
  activation: "linear" | "relu" = "linear"
): GraphValue {
  const product = graph.node("MatMul", [input, constant(graph, w)], "float");
  const sum = graph.node("Add", [product, constant(graph, bias)], "float");
  return activation === "linear" ? sum : graph.node("Relu", [sum], "float");
}

/**
 * `embedding`: the rows of a table, for ids of any shape; a dimension of the table's width comes last. Ids may be reals
 * that are whole, which are exact up to 2²⁴.
 */
export function addEmbedding(graph: GraphBuilder, ids: GraphValue, table: LayerTensor): GraphValue {
  return graph.node("Gather", [constant(graph, table), graph.cast(ids, "int64")], "float", {
    attributes: {axis: {int: 0}}
  });
}

/** `layerNorm`, over the last dimension. */
export function addLayerNorm(
  graph: GraphBuilder,
  input: GraphValue,
  {gain, shift}: {readonly gain: LayerTensor; readonly shift: LayerTensor}
): GraphValue {
  return graph.node("LayerNormalization", [input, constant(graph, gain), constant(graph, shift)], "float", {
    attributes: {axis: {int: -1}, epsilon: 1e-5}
  });
}

/** `dropout`, which changes nothing in predictions. */
export function addDropout(graph: GraphBuilder, input: GraphValue): GraphValue {
  return graph.node("Identity", [input], input.type);
}

/** Weights of a recurrent layer, its gates side by side. */
export interface RecurrentTensors {
  /** inputs × gates · units */
  readonly w: LayerTensor;
  /** units × gates · units */
  readonly u: LayerTensor;
  /** gates · units */
  readonly b: LayerTensor;
  readonly c: LayerTensor;
}

/** Where ONNX's gates (update, reset, new) are among ours (reset, update, new). */
const GRU_GATES = [1, 0, 2] as const;
/** Where ONNX's gates (input, output, forget, cell) are among ours (input, forget, cell, output). */
const LSTM_GATES = [0, 3, 1, 2] as const;
const ABSENT: GraphValue = {name: "", type: "float"};

/**
 * `gruStates`: the state after every place, places × rows × units, and the last one, 1 × rows × units, as `initial` is
 * too (zeros where it is absent).
 */
export function addGru(
  graph: GraphBuilder,
  input: GraphValue,
  weights: RecurrentTensors,
  initial?: GraphValue
): {readonly output: GraphValue; readonly last: GraphValue} {
  const [units] = weights.u.shape;
  const inputs = [
    input,
    ...gateTensors(graph, weights, GRU_GATES),
    ...(initial === undefined ? [] : [ABSENT, initial])
  ];
  const [all, last] = graph.nodeOf("GRU", inputs, ["float", "float"], {
    attributes: {hidden_size: {int: units}, linear_before_reset: {int: 1}}
  });
  return {output: oneDirection(graph, all), last};
}

/** `lstmStates`: the output after every place, places × rows × units, and the last output and cell, 1 × rows × units. */
export function addLstm(
  graph: GraphBuilder,
  input: GraphValue,
  weights: RecurrentTensors,
  initial?: {readonly h: GraphValue; readonly c: GraphValue}
): {readonly output: GraphValue; readonly last: {readonly h: GraphValue; readonly c: GraphValue}} {
  const [units] = weights.u.shape;
  const start = initial === undefined ? [] : [ABSENT, initial.h, initial.c];
  const inputs = [input, ...gateTensors(graph, weights, LSTM_GATES), ...start];
  const [all, h, c] = graph.nodeOf("LSTM", inputs, ["float", "float", "float"], {
    attributes: {hidden_size: {int: units}}
  });
  return {output: oneDirection(graph, all), last: {h, c}};
}

/** W, R and B as ONNX has them: each gate's units one below another, in its order. */
function gateTensors(graph: GraphBuilder, {w, u, b, c}: RecurrentTensors, gates: readonly number[]): GraphValue[] {
  const [units] = u.shape;
  const width = gates.length * units;
  const turned = ({shape: [inputs], values}: LayerTensor) => {
    const out = new Float32Array(inputs * width);
    gates.forEach((from, to) => {
      for (let o = 0; o < units; o++)
        for (let i = 0; i < inputs; i++) out[(to * units + o) * inputs + i] = values[i * width + from * units + o];
    });
    return graph.constant(out, [1, width, inputs]);
  };
  const biases = [b, c].flatMap(({values}) =>
    gates.flatMap((gate) => Array.from({length: units}, (_, o) => values[gate * units + o]))
  );
  return [turned(w), turned(u), graph.constant(Float32Array.from(biases), [1, 2 * width])];
}

/** places × 1 × rows × units without its one direction. */
function oneDirection(graph: GraphBuilder, states: GraphValue): GraphValue {
  return graph.node("Squeeze", [states, graph.constant(BigInt64Array.of(1n), [1])], "float");
}

/**
 * `causalConvolution`, on channels before places: rows × in × places to rows × out × places. `w` is kernel · in × out,
 * the earliest place first.
 */
export function addCausalConvolution(
  graph: GraphBuilder,
  input: GraphValue,
  {w, bias}: {readonly w: LayerTensor; readonly bias: LayerTensor},
  {kernel, dilation}: {readonly kernel: number; readonly dilation: number}
): GraphValue {
  const [over, width] = w.shape;
  const channels = over / kernel;
  const turned = new Float32Array(over * width);
  for (let j = 0; j < kernel; j++)
    for (let i = 0; i < channels; i++)
      for (let o = 0; o < width; o++)
        turned[(o * channels + i) * kernel + j] = w.values[(j * channels + i) * width + o];
  const found = graph.node(
    "Conv",
    [input, graph.constant(turned, [width, channels, kernel]), constant(graph, bias)],
    "float",
    {attributes: {kernel_shape: [kernel], dilations: [dilation], pads: [(kernel - 1) * dilation, 0]}}
  );
  return graph.node("Relu", [found], "float");
}
