import {tensor2d, type Tensor2D} from "@tensorflow/tfjs-core";
import {dense} from "./layers.js";
import type {Network} from "./network.js";
import type {MlpOptions} from "./neuralOptions.js";

/** Layers of rectified units over the columns, then one unit for the log-odds; with no layer a logistic regression. */
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
