import * as tf from "@tensorflow/tfjs-core";
import type {Tape} from "./tape.js";

type Matrix = tf.Tensor2D;

/** What a gated recurrent unit learns; each has the reset, update and new gates side by side, in this order. */
export interface GruWeights {
  /** inputs × 3 units */
  readonly w: tf.Tensor;
  /** units × 3 units */
  readonly u: tf.Tensor;
  /** 3 units: added to x W, and to h U. */
  readonly b: tf.Tensor;
  readonly c: tf.Tensor;
}

/**
 * The last state of a gated recurrent unit, which starts at zero and stands still at places that are masked: with xW +
 * b and hU + c cut into thirds,
 *
 *     r = σ(x₁ + h₁),  z = σ(x₂ + h₂),  n = tanh(x₃ + r h₃),  h ← (1 − z) n + z h.
 *
 * @param x (places · rows) × inputs, place by place, the earliest first
 * @param mask for each place rows × 1: 1 where there is an event, else 0
 * @param initial rows × units, in place of zeros
 * @returns rows × units
 *
 * Source: Cho et al. (2014), arXiv 1406.1078, with the reset gate after the product, as cuDNN and ONNX
 * (`linear_before_reset`) have it.
 *
 * @example
 * ```ts
 * import {ones, tensor2d, zeros} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // a unit that learns nothing of its input: all gates are half open, and half of its state stays
 * const weights = {w: zeros([1, 3]), u: zeros([1, 3]), b: zeros([3]), c: zeros([3])};
 * const x = tensor2d([[5], [6]]); // one row, two places
 * gru(new Tape(false), x, [ones([1, 1]), ones([1, 1])], weights, tensor2d([[8]])).dataSync() // → [2]
 * gru(new Tape(false), x, [zeros([1, 1]), ones([1, 1])], weights, tensor2d([[8]])).dataSync() // → [4]
 * ```
 */
export function gru(
  tape: Tape,
  x: Matrix,
  mask: readonly tf.Tensor[],
  weights: GruWeights,
  initial: Matrix | null = null
): Matrix {
  return unrolled(tape, x, mask, weights, {initial, returnSequences: "last"});
}

/**
 * The same unit's state after every place, (places · rows) × units, place by place. Sequences that end earlier end at
 * the last places, whose states nobody asks for: there is no mask.
 *
 * @example
 * ```ts
 * import {tensor2d, zeros} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const weights = {w: zeros([1, 3]), u: zeros([1, 3]), b: zeros([3]), c: zeros([3])};
 * const x = tensor2d([[5], [6], [7], [8]]); // two rows, two places
 * gruStates(new Tape(false), x, 2, weights, tensor2d([[8], [4]])).dataSync() // → [4, 2, 2, 1]
 * ```
 */
export function gruStates(
  tape: Tape,
  x: Matrix,
  steps: number,
  weights: GruWeights,
  initial: Matrix | null = null
): Matrix {
  return unrolled(tape, x, new Array<null>(steps).fill(null), weights, {initial, returnSequences: "all"});
}

function unrolled(
  tape: Tape,
  x: Matrix,
  mask: readonly (tf.Tensor | null)[],
  {w, u, b, c}: GruWeights,
  {initial, returnSequences}: {readonly initial: Matrix | null; readonly returnSequences: "last" | "all"}
): Matrix {
  const steps = mask.length;
  const rows = x.shape[0] / steps;
  const units = u.shape[0];
  // each gate by itself: to cut columns out of the product at every place would take longer than the product
  const thirds = (t: tf.Tensor) => tf.split(t, 3, t.rank - 1);
  const [W, U, B, C] = [thirds(w), thirds(u), thirds(b), thirds(c)];
  const fromInput = W.map((gate, k) => tf.fused.matMul({a: x, b: gate as Matrix, bias: B[k]}));
  const given = (k: number, step: number) => tf.slice(fromInput[k] as Matrix, [step * rows, 0], [rows, units]);
  const kept: {readonly [name in "h" | "r" | "z" | "n" | "h3"]: tf.Tensor}[] = [];
  let h = initial ?? (tf.zeros([rows, units]) as Matrix);
  for (let step = 0; step < steps; step++) {
    const [h1, h2, h3] = U.map((gate, k) => tf.fused.matMul({a: h, b: gate as Matrix, bias: C[k]}));
    const r = tf.sigmoid(tf.add(given(0, step), h1));
    // a masked place has an update gate of 1: the state stays
    const opened = tf.sigmoid(tf.neg(tf.add(given(1, step), h2)));
    const there = mask[step];
    const z = tf.sub(1, there === null ? opened : tf.mul(opened, there));
    const n = tf.tanh(tf.add(given(2, step), tf.mul(r, h3)));
    kept.push({h, r, z, n, h3});
    h = tf.add(n, tf.mul(z, tf.sub(h, n)));
  }
  const states = returnSequences === "last" ? h : (tf.concat([...kept.slice(1).map((one) => one.h), h], 0) as Matrix);
  return tape.record(initial === null ? [x, w, u, b, c] : [x, w, u, b, c, initial], states, (gradient) => {
    const ofInput: Matrix[][] = [[], [], []];
    const ofState: Matrix[][] = [[], [], []];
    const turned = U.map((gate) => tf.transpose(gate as Matrix));
    const arrived = (step: number) => tf.slice(gradient as Matrix, [step * rows, 0], [rows, units]);
    let dH = returnSequences === "last" ? (gradient as Matrix) : arrived(steps - 1);
    for (let step = steps - 1; step >= 0; step--) {
      const {h: before, r, z, n, h3} = kept[step];
      const open = tf.sub(1, z);
      const dN = tf.mul(tf.mul(dH, open), tf.sub(1, tf.square(n)));
      // at a masked place `open` is 0, and with it every gradient but the state's own
      const dZ = tf.mul(tf.mul(dH, tf.sub(before, n)), tf.mul(z, open));
      const dR = tf.mul(tf.mul(dN, h3), tf.mul(r, tf.sub(1, r)));
      const atState = [dR, dZ, tf.mul(dN, r)] as Matrix[];
      [dR, dZ, dN].forEach((d, k) => (ofInput[k][step] = d as Matrix));
      atState.forEach((d, k) => (ofState[k][step] = d));
      dH = atState.reduce<Matrix>((sum, d, k) => tf.add(sum, tf.matMul(d, turned[k])), tf.mul(dH, z));
      if (returnSequences === "all" && step > 0) dH = tf.add(dH, arrived(step - 1));
    }
    const inputs = ofInput.map((list) => tf.concat(list, 0));
    const atStates = ofState.map((list) => tf.concat(list, 0));
    const inputTurned = tf.transpose(x);
    const before = tf.transpose(
      tf.concat(
        kept.map((one) => one.h as Matrix),
        0
      )
    );
    const side = (list: tf.Tensor[]) => tf.concat(list, list[0].rank - 1);
    return [
      inputs.map((d, k) => tf.matMul(d, tf.transpose(W[k] as Matrix))).reduce((a, d) => tf.add(a, d)),
      side(inputs.map((d) => tf.matMul(inputTurned, d))),
      side(atStates.map((d) => tf.matMul(before, d))),
      side(inputs.map((d) => tf.sum(d, 0))),
      side(atStates.map((d) => tf.sum(d, 0))),
      ...(initial === null ? [] : [dH])
    ];
  });
}
