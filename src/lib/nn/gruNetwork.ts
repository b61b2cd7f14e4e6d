import * as tf from "@tensorflow/tfjs-core";
import {gru} from "./gru.js";
import {concat, dense} from "./layers.js";
import type {Network} from "./network.js";

/**
 * A gated recurrent unit over the events; its last state, beside the columns where there are any, gives the
 * log-odds.
 *
 * @example
 * ```ts
 * const {shapes} = gruNetwork(2, 5, {width: 4, steps: 8});
 * shapes.w // → [5, 12]
 * shapes.hidden // → [6, 4] (the state beside two columns)
 * ```
 */
export function gruNetwork(
  columns: number,
  channels: number,
  {width, steps}: {readonly width: number; readonly steps: number}
): Network {
  return {
    shapes: {
      w: [channels, 3 * width],
      u: [width, 3 * width],
      b: [3 * width],
      c: [3 * width],
      hidden: [width + columns, width],
      hiddenBias: [width],
      out: [width, 1],
      outBias: [1]
    },
    logOdds(tape, weights, {rows, x, events}, dropout) {
      const {w, u, b, c, hidden, hiddenBias, out, outBias} = weights;
      // place by place, so that each is a block of rows
      const turned = tf.transpose(tf.tensor3d(events!.x, [rows, steps, channels]), [1, 0, 2]);
      const masks = tf.split(tf.tensor2d(events!.mask, [rows, steps]), steps, 1);
      const state = gru(tape, tf.reshape(turned, [steps * rows, channels]), masks, {w, u, b, c});
      const told = columns === 0 ? state : concat(tape, state, tf.tensor2d(x!, [rows, columns]));
      return dense(tape, dropout(dense(tape, told, hidden, hiddenBias, "relu")), out, outBias);
    }
  };
}
