import * as tf from "@tensorflow/tfjs-core";
import type {Weights} from "./optimizers.js";
import type {Network} from "./network.js";
import {tabmInputs, tabmNetwork, type TabmColumn, type TabmShape} from "./tabmNetwork.js";

/** The greatest 8-bit number of a weight; the least is its negative. */
const GREATEST = 127;

/**
 * What one unit of a weight's 8-bit number stands for, by column of `w` (in × out); 1 for a column of zeros.
 *
 * @example
 * ```ts
 * columnScales(Float32Array.of(127, 0, -254, 0), 2) // → [2, 1]
 * ```
 */
export function columnScales(w: Float32Array, out: number): Float32Array {
  const scales = new Float32Array(out);
  for (let i = 0; i < w.length; i++) scales[i % out] = Math.max(scales[i % out], Math.abs(w[i]));
  return scales.map((greatest) => (greatest === 0 ? 1 : greatest / GREATEST));
}

/**
 * The 8-bit numbers nearest to weights, in × out.
 *
 * @example
 * ```ts
 * eightBits(Float32Array.of(100, 3, -254, 0), Float32Array.of(2, 1)) // → [50, 3, −127, 0]
 * ```
 */
export function eightBits(w: Float32Array, scales: Float32Array): Int8Array {
  return Int8Array.from(w, (value, i) => Math.round(value / scales[i % scales.length]));
}

/**
 * Weights with the matrices of hidden layers rounded to 8 bits, a scale a column.
 *
 * @example
 * ```ts
 * // 127 numbers up to 254 are two apart
 * roundWeights({w0: Float32Array.of(100.5, -254)}, {width: 1, depth: 1}) // → {w0: [100, −254]}
 * ```
 */
export function roundWeights(weights: Weights, {width, depth}: Pick<TabmShape, "width" | "depth">): Weights {
  const rounded = {...weights};
  for (let k = 0; k < depth; k++) {
    const scales = columnScales(weights[`w${k}`], width);
    rounded[`w${k}`] = Float32Array.from(eightBits(weights[`w${k}`], scales), (n, i) => n * scales[i % width]);
  }
  return rounded;
}

/**
 * TabM as its file of 8-bit numbers reckons it, for predictions only: the matrices of hidden layers as `roundWeights`
 * leaves them, and what is multiplied with them rounded to 256 numbers from the least value (or 0) to the greatest (or
 * 0) of all rows that are scored at once. So what a row gets depends a little on the rows beside it. Source: ONNX's
 * DynamicQuantizeLinear and MatMulInteger.
 *
 * @example
 * ```ts
 * const columns = [{name: "weekend", standardized: null}];
 * tabmInt8(columns, {heads: 1, width: 2, depth: 1, embedding: 1}).shapes
 * // → {w0: [1, 2], b0: [2], out: [2, 1], outBias: [1]}
 * ```
 */
export function tabmInt8(columns: readonly TabmColumn[], shape: TabmShape): Network {
  const {shapes} = tabmNetwork(columns, shape);
  const {heads, width, depth} = shape;
  const inputsOf = tabmInputs(columns, shape);
  return {
    shapes,
    logOdds(tape, weights, batch) {
      if (tape.learning) throw new RangeError("weights of 8 bits are for predictions");
      const {embedded, plain} = inputsOf(tape, weights, batch);
      const parts = [embedded, plain].filter((part) => part !== null);
      let layer: tf.Tensor = tf.expandDims(tf.concat(parts, 1), 1);
      for (let k = 0; k < depth; k++) {
        const [w, b] = [weights[`w${k}`] as tf.Tensor2D, tf.reshape(weights[`b${k}`], [heads, width])];
        const product = roundedProduct(heads === 1 ? layer : tf.mul(layer, weights[`r${k}`]), w);
        layer = tf.relu(tf.add(heads === 1 ? product : tf.mul(product, weights[`s${k}`]), b));
      }
      const out = tf.reshape(weights.out, [heads, width]);
      return tf.add(tf.sum(tf.mul(layer, out), 2), weights.outBias) as tf.Tensor2D;
    }
  };
}

/** x (rows × heads × in) times w (in × out), x in 256 numbers; sums of products of whole numbers are exact here. */
function roundedProduct(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor {
  const [rows, heads, inputs] = x.shape;
  const [inputWeights, out] = [w.dataSync() as Float32Array, w.shape[1]];
  const columns = columnScales(inputWeights, out);
  const whole = tf.tensor2d(Float32Array.from(eightBits(inputWeights, columns)), w.shape);
  const [least, greatest] = [Math.min(0, tf.min(x).dataSync()[0]), Math.max(0, tf.max(x).dataSync()[0])];
  const scale = Math.fround((greatest - least) / 255) || 1;
  const zero = Math.round(Math.min(255, Math.max(0, Math.fround(-least / scale))));
  const steps = tf.clipByValue(tf.add(tf.round(tf.div(x, scale)), zero), 0, 255);
  const product = tf.matMul(tf.reshape(tf.sub(steps, zero), [rows * heads, inputs]) as tf.Tensor2D, whole);
  return tf.reshape(tf.mul(product, tf.tensor1d(columns.map((column) => column * scale))), [rows, heads, out]);
}
