import * as tf from "@tensorflow/tfjs-core";
import type {Random} from "../core/random.js";
import {dropout} from "../nn/dropout.js";
import {embedding, type EmbeddingTable} from "../nn/embedding.js";
import {add, addPositionalEmbedding, attention, dense, layerNorm, masked} from "../nn/layers.js";
import {softmaxCrossEntropy} from "../nn/rankingLosses.js";
import type {Tape} from "../nn/tape.js";
import type {Pass} from "../nn/trainStep.js";
import type {SasrecOptions} from "./sasrecOptions.js";

/** Pieces of sessions side by side, each at the first places of its row. */
export interface SasrecBatch {
  readonly rows: number;
  readonly steps: number;
  /** rows × steps: the items clicked, whatever beyond a row's end. */
  readonly inputs: Int32Array;
  /** rows × steps: the next clicks; −1 where there is none. */
  readonly targets: Int32Array;
}

/** Items that were drawn, and how often each is drawn in a step in the mean. */
export interface DrawnItems {
  readonly items: Int32Array;
  readonly expected: Float64Array;
}

/** Far below any score, so that its exponential is 0. */
const HIDDEN = -1e9;

/**
 * The state after every click of every row, (rows · steps) × hidden units: item vectors times the root of their width,
 * plus a vector of the place counted from the piece's first click; blocks of attention to the clicks so far and of a
 * rectified layer, each normalized before, silenced and added to what goes in; and a last normalization. Source: Kang and
 * McAuley (2018), arXiv 1808.09781, section III.
 */
function states(
  tape: Tape,
  w: Readonly<Record<string, tf.Tensor>>,
  clicked: tf.Tensor2D,
  steps: number,
  {n_blocks, hidden_units: width, num_heads: heads, dropout_rate}: SasrecOptions,
  source: Random
): tf.Tensor2D {
  const silenced = (layer: tf.Tensor2D): tf.Tensor2D => dropout(tape, layer, dropout_rate, source);
  const linear = (layer: tf.Tensor2D, name: string, activation: "linear" | "relu" = "linear") =>
    dense(tape, layer, w[name], w[`${name}Bias`], activation);
  const norm = (layer: tf.Tensor2D, name: string) => layerNorm(tape, layer, w[`${name}gain`], w[`${name}shift`]);
  const later = tf.tensor4d(
    Float32Array.from({length: steps * steps}, (_, i) => (i % steps > Math.floor(i / steps) ? HIDDEN : 0)),
    [1, 1, steps, steps]
  );
  const scaled = masked(tape, clicked, tf.scalar(Math.sqrt(width)));
  let layer = silenced(addPositionalEmbedding(tape, scaled, firstRows(tape, w.places as tf.Tensor2D, steps)));
  for (let k = 0; k < n_blocks; k++) {
    const a = norm(layer, `a${k}`);
    const qkv = [linear(a, `q${k}`), linear(a, `k${k}`), linear(a, `v${k}`)] as const;
    layer = add(tape, layer, silenced(linear(attention(tape, qkv, later, {steps, heads}), `o${k}`)));
    const up = silenced(linear(norm(layer, `f${k}`), `up${k}`, "relu"));
    layer = add(tape, layer, silenced(linear(up, `down${k}`)));
  }
  return norm(layer, "end");
}

/** The first rows of a matrix. */
function firstRows(tape: Tape, x: tf.Tensor2D, rows: number): tf.Tensor2D {
  const [all, width] = x.shape;
  if (rows === all) return x;
  return tape.record([x], tf.slice(x, [0, 0], [rows, width]) as tf.Tensor2D, (gradient) => [
    tf.pad(gradient as tf.Tensor2D, [
      [0, all - rows],
      [0, 0]
    ])
  ]);
}

/** The products of all rows of two matrices, rows of `a` × rows of `b`. */
function products(tape: Tape, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tape.record([a, b], tf.matMul(a, b, false, true), (gradient) => [
    tf.matMul(gradient as tf.Tensor2D, b),
    tf.matMul(tf.transpose(gradient as tf.Tensor2D), a)
  ]);
}

/** Each row's product with its own row of `own` in the first column, and with all rows of `others` beside it. */
function ownAndOthers(tape: Tape, a: tf.Tensor2D, own: tf.Tensor2D, others: tf.Tensor2D): tf.Tensor2D {
  const value = tf.concat([tf.sum(tf.mul(a, own), 1, true), tf.matMul(a, others, false, true)], 1) as tf.Tensor2D;
  const [rows] = a.shape;
  const [n] = others.shape;
  return tape.record([a, own, others], value, (gradient) => {
    const first = tf.slice(gradient as tf.Tensor2D, [0, 0], [rows, 1]);
    const rest = tf.slice(gradient as tf.Tensor2D, [0, 1], [rows, n]);
    return [tf.add(tf.mul(first, own), tf.matMul(rest, others)), tf.mul(first, a), tf.matMul(tf.transpose(rest), a)];
  });
}

/**
 * A forward pass and its loss: the mean over all next clicks of the cross entropy of the softmax over the catalogue, or
 * over the click's own item and the drawn ones. Of drawn items' scores `logq` times the logarithm of how often they are
 * drawn is taken; an item that is the target itself does not count as drawn. Items have one vector each, as input and as
 * output.
 */
export function sasrecPass(
  tape: Tape,
  weights: Readonly<Record<string, tf.Tensor>>,
  table: EmbeddingTable,
  {rows, steps, inputs, targets}: SasrecBatch,
  drawn: DrawnItems | null,
  options: SasrecOptions,
  source: Random
): Pass {
  const all = rows * steps;
  const known = targets.reduce((n, item) => n + (item >= 0 ? 1 : 0), 0);
  const shares = Float32Array.from(targets, (item) => (item >= 0 ? all / known : 0));
  const wanted = targets.map((item) => Math.max(0, item));
  const after = states(tape, weights, embedding(tape, table, inputs), steps, options, source);
  if (drawn === null) {
    const every = Int32Array.from({length: table.rows}, (_, item) => item);
    const outputs = products(tape, after, embedding(tape, table, every));
    return {outputs, ...softmaxCrossEntropy(outputs, wanted, shares)};
  }
  const {items, expected} = drawn;
  const outputs = ownAndOthers(tape, after, embedding(tape, table, wanted), embedding(tape, table, items));
  const columns = items.length + 1;
  const correction = new Float32Array(all * columns);
  for (let row = 0, at = 0; row < all; row++) {
    at++;
    for (let k = 0; k < items.length; k++, at++)
      correction[at] = items[k] === wanted[row] ? HIDDEN : -options.logq * Math.log(expected[k]);
  }
  const corrected = tf.add(outputs, tf.tensor2d(correction, [all, columns])) as tf.Tensor2D;
  return {outputs, ...softmaxCrossEntropy(corrected, new Int32Array(all), shares)};
}
