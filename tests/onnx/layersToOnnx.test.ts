import {slice, tensor1d, tensor2d, tidy, type Tensor2D} from "@tensorflow/tfjs-core";
import * as node from "onnxruntime-node";
import * as web from "onnxruntime-web/wasm";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {causalConvolution} from "../../src/lib/nn/causalLayers.js";
import {dropout} from "../../src/lib/nn/dropout.js";
import {embedding, EmbeddingTable} from "../../src/lib/nn/embedding.js";
import {gruStates} from "../../src/lib/nn/gru.js";
import {dense, layerNorm} from "../../src/lib/nn/layers.js";
import {lstmStates} from "../../src/lib/nn/lstm.js";
import {sgd} from "../../src/lib/nn/optimizers.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {GraphBuilder, type GraphValue} from "../../src/lib/onnx/graphBuilder.js";
import {
  addCausalConvolution,
  addDense,
  addDropout,
  addEmbedding,
  addGru,
  addLayerNorm,
  addLstm,
  type LayerTensor
} from "../../src/lib/onnx/layersToOnnx.js";

web.env.wasm.numThreads = 1;
beforeAll(openTfjs);

/** A layer's input and what `nn` makes of it, in the shape of the graph's. */
interface Case {
  readonly input: Float32Array;
  /** Without the first dimension, which is free. */
  readonly shape: readonly number[];
  /** Of the output. */
  readonly rank: number;
  readonly build: (graph: GraphBuilder, input: GraphValue) => GraphValue;
  readonly wanted: () => Tensor2D;
}

const source = random(6);
const draw = (...shape: number[]): LayerTensor => ({
  shape,
  values: Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => 2 * source.uniform() - 1)
});
const matrix = ({shape, values}: LayerTensor): Tensor2D =>
  tensor2d(Float32Array.from(values), [shape[0], shape[1] ?? 1]);
const vector = ({values}: LayerTensor) => tensor1d(Float32Array.from(values));
const still = () => new Tape(false);

const [ROWS, PLACES, INPUTS, UNITS] = [5, 6, 3, 4];
const recurrent = (gates: number) => ({
  w: draw(INPUTS, gates * UNITS),
  u: draw(UNITS, gates * UNITS),
  b: draw(gates * UNITS),
  c: draw(gates * UNITS)
});
const tensorsOf = ({w, u, b, c}: ReturnType<typeof recurrent>) => ({
  w: matrix(w),
  u: matrix(u),
  b: vector(b),
  c: vector(c)
});
const last = (states: Tensor2D) => slice(states, [(PLACES - 1) * ROWS, 0], [ROWS, UNITS]);

function cases(): Record<string, Case> {
  const x = draw(ROWS, INPUTS);
  const layer = {w: draw(INPUTS, UNITS), bias: draw(UNITS)};
  const norm = {gain: draw(INPUTS), shift: draw(INPUTS)};
  const table = draw(9, UNITS);
  const ids = [8, 0, 3, 3, 7];
  const sequence = draw(PLACES * ROWS, INPUTS);
  const [gruWeights, lstmWeights] = [recurrent(3), recurrent(4)];
  const state = {h: draw(ROWS, UNITS), c: draw(ROWS, UNITS)};
  const part = (graph: GraphBuilder, of: LayerTensor) => graph.constant(Float32Array.from(of.values), [1, ROWS, UNITS]);
  const causal = {w: draw(3 * INPUTS, UNITS), bias: draw(UNITS)};
  const options = {kernel: 3, dilation: 2};
  const inputOf = (of: LayerTensor, ...shape: number[]) => ({
    input: Float32Array.from(of.values),
    shape,
    rank: shape.length + 1
  });
  const asRows = (graph: GraphBuilder, value: GraphValue) =>
    graph.node("Transpose", [value], "float", {attributes: {perm: [0, 2, 1]}});
  return {
    dense: {
      ...inputOf(x, INPUTS),
      build: (graph, input) => addDense(graph, input, layer),
      wanted: () => dense(still(), matrix(x), matrix(layer.w), vector(layer.bias))
    },
    "rectified dense": {
      ...inputOf(x, INPUTS),
      build: (graph, input) => addDense(graph, input, layer, "relu"),
      wanted: () => dense(still(), matrix(x), matrix(layer.w), vector(layer.bias), "relu")
    },
    embedding: {
      input: Float32Array.from(ids),
      shape: [],
      rank: 2,
      build: (graph, input) => addEmbedding(graph, input, table),
      wanted: () =>
        embedding(still(), new EmbeddingTable(Float32Array.from(table.values), UNITS, sgd({learningRate: 1})), ids)
    },
    "layer norm": {
      ...inputOf(x, INPUTS),
      build: (graph, input) => addLayerNorm(graph, input, norm),
      wanted: () => layerNorm(still(), matrix(x), vector(norm.gain), vector(norm.shift))
    },
    dropout: {
      ...inputOf(x, INPUTS),
      build: addDropout,
      wanted: () => dropout(still(), matrix(x), 0.5, random(1))
    },
    GRU: {
      ...inputOf(sequence, ROWS, INPUTS),
      build: (graph, input) => addGru(graph, input, gruWeights).output,
      wanted: () => gruStates(still(), matrix(sequence), PLACES, tensorsOf(gruWeights))
    },
    "GRU from a state": {
      ...inputOf(sequence, ROWS, INPUTS),
      build: (graph, input) => addGru(graph, input, gruWeights, part(graph, state.h)).last,
      wanted: () => last(gruStates(still(), matrix(sequence), PLACES, tensorsOf(gruWeights), matrix(state.h)))
    },
    LSTM: {
      ...inputOf(sequence, ROWS, INPUTS),
      build: (graph, input) => addLstm(graph, input, lstmWeights).output,
      wanted: () => lstmStates(still(), matrix(sequence), PLACES, tensorsOf(lstmWeights)).output
    },
    "LSTM's cell from a state": {
      ...inputOf(sequence, ROWS, INPUTS),
      build: (graph, input) =>
        addLstm(graph, input, lstmWeights, {h: part(graph, state.h), c: part(graph, state.c)}).last.c,
      wanted: () => {
        const initial = {h: matrix(state.h), c: matrix(state.c)};
        return lstmStates(still(), matrix(sequence), PLACES, tensorsOf(lstmWeights), initial).last.c;
      }
    },
    "causal convolution": {
      ...inputOf(sequence, PLACES, INPUTS),
      build: (graph, input) => asRows(graph, addCausalConvolution(graph, asRows(graph, input), causal, options)),
      wanted: () =>
        causalConvolution(still(), matrix(sequence), matrix(causal.w), vector(causal.bias), {steps: PLACES, ...options})
    }
  };
}

describe.each(Object.entries(cases()))("%s", (_, {input, shape, rank, build, wanted}) => {
  test("gives in both runtimes what the layer gives", async () => {
    const graph = new GraphBuilder();
    const output = build(graph, graph.input({name: "x", shape: ["rows", ...shape]}));
    const port = {name: "y", shape: Array.from({length: rank}, (_, k) => `d${k}`)};
    const bytes = graph.finish(output, port, {name: "layer", metadata: {}});
    const expected = tidy(() => Array.from(wanted().dataSync()));
    expect(new Set(expected).size).toBeGreaterThan(5);
    const many = input.length / shape.reduce((a, b) => a * b, 1);
    for (const {InferenceSession, Tensor} of [node, web]) {
      const session = await InferenceSession.create(bytes, {logSeverityLevel: 4});
      const {y} = await session.run({x: new Tensor("float32", input, [many, ...shape])});
      await session.release();
      expect(y.data.length).toBe(expected.length);
      expected.forEach((value, i) => expect(Math.abs(Number(y.data[i]) - value), `${i}`).toBeLessThan(1e-5));
    }
  });
});
