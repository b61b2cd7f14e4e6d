import * as tf from "@tensorflow/tfjs-core";
import type {Tape} from "./tape.js";

type Matrix = tf.Tensor2D;

/**
 * A matrix whose columns have the lengths `gain`: `gain` times the column of `v` over its length. Source: Salimans and
 * Kingma (2016), arXiv 1602.07868, equation 2; by column, as PyTorch's `weight_norm` has it by output channel.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const normed = weightNorm(new Tape(false), tensor2d([[3], [4]]), tensor1d([10]));
 * Array.from(normed.dataSync(), (x) => x.toFixed(4)) // → ["6.0000", "8.0000"]
 * ```
 */
export function weightNorm(tape: Tape, v: tf.Tensor, gain: tf.Tensor): Matrix {
  const over = tf.rsqrt(tf.sum(tf.square(v), 0));
  const along = tf.mul(v, over);
  return tape.record([v, gain], tf.mul(along, gain) as Matrix, (gradient) => {
    const dGain = tf.sum(tf.mul(gradient, along), 0);
    return [tf.mul(tf.sub(gradient, tf.mul(along, dGain)), tf.mul(gain, over)), dGain];
  });
}

export interface CausalOptions {
  /** Places of each sequence: x has rows · steps rows. */
  readonly steps: number;
  /** Places that a result looks at, its own the last of them … */
  readonly kernel: number;
  /** … and how far these are apart. */
  readonly dilation: number;
}

/**
 * What each place of a sequence and the places before it come to, weighed by `w` (kernel · in × out, the earliest place
 * first) plus `bias`, and rectified; places before the sequence are zeros. `x` is (rows · steps) × in. The places stand
 * side by side in one matrix, as TensorFlow.js has no gradient of a convolution on WebAssembly.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // each place, and ten times the place two before it
 * const options = {steps: 4, kernel: 2, dilation: 2};
 * const x = tensor2d([[1], [2], [3], [4]]);
 * causalConvolution(new Tape(false), x, tensor2d([[10], [1]]), tensor1d([0]), options).dataSync()
 * // → [1, 2, 13, 24]
 * ```
 */
export function causalConvolution(
  tape: Tape,
  x: Matrix,
  w: Matrix,
  bias: tf.Tensor,
  {steps, kernel, dilation}: CausalOptions
): Matrix {
  const [all, channels] = x.shape;
  const rows = all / steps;
  // a shift by the whole length leaves zeros only: those places of the kernel have no part
  const shifts = Array.from({length: kernel}, (_, j) => (kernel - 1 - j) * dilation);
  const first = shifts.findIndex((shift) => shift < steps);
  const used = shifts.slice(first);
  const apart = tf.reshape(x, [rows, steps, channels]);
  const shifted = used.map((shift) =>
    shift === 0
      ? apart
      : tf.pad(tf.slice(apart, [0, 0, 0], [rows, steps - shift, channels]), [
          [0, 0],
          [shift, 0],
          [0, 0]
        ])
  );
  const width = used.length * channels;
  const beside = tf.reshape(used.length === 1 ? apart : tf.concat(shifted, 2), [all, width]) as Matrix;
  const part = first === 0 ? w : tf.slice(w, [first * channels, 0], [width, w.shape[1]]);
  const value = tf.fused.matMul({a: beside, b: part, bias, activation: "relu"}) as Matrix;
  return tape.record([x, w, bias], value, (gradient) => {
    const d = tf.mul(gradient, tf.step(value)) as Matrix;
    const dPart = tf.matMul(tf.transpose(beside), d);
    const dW =
      first === 0
        ? dPart
        : tf.pad(dPart, [
            [first * channels, 0],
            [0, 0]
          ]);
    const dBeside = tf.reshape(tf.matMul(d, tf.transpose(part)), [rows, steps, width]);
    const back = used.map((shift, j) => {
      const own = tf.slice(dBeside, [0, shift, j * channels], [rows, steps - shift, channels]);
      return shift === 0
        ? own
        : tf.pad(own, [
            [0, 0],
            [0, shift],
            [0, 0]
          ]);
    });
    return [
      tf.reshape(
        back.reduce((a, b) => tf.add(a, b)),
        [all, channels]
      ),
      dW,
      tf.sum(d, 0)
    ];
  });
}

/**
 * The rectified sum of two matrices of one shape.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * reluSum(new Tape(false), tensor2d([[1, 2]]), tensor2d([[3, -4]])).dataSync() // → [4, 0]
 * ```
 */
export function reluSum(tape: Tape, a: Matrix, b: Matrix): Matrix {
  const value = tf.relu(tf.add(a, b)) as Matrix;
  return tape.record([a, b], value, (gradient) => {
    const d = tf.mul(gradient, tf.step(value));
    return [d, d];
  });
}

/**
 * The same numbers in another shape.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * reshaped(new Tape(false), tensor2d([[1, 2], [3, 4]]), [1, 4]).shape // → [1, 4]
 * ```
 */
export function reshaped(tape: Tape, x: Matrix, shape: readonly [number, number]): Matrix {
  return tape.record([x], tf.reshape(x, [...shape]), (gradient) => [tf.reshape(gradient, x.shape)]);
}
