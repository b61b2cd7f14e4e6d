import * as tf from "@tensorflow/tfjs-core";
import {UserError} from "../core/errors.js";
import {causalConvolution, reluSum, reshaped, weightNorm} from "./causalLayers.js";
import {dense} from "./layers.js";
import type {Network} from "./network.js";

/** The shape of a temporal convolutional network. */
export interface TcnShape {
  /** Channels of every block. */
  readonly width: number;
  /** Block i is dilated by 2^i. */
  readonly blocks: number;
  /** Places that a convolution looks at. */
  readonly kernel: number;
}

/**
 * Throws `UserError` for a shape out of its range, naming what is.
 *
 * @example
 * ```ts
 * checkTcn({width: 8, blocks: 2, kernel: 3}) // → undefined
 * checkTcn({width: 8, blocks: 0, kernel: 3}) // → throws UserError: blocks: 0; give a whole number from 1 to 12
 * ```
 */
export function checkTcn(shape: TcnShape): void {
  for (const [name, low, high] of [
    ["width", 1, 1024],
    ["blocks", 1, 12],
    ["kernel", 1, 16]
  ] as const)
    if (!(Number.isInteger(shape[name]) && shape[name] >= low && shape[name] <= high))
      throw new UserError(`${name}: ${shape[name]}`, `give a whole number from ${low} to ${high}`);
}

/**
 * How many events an answer looks back on at most, its own counted: 1 + 2 (kernel − 1) (2^blocks − 1).
 *
 * @example
 * ```ts
 * receptiveField({width: 8, blocks: 1, kernel: 3}) // → 5
 * receptiveField({width: 8, blocks: 4, kernel: 3}) // → 61
 * ```
 */
export function receptiveField({kernel, blocks}: TcnShape): number {
  return 1 + 2 * (kernel - 1) * ((1 << blocks) - 1);
}

/**
 * A temporal convolutional network with an answer after every event: blocks of two causal convolutions with normed
 * weights, rectified and with dropout, each block with a way around it. A row's log-odds are steps × targets, event by
 * event; what stands after a row's last event changes none of those before it, so that no mask is needed.
 *
 * Source: Bai, Kolter and Koltun (2018), arXiv 1803.01271, section 3.
 *
 * @example
 * ```ts
 * const {shapes} = tcnNetwork(5, 3, {width: 8, blocks: 2, kernel: 3});
 * shapes.first0 // → [15, 8]
 * shapes.around0 // → [5, 8] (only where a block has other channels than it is given)
 * "around1" in shapes // → false
 * ```
 */
export function tcnNetwork(channels: number, targets: number, {width, blocks, kernel}: TcnShape): Network {
  const shapes: Record<string, readonly number[]> = {};
  for (let i = 0; i < blocks; i++) {
    const input = i === 0 ? channels : width;
    for (const [name, given] of [
      [`first${i}`, input],
      [`second${i}`, width]
    ] as const) {
      shapes[name] = [kernel * given, width];
      shapes[`${name}gain`] = [width];
      shapes[`${name}Bias`] = [width];
    }
    if (input !== width) {
      shapes[`around${i}`] = [input, width];
      shapes[`around${i}Bias`] = [width];
    }
  }
  shapes.out = [width, targets];
  shapes.outBias = [targets];
  return {
    shapes,
    logOdds(tape, weights, {rows, events}, dropout) {
      const steps = events!.x.length / rows / channels;
      let layer = tf.tensor2d(events!.x, [rows * steps, channels]);
      for (let i = 0; i < blocks; i++) {
        const convolution = (input: tf.Tensor2D, name: string) => {
          const w = weightNorm(tape, weights[name], weights[`${name}gain`]);
          return dropout(causalConvolution(tape, input, w, weights[`${name}Bias`], {steps, kernel, dilation: 1 << i}));
        };
        const inner = convolution(convolution(layer, `first${i}`), `second${i}`);
        const around = `around${i}` in shapes;
        const past = around ? dense(tape, layer, weights[`around${i}`], weights[`around${i}Bias`]) : layer;
        layer = reluSum(tape, inner, past);
      }
      return reshaped(tape, dense(tape, layer, weights.out, weights.outBias), [rows, steps * targets]);
    }
  };
}
