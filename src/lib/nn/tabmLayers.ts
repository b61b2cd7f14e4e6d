import * as tf from "@tensorflow/tfjs-core";
import type {Tape} from "./tape.js";

type Tensor = tf.Tensor;
type Matrix = tf.Tensor2D;

/**
 * Layers of an ensemble of `heads` networks that share their matrix: head k reckons ((x ∘ r_k) W) ∘ s_k + b_k. What the
 * heads make of a row stands side by side, so that a layer is rows × (heads · width). Source: Gorishniy, Kotelnikov and
 * Babenko (2024), arXiv 2410.24210, equation 1.
 */

/** The sum of each column, 1 × columns. A product with ones is far quicker than a reduction of the first dimension. */
function columnSums(x: Matrix): Matrix {
  return tf.matMul(tf.ones([1, x.shape[0]]) as Matrix, x);
}

/**
 * The transpose of (rows · heads) × width. The kernel's own is slow where it writes with a stride that is a power of
 * two: turning each row's heads by themselves first keeps what is written close together.
 */
function turned(x: Matrix, heads: number): Matrix {
  const [all, width] = x.shape;
  const each = tf.transpose(tf.reshape(x, [all / heads, heads, width]), [0, 2, 1]);
  return tf.reshape(tf.transpose(each, [1, 0, 2]), [width, all]);
}

/** Columns that were cut into pieces, as their embedding takes them. */
export interface CutColumns {
  /** rows × pieces: of each column its piecewise-linear encoding */
  readonly x: Matrix;
  /** pieces × (columns · width): 1 where a piece is of that column, else 0 */
  readonly own: Matrix;
  /** pieces × columns: how much the column's standardized value grows along the piece, 0 for pieces of other columns */
  readonly rises: Matrix;
  /** columns × 1: the standardized value where every piece is 0 */
  readonly starts: Matrix;
}

/** What an embedding learns. */
export interface EmbeddingWeights {
  /** columns × width, times the standardized value */
  readonly linear: Matrix;
  /** pieces × width, times the encoding */
  readonly pieces: Matrix;
  /** columns · width */
  readonly bias: Tensor;
}

/**
 * Piecewise-linear embeddings, version B: the sum of a linear embedding of a column's standardized value and of a
 * linear layer on its encoding, without activation. The embeddings of all columns stand side by side, rows × (columns ·
 * width). As the standardized value is itself a sum over the encoding, both layers are added up before they meet the
 * rows. Source: Gorishniy, Kotelnikov and Babenko (2024), arXiv 2410.24210, and the authors' package
 * rtdl_num_embeddings 0.0.12, `PiecewiseLinearEmbeddings(activation=False, version="B")`.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // bounds at −1, 0 and 2 of the standardized value; a row half-way through the second piece, at 1
 * const cut = {x: tensor2d([[1, 0.5]]), own: tensor2d([[1], [1]]), rises: tensor2d([[1], [2]]), starts: tensor2d([[-1]])};
 * const weights = {linear: tensor2d([[3]]), pieces: tensor2d([[10], [20]]), bias: tensor1d([0.5])};
 * piecewiseLinearEmbeddings(new Tape(false), cut, weights).arraySync() // → [[23.5]] (3 · 1 + 10 · 1 + 20 · 0.5 + 0.5)
 * ```
 */
export function piecewiseLinearEmbeddings(
  tape: Tape,
  {x, own, rises, starts}: CutColumns,
  {linear, pieces, bias}: EmbeddingWeights
): Matrix {
  const [columns, width] = linear.shape;
  const slopes = tf.add(pieces, tf.matMul(rises, linear));
  const intercepts = tf.add(bias, tf.reshape(tf.mul(starts, linear), bias.shape));
  const value = tf.fused.matMul({a: x, b: tf.mul(tf.tile(slopes, [1, columns]), own), bias: intercepts}) as Matrix;
  return tape.record([linear, pieces, bias], value, (gradient) => {
    const full = tf.mul(tf.matMul(tf.transpose(x), gradient as Matrix), own);
    const dSlopes = tf.sum(tf.reshape(full, [x.shape[1], columns, width]), 1) as Matrix;
    const dIntercepts = tf.reshape(columnSums(gradient as Matrix), [columns, width]);
    return [
      tf.add(tf.matMul(tf.transpose(rises), dSlopes), tf.mul(starts, dIntercepts)),
      dSlopes,
      tf.reshape(dIntercepts, bias.shape)
    ];
  });
}

/** The matrix and what makes it each head's own: `w` in × out, `r` heads × in, `s` heads × out, `b` heads · out. */
export interface Ensemble {
  readonly w: Matrix;
  readonly r: Matrix;
  readonly s: Matrix;
  readonly b: Tensor;
}

/**
 * The first layer, rectified: all heads see the same rows, so that a matrix for each costs less than a copy of the rows
 * for each. What is learned of the input, if anything, stands left of what is given.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // of two heads the second sees its input negated
 * const own = {r: tensor2d([[1], [-1]]), s: tensor2d([[1], [1]]), b: tensor1d([0, 10])};
 * ensembleInput(new Tape(false), null, tensor2d([[3]]), {w: tensor2d([[2]]), ...own}).dataSync() // → [6, 4]
 * ```
 */
export function ensembleInput(
  tape: Tape,
  learned: Matrix | null,
  given: Matrix | null,
  {w, r, s, b}: Ensemble
): Matrix {
  const [inputs, out] = w.shape;
  const heads = r.shape[0];
  const x = learned === null ? given! : given === null ? learned : tf.concat([learned, given], 1);
  const perInput = tf.reshape(tf.transpose(r), [inputs, heads, 1]);
  const perOutput = tf.reshape(s, [1, heads, out]);
  const shared = tf.reshape(w, [inputs, 1, out]);
  const all = tf.reshape(tf.mul(tf.mul(shared, perInput), perOutput), [inputs, heads * out]) as Matrix;
  const value = tf.fused.matMul({a: x, b: all, bias: b, activation: "relu"}) as Matrix;
  return tape.record(learned === null ? [w, r, s, b] : [w, r, s, b, learned], value, (gradient) => {
    const d = tf.mul(gradient, tf.step(value)) as Matrix;
    const dAll = tf.reshape(tf.matMul(tf.transpose(x), d), [inputs, heads, out]);
    const scaled = tf.mul(dAll, perOutput);
    const dS = columnSums(tf.reshape(tf.mul(tf.mul(dAll, shared), perInput), [inputs, heads * out]));
    const parts = [
      tf.sum(tf.mul(scaled, perInput), 1),
      tf.transpose(tf.sum(tf.mul(scaled, shared), 2)),
      tf.reshape(dS, s.shape),
      tf.reshape(columnSums(d), b.shape)
    ];
    if (learned === null) return parts;
    const towards = tf.slice(all, [0, 0], [learned.shape[1], heads * out]);
    return [...parts, tf.matMul(d, tf.transpose(towards))];
  });
}

/**
 * A further layer, rectified: rows × (heads · in) to rows × (heads · out).
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // of two heads the second scales its outcome by ten
 * const own = {r: tensor2d([[1], [1]]), s: tensor2d([[1], [10]]), b: tensor1d([0, 1])};
 * ensembleDense(new Tape(false), tensor2d([[3, 5]]), {w: tensor2d([[2]]), ...own}).dataSync() // → [6, 101]
 * ```
 */
export function ensembleDense(tape: Tape, x: Matrix, {w, r, s, b}: Ensemble): Matrix {
  const [inputs, out] = w.shape;
  const [rows, heads] = [x.shape[0], r.shape[0]];
  const flat = (t: Tensor) => tf.reshape(t, [1, -1]);
  const apart = (t: Tensor, width: number) => tf.reshape(t, [rows * heads, width]) as Matrix;
  const beside = (t: Tensor) => tf.reshape(t, [rows, -1]) as Matrix;
  const scaled = apart(tf.mul(x, flat(r)), inputs);
  const product = beside(tf.matMul(scaled, w));
  const value = tf.relu(tf.add(tf.mul(product, flat(s)), flat(b))) as Matrix;
  return tape.record([x, w, r, s, b], value, (gradient) => {
    const d = tf.mul(gradient, tf.step(value)) as Matrix;
    const dProduct = apart(tf.mul(d, flat(s)), out);
    const dScaled = beside(tf.matMul(dProduct, tf.transpose(w)));
    return [
      tf.mul(dScaled, flat(r)),
      tf.matMul(turned(scaled, heads), dProduct),
      tf.reshape(columnSums(tf.mul(dScaled, x)), r.shape),
      tf.reshape(columnSums(tf.mul(d, product)), s.shape),
      tf.reshape(columnSums(d), b.shape)
    ];
  });
}

/**
 * One number of each head's own: rows × (heads · width) to rows × heads. `w` is heads × width, `bias` heads.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const w = tensor2d([[1, 1], [10, 10]]);
 * ensembleOut(new Tape(false), tensor2d([[1, 2, 3, 4]]), w, tensor1d([0, 5])).dataSync() // → [3, 75]
 * ```
 */
export function ensembleOut(tape: Tape, x: Matrix, w: Matrix, bias: Tensor): Matrix {
  const [heads, width] = w.shape;
  const rows = x.shape[0];
  const apart = tf.reshape(x, [rows, heads, width]);
  const value = tf.add(tf.sum(tf.mul(apart, w), 2), bias) as Matrix;
  return tape.record([x, w, bias], value, (gradient) => {
    const d = tf.reshape(gradient, [rows, heads, 1]);
    return [
      tf.reshape(tf.mul(d, w), x.shape),
      tf.reshape(columnSums(tf.reshape(tf.mul(apart, d), [rows, heads * width])), w.shape),
      tf.reshape(columnSums(gradient as Matrix), bias.shape)
    ];
  });
}
