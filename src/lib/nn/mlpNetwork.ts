import {tensor2d, type Tensor2D} from "@tensorflow/tfjs-core";
import {dense} from "./layers.js";
import type {Network} from "./network.js";
import type {MlpOptions} from "./neuralOptions.js";

/**
 * Layers of rectified units over the columns, then one unit for the log-odds; with no layer a logistic regression.
 *
 * @example
 * ```ts
 * mlpNetwork(5, {width: 3, depth: 1}).shapes // → {w0: [5, 3], b0: [3], out: [3, 1], outBias: [1]}
 * ```
 */
export function mlpNetwork(columns: number, {width, depth}: Pick<MlpOptions, "width" | "depth">): Network {
  const shapes: Record<string, readonly number[]> = {};
  for (let k = 0; k < depth; k++) {
    shapes[`w${k}`] = [k === 0 ? columns : width, width];
    shapes[`b${k}`] = [width];
  }
  shapes.out = [depth === 0 ? columns : width, 1];
  shapes.outBias = [1];
  return {
    shapes,
    logOdds(tape, weights, {rows, x}, dropout) {
      let layer: Tensor2D = tensor2d(x!, [rows, columns]);
      for (let k = 0; k < depth; k++) layer = dropout(dense(tape, layer, weights[`w${k}`], weights[`b${k}`], "relu"));
      return dense(tape, layer, weights.out, weights.outBias);
    }
  };
}
