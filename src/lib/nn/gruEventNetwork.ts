import * as tf from "@tensorflow/tfjs-core";
import {reshaped} from "./causalLayers.js";
import {gruStates} from "./gru.js";
import {dense} from "./layers.js";
import type {Network} from "./network.js";
import type {Tape} from "./tape.js";

/**
 * A gated recurrent unit with an answer after every event: a row's log-odds are steps × targets, event by event.
 *
 * @example
 * ```ts
 * const {shapes} = gruEventNetwork(5, 3, {width: 4});
 * shapes.u // → [4, 12]
 * shapes.out // → [4, 3]
 * ```
 */
export function gruEventNetwork(channels: number, targets: number, {width}: {readonly width: number}): Network {
  return {
    shapes: {
      w: [channels, 3 * width],
      u: [width, 3 * width],
      b: [3 * width],
      c: [3 * width],
      hidden: [width, width],
      hiddenBias: [width],
      out: [width, targets],
      outBias: [targets]
    },
    logOdds(tape, weights, {rows, events}, dropout) {
      const {w, u, b, c, hidden, hiddenBias, out, outBias} = weights;
      const steps = events!.x.length / rows / channels;
      // place by place, so that each is a block of rows
      const turned = tf.transpose(tf.tensor3d(events!.x, [rows, steps, channels]), [1, 0, 2]);
      const states = gruStates(tape, tf.reshape(turned, [steps * rows, channels]), steps, {w, u, b, c});
      const told = dropout(dense(tape, dropout(states), hidden, hiddenBias, "relu"));
      const byRow = rowByRow(tape, dense(tape, told, out, outBias), steps);
      return reshaped(tape, byRow, [rows, steps * targets]);
    }
  };
}

/** (places · rows) × width, place by place, to (rows · places) × width, row by row. */
function rowByRow(tape: Tape, x: tf.Tensor2D, steps: number): tf.Tensor2D {
  const [all, width] = x.shape;
  const rows = all / steps;
  const turn = (t: tf.Tensor, first: number, second: number) =>
    tf.reshape(tf.transpose(tf.reshape(t, [first, second, width]), [1, 0, 2]), [all, width]) as tf.Tensor2D;
  return tape.record([x], turn(x, steps, rows), (gradient) => [turn(gradient, rows, steps)]);
}
