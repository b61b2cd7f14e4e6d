import {tensor2d, tensor4d, type Tensor, type Tensor2D} from "@tensorflow/tfjs-core";
import {beforeAll, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {causalConvolution, reluSum, reshaped, weightNorm} from "../../src/lib/nn/causalLayers.js";
import {dropout} from "../../src/lib/nn/dropout.js";
import {
  add,
  addPositionalEmbedding,
  attention,
  concat,
  dense,
  lastTimestep,
  layerNorm,
  masked
} from "../../src/lib/nn/layers.js";
import {ensembleDense, ensembleInput, ensembleOut} from "../../src/lib/nn/tabmLayers.js";
import type {Tape} from "../../src/lib/nn/tape.js";
import {expectLayerGradients} from "./finiteDifferences.js";

beforeAll(openTfjs);

type Inputs = Readonly<Record<string, Tensor>>;
type Layer = (tape: Tape, inputs: Inputs) => Tensor;
const m = (tensor: Tensor) => tensor as Tensor2D;

const LAYERS: Readonly<Record<string, readonly [Layer, Readonly<Record<string, readonly number[]>>]>> = {
  dense: [(tape, {x, w, b}) => dense(tape, x, w, b), {x: [4, 3], w: [3, 2], b: [2]}],
  "rectified dense": [(tape, {x, w, b}) => dense(tape, x, w, b, "relu"), {x: [4, 3], w: [3, 5], b: [5]}],
  masked: [(tape, {x}) => masked(tape, x, tensor2d([[2], [0], [1]])), {x: [3, 4]}],
  add: [(tape, {a, b}) => add(tape, a, b), {a: [2, 3], b: [2, 3]}],
  concat: [(tape, {a, b}) => concat(tape, m(a), m(b)), {a: [3, 2], b: [3, 4]}],
  addPositionalEmbedding: [
    (tape, {x, places}) => addPositionalEmbedding(tape, m(x), m(places)),
    {x: [6, 2], places: [3, 2]}
  ],
  lastTimestep: [(tape, {x}) => lastTimestep(tape, m(x), 3), {x: [6, 2]}],
  layerNorm: [(tape, {x, gain, shift}) => layerNorm(tape, m(x), gain, shift), {x: [3, 5], gain: [5], shift: [5]}],
  attention: [
    (tape, {q, k, v}) => {
      const hidden = tensor4d([0, 0, 0, -1e9, 0, 0], [2, 1, 1, 3]);
      return attention(tape, [m(q), m(k), m(v)], hidden, {steps: 3, heads: 2});
    },
    {q: [6, 4], k: [6, 4], v: [6, 4]}
  ],
  weightNorm: [(tape, {v, gain}) => weightNorm(tape, v, gain), {v: [4, 3], gain: [3]}],
  causalConvolution: [
    (tape, {x, w, b}) => causalConvolution(tape, m(x), m(w), b, {steps: 5, kernel: 2, dilation: 2}),
    {x: [10, 2], w: [4, 3], b: [3]}
  ],
  reluSum: [(tape, {a, b}) => reluSum(tape, m(a), m(b)), {a: [3, 4], b: [3, 4]}],
  reshaped: [(tape, {x}) => reshaped(tape, m(x), [2, 6]), {x: [4, 3]}],
  ensembleInput: [
    (tape, {learned, w, r, s, b}) =>
      ensembleInput(tape, m(learned), tensor2d([[0.5], [-1], [2]]), {w: m(w), r: m(r), s: m(s), b}),
    {learned: [3, 2], w: [3, 2], r: [2, 3], s: [2, 2], b: [4]}
  ],
  ensembleDense: [
    (tape, {x, w, r, s, b}) => ensembleDense(tape, m(x), {w: m(w), r: m(r), s: m(s), b}),
    {x: [3, 6], w: [3, 2], r: [2, 3], s: [2, 2], b: [4]}
  ],
  ensembleOut: [(tape, {x, w, b}) => ensembleOut(tape, m(x), m(w), b), {x: [3, 4], w: [2, 2], b: [2]}],
  dropout: [(tape, {x}) => dropout(tape, m(x), 0.4, random(5)), {x: [4, 5]}]
};

test.each(Object.keys(LAYERS))("%s has the gradients that finite differences have", (name) => {
  expectLayerGradients(...LAYERS[name]);
});
