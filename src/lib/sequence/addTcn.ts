import type {SessionNetworkJson} from "./sessionNetwork.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";

/**
 * A temporal convolutional network from `events` (rows × steps × channels) to the chances after every event (rows ×
 * steps × targets). The norm of the weights is worked out here, so that the graph has plain convolutions.
 */
export function addTcn(graph: GraphBuilder, events: GraphValue, {options, weights}: SessionNetworkJson): GraphValue {
  const {kernel, blocks} = options.shape;
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const turn = (value: GraphValue) => graph.node("Transpose", [value], "float", {attributes: {perm: [0, 2, 1]}});
  const tensor = (name: string) => graph.constant(Float32Array.from(weights[name].values), weights[name].shape);
  const convolution = (input: GraphValue, name: string, dilation: number) => {
    const [over, width] = weights[name].shape;
    const channels = over / kernel;
    const folded = foldNorm(weights[name].values, weights[`${name}gain`].values);
    const w = new Float32Array(folded.length);
    for (let j = 0; j < kernel; j++)
      for (let c = 0; c < channels; c++)
        for (let o = 0; o < width; o++) w[(o * channels + c) * kernel + j] = folded[(j * channels + c) * width + o];
    const found = graph.node(
      "Conv",
      [input, graph.constant(w, [width, channels, kernel]), tensor(`${name}Bias`)],
      "float",
      {attributes: {kernel_shape: [kernel], dilations: [dilation], pads: [(kernel - 1) * dilation, 0]}}
    );
    return op("Relu", found);
  };
  let layer = turn(events);
  for (let i = 0; i < blocks; i++) {
    const inner = convolution(convolution(layer, `first${i}`, 1 << i), `second${i}`, 1 << i);
    const around = weights[`around${i}`] as {shape: readonly number[]; values: readonly number[]} | undefined;
    const past =
      around === undefined
        ? layer
        : op(
            "Conv",
            layer,
            graph.constant(turned(around), [...around.shape].reverse().concat(1)),
            tensor(`around${i}Bias`)
          );
    layer = op("Relu", op("Add", inner, past));
  }
  return op("Sigmoid", op("Add", op("MatMul", turn(layer), tensor("out")), tensor("outBias")));
}

/** Columns of the lengths `gain`, as `weightNorm` makes them. */
function foldNorm(v: readonly number[], gain: readonly number[]): Float64Array {
  const width = gain.length;
  const squares = new Float64Array(width);
  v.forEach((value, i) => (squares[i % width] += value * value));
  return Float64Array.from(v, (value, i) => (gain[i % width] * value) / Math.sqrt(squares[i % width]));
}

function turned({shape: [rows, columns], values}: {shape: readonly number[]; values: readonly number[]}): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  return out;
}
