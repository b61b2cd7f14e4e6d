import * as tf from "@tensorflow/tfjs-core";
import {addPositionalEmbedding, attention, concat, dense, lastTimestep, layerNorm, masked, add} from "./layers.js";
import type {Network} from "./network.js";

/** Far below any score, so that its exponential is 0. */
const HIDDEN = -1e9;

/**
 * An encoder over the events: places are learned and counted back from the latest, each block normalizes before it
 * attends and before its rectified layer, and the latest event's place, beside the columns where there are any, gives
 * the log-odds. Events are all of the past, so every place may attend to every other. A row without events has zeros.
 * Source: Vaswani et al. (2017), arXiv 1706.03762; Xiong et al. (2020), arXiv 2002.04745, for the order of
 * normalization.
 *
 * @example
 * ```ts
 * const {shapes} = transformerNetwork(2, 5, {width: 4, steps: 8, heads: 2, depth: 1});
 * shapes.places // → [8, 4]
 * shapes.q0 // → [4, 4]
 * shapes.hidden // → [6, 4] (the latest place beside two columns)
 * ```
 */
export function transformerNetwork(
  columns: number,
  channels: number,
  {
    width,
    steps,
    heads,
    depth
  }: {
    readonly width: number;
    readonly steps: number;
    readonly heads: number;
    readonly depth: number;
  }
): Network {
  const shapes: Record<string, readonly number[]> = {
    events: [channels, width],
    eventsBias: [width],
    places: [steps, width]
  };
  for (let k = 0; k < depth; k++) {
    for (const name of ["q", "k", "v", "o"]) {
      shapes[`${name}${k}`] = [width, width];
      shapes[`${name}${k}Bias`] = [width];
    }
    for (const name of ["a", "f"]) {
      shapes[`${name}${k}gain`] = [width];
      shapes[`${name}${k}shift`] = [width];
    }
    shapes[`up${k}`] = [width, 2 * width];
    shapes[`up${k}Bias`] = [2 * width];
    shapes[`down${k}`] = [2 * width, width];
    shapes[`down${k}Bias`] = [width];
  }
  shapes.endgain = [width];
  shapes.endshift = [width];
  shapes.hidden = [width + columns, width];
  shapes.hiddenBias = [width];
  shapes.out = [width, 1];
  shapes.outBias = [1];
  return {
    shapes,
    logOdds(tape, w, {rows, x, events}, dropout) {
      const linear = (layer: tf.Tensor2D, name: string, activation: "linear" | "relu" = "linear") =>
        dense(tape, layer, w[name], w[`${name}Bias`], activation);
      const norm = (layer: tf.Tensor2D, name: string) => layerNorm(tape, layer, w[`${name}gain`], w[`${name}shift`]);
      const mask = tf.tensor2d(events!.mask, [rows, steps]);
      const hidden = tf.reshape(tf.mul(tf.sub(1, mask), HIDDEN), [rows, 1, 1, steps]);
      const given = tf.tensor2d(events!.x, [rows * steps, channels]);
      let layer = addPositionalEmbedding(tape, linear(given, "events"), w.places as tf.Tensor2D);
      for (let k = 0; k < depth; k++) {
        const a = norm(layer, `a${k}`);
        const qkv = [linear(a, `q${k}`), linear(a, `k${k}`), linear(a, `v${k}`)] as const;
        layer = add(tape, layer, dropout(linear(attention(tape, qkv, hidden, {steps, heads}), `o${k}`)));
        const up = linear(norm(layer, `f${k}`), `up${k}`, "relu");
        layer = add(tape, layer, dropout(linear(up, `down${k}`)));
      }
      const latest = norm(lastTimestep(tape, layer, steps), "end");
      const state = masked(tape, latest, tf.slice(mask, [0, steps - 1], [rows, 1]));
      const told = columns === 0 ? state : concat(tape, state, tf.tensor2d(x!, [rows, columns]));
      return linear(dropout(linear(told, "hidden", "relu")), "out");
    }
  };
}
