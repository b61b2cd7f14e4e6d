import * as tf from "@tensorflow/tfjs-core";
import type {Tape} from "./tape.js";

type Tensor = tf.Tensor;
type Matrix = tf.Tensor2D;

/**
 * x W + b, with or without a rectifier. `x` is rows × in, `w` in × out, `bias` out.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const [x, w, bias] = [tensor2d([[1, 2]]), tensor2d([[3, -3], [4, -4]]), tensor1d([1, 1])];
 * dense(new Tape(false), x, w, bias).dataSync() // → [12, −10]
 * dense(new Tape(false), x, w, bias, "relu").dataSync() // → [12, 0]
 * ```
 */
export function dense(
  tape: Tape,
  x: Tensor,
  w: Tensor,
  bias: Tensor,
  activation: "linear" | "relu" = "linear"
): Matrix {
  const value = tf.fused.matMul({a: x as Matrix, b: w as Matrix, bias, activation}) as Matrix;
  return tape.record([x, w, bias], value, (gradient) => {
    const d = (activation === "relu" ? tf.mul(gradient, tf.step(value)) : gradient) as Matrix;
    return [tf.matMul(d, tf.transpose(w as Matrix)), tf.matMul(tf.transpose(x as Matrix), d), tf.sum(d, 0)];
  });
}

/**
 * The product with a tensor that is not learned, such as a mask; the second may be broadcast.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * masked(new Tape(false), tensor2d([[1, 2], [3, 4]]), tensor2d([[1], [0]])).dataSync() // → [1, 2, 0, 0]
 * ```
 */
export function masked<T extends Tensor>(tape: Tape, x: T, mask: Tensor): T {
  return tape.record([x], tf.mul(x, mask) as T, (gradient) => [tf.mul(gradient, mask)]);
}

/**
 * The sum of two tensors of one shape.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * add(new Tape(false), tensor2d([[1, 2]]), tensor2d([[3, 4]])).dataSync() // → [4, 6]
 * ```
 */
export function add<T extends Tensor>(tape: Tape, a: T, b: T): T {
  return tape.record([a, b], tf.add(a, b) as T, (gradient) => [gradient, gradient]);
}

/**
 * Two matrices side by side.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * concat(new Tape(false), tensor2d([[1], [2]]), tensor2d([[3, 4], [5, 6]])).dataSync() // → [1, 3, 4, 2, 5, 6]
 * ```
 */
export function concat(tape: Tape, a: Matrix, b: Matrix): Matrix {
  const [rows, left] = a.shape;
  return tape.record([a, b], tf.concat([a, b], 1), (gradient) => [
    tf.slice(gradient as Matrix, [0, 0], [rows, left]),
    tf.slice(gradient as Matrix, [0, left], [rows, b.shape[1]])
  ]);
}

/**
 * A vector for each place of a sequence, added to all sequences: `x` is (rows · places) × width, `places` places ×
 * width.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // two sequences of two places
 * const x = tensor2d([[1], [2], [3], [4]]);
 * addPositionalEmbedding(new Tape(false), x, tensor2d([[10], [20]])).dataSync() // → [11, 22, 13, 24]
 * ```
 */
export function addPositionalEmbedding(tape: Tape, x: Matrix, places: Matrix): Matrix {
  const [steps, width] = places.shape;
  const apart = (t: Tensor) => tf.reshape(t, [-1, steps, width]);
  return tape.record([x, places], tf.reshape(tf.add(apart(x), places), x.shape), (gradient) => [
    gradient,
    tf.sum(apart(gradient), 0)
  ]);
}

/**
 * The last place of each sequence: (rows · places) × width to rows × width.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * lastTimestep(new Tape(false), tensor2d([[1], [2], [3], [4]]), 2).dataSync() // → [2, 4]
 * ```
 */
export function lastTimestep(tape: Tape, x: Matrix, steps: number): Matrix {
  const [all, width] = x.shape;
  const rows = all / steps;
  const value = tf.reshape(tf.slice(tf.reshape(x, [rows, steps, width]), [0, steps - 1, 0], [rows, 1, width]), [
    rows,
    width
  ]) as Matrix;
  return tape.record([x], value, (gradient) => [
    tf.reshape(
      tf.pad(tf.reshape(gradient, [rows, 1, width]), [
        [0, 0],
        [steps - 1, 0],
        [0, 0]
      ]),
      [all, width]
    )
  ]);
}

const EPSILON = 1e-5;

/**
 * Each row less its mean, in its standard deviations, times `gain` plus `shift`. Source: Ba, Kiros and Hinton
 * (2016), arXiv 1607.06450, with variance + 10⁻⁵.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const [gain, shift] = [tensor1d([1, 1]), tensor1d([0, 10])];
 * // a row of two numbers is one deviation below its mean, and one above
 * Array.from(layerNorm(new Tape(false), tensor2d([[3, 7]]), gain, shift).dataSync(), (x) => x.toFixed(4))
 * // → ["-1.0000", "11.0000"]
 * ```
 */
export function layerNorm(tape: Tape, x: Matrix, gain: Tensor, shift: Tensor): Matrix {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), EPSILON));
  const normed = tf.mul(centred, scale);
  return tape.record([x, gain, shift], tf.add(tf.mul(normed, gain), shift) as Matrix, (gradient) => {
    const d = tf.mul(gradient, gain);
    const along = tf.mul(normed, tf.mean(tf.mul(d, normed), 1, true));
    return [
      tf.mul(tf.sub(tf.sub(d, tf.mean(d, 1, true)), along), scale),
      tf.sum(tf.mul(gradient, normed), 0),
      tf.sum(gradient, 0)
    ];
  });
}

/**
 * Scaled dot-product attention within each sequence, in several heads. `q`, `k`, `v` are (rows · places) × width;
 * `hidden` is rows × 1 × 1 × places: 0 where a place may be attended to, a large negative number where not. Source:
 * Vaswani et al. (2017), arXiv 1706.03762.
 *
 * @example
 * ```ts
 * import {tensor2d, tensor4d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // all places score alike, so that each is told the mean of those that may be attended to: here the latter two
 * const same = tensor2d([[1], [1], [1]]);
 * const hidden = tensor4d([-1e9, 0, 0], [1, 1, 1, 3]);
 * const v = tensor2d([[7], [1], [3]]);
 * attention(new Tape(false), [same, same, v], hidden, {steps: 3, heads: 1}).dataSync() // → [2, 2, 2]
 * ```
 */
export function attention(
  tape: Tape,
  [q, k, v]: readonly [Matrix, Matrix, Matrix],
  hidden: Tensor,
  {steps, heads}: {readonly steps: number; readonly heads: number}
): Matrix {
  const [all, width] = q.shape;
  const each = width / heads;
  const rows = all / steps;
  const split = (t: Tensor) => tf.transpose(tf.reshape(t, [rows, steps, heads, each]), [0, 2, 1, 3]);
  const join = (t: Tensor) => tf.reshape(tf.transpose(t, [0, 2, 1, 3]), [all, width]) as Matrix;
  const turned = (t: Tensor) => tf.transpose(t, [0, 1, 3, 2]);
  const scale = 1 / Math.sqrt(each);
  const [Q, K, V] = [split(q), split(k), split(v)];
  const weights = tf.softmax(tf.add(tf.mul(tf.matMul(Q, turned(K)), scale), hidden));
  return tape.record([q, k, v], join(tf.matMul(weights, V)), (gradient) => {
    const d = split(gradient);
    const dWeights = tf.matMul(d, turned(V));
    const dScores = tf.mul(tf.mul(weights, tf.sub(dWeights, tf.sum(tf.mul(dWeights, weights), -1, true))), scale);
    return [join(tf.matMul(dScores, K)), join(tf.matMul(turned(dScores), Q)), join(tf.matMul(turned(weights), d))];
  });
}
