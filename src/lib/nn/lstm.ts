import * as tf from "@tensorflow/tfjs-core";
import type {Tape} from "./tape.js";

type Matrix = tf.Tensor2D;

/** What a long short-term memory learns; each has the input, forget, cell and output gates side by side, in this order. */
export interface LstmWeights {
  /** inputs × 4 units */
  readonly w: tf.Tensor;
  /** units × 4 units */
  readonly u: tf.Tensor;
  /** 4 units: both are added. */
  readonly b: tf.Tensor;
  readonly c: tf.Tensor;
}

/** The output and the cell of a memory, rows × units each. */
export interface LstmState {
  readonly h: Matrix;
  readonly c: Matrix;
}

export interface LstmOutputs {
  /** The last output (rows × units), or that after every place ((places · rows) × units). */
  readonly output: Matrix;
  /** To be carried to the next batch; no gradient goes back through it. */
  readonly last: LstmState;
}

/**
 * The last output of a long short-term memory, which starts at zeros and stands still at places that are masked: with xW
 * + b + hU + c cut into quarters,
 *
 *     i = σ(₁),  f = σ(₂),  g = tanh(₃),  o = σ(₄),  c ← f c + i g,  h ← o tanh(c).
 *
 * @param x (places · rows) × inputs, place by place, the earliest first
 * @param mask for each place rows × 1: 1 where there is an event, else 0
 * @param initial in place of zeros
 *
 * Sources: Hochreiter and Schmidhuber (1997), Neural Computation 9, 1735–1780; Gers, Schmidhuber and Cummins (2000),
 * Neural Computation 12, 2451–2471, for the forget gate; the order of gates is PyTorch's.
 *
 * @example
 * ```ts
 * import {ones, tensor2d, zeros} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * // a memory that learns nothing of its input: all gates are half open, and half of its cell stays
 * const weights = {w: zeros([1, 4]), u: zeros([1, 4]), b: zeros([4]), c: zeros([4])};
 * const initial = {h: tensor2d([[0]]), c: tensor2d([[8]])};
 * const {output, last} = lstm(new Tape(false), tensor2d([[5], [6]]), [ones([1, 1]), ones([1, 1])], weights, initial);
 * last.c.dataSync() // → [2]
 * output.dataSync() // → [0.4820…] (half of tanh 2)
 * ```
 */
export function lstm(
  tape: Tape,
  x: Matrix,
  mask: readonly tf.Tensor[],
  weights: LstmWeights,
  initial: LstmState | null = null
): LstmOutputs {
  return unrolled(tape, x, mask, weights, {initial, returnSequences: "last"});
}

/**
 * The same memory's output after every place, (places · rows) × units, place by place; there is no mask.
 *
 * @example
 * ```ts
 * import {tensor2d, zeros} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const weights = {w: zeros([1, 4]), u: zeros([1, 4]), b: zeros([4]), c: zeros([4])};
 * const initial = {h: tensor2d([[0]]), c: tensor2d([[8]])};
 * const {output} = lstmStates(new Tape(false), tensor2d([[5], [6]]), 2, weights, initial);
 * output.dataSync() // → [0.4996…, 0.4820…] (half of tanh 4, and of tanh 2)
 * ```
 */
export function lstmStates(
  tape: Tape,
  x: Matrix,
  steps: number,
  weights: LstmWeights,
  initial: LstmState | null = null
): LstmOutputs {
  return unrolled(tape, x, new Array<null>(steps).fill(null), weights, {initial, returnSequences: "all"});
}

function unrolled(
  tape: Tape,
  x: Matrix,
  mask: readonly (tf.Tensor | null)[],
  {w, u, b, c: d}: LstmWeights,
  {initial, returnSequences}: {readonly initial: LstmState | null; readonly returnSequences: "last" | "all"}
): LstmOutputs {
  const steps = mask.length;
  const rows = x.shape[0] / steps;
  const units = u.shape[0];
  // each gate by itself, as cutting columns out of the product takes longer than the product
  const quarters = (t: tf.Tensor) => tf.split(t, 4, t.rank - 1);
  const [W, U, B, D] = [quarters(w), quarters(u), quarters(b), quarters(d)];
  const fromInput = W.map((gate, k) => tf.fused.matMul({a: x, b: gate as Matrix, bias: B[k]}));
  const given = (k: number, step: number) => tf.slice(fromInput[k] as Matrix, [step * rows, 0], [rows, units]);
  const kept: {readonly [name in "h" | "c" | "i" | "f" | "g" | "o" | "bent"]: tf.Tensor}[] = [];
  const outputs: Matrix[] = [];
  let h = initial?.h ?? (tf.zeros([rows, units]) as Matrix);
  let c = initial?.c ?? (tf.zeros([rows, units]) as Matrix);
  for (let step = 0; step < steps; step++) {
    const [h1, h2, h3, h4] = U.map((gate, k) => tf.fused.matMul({a: h, b: gate as Matrix, bias: D[k]}));
    const i = tf.sigmoid(tf.add(given(0, step), h1));
    const f = tf.sigmoid(tf.add(given(1, step), h2));
    const g = tf.tanh(tf.add(given(2, step), h3));
    const o = tf.sigmoid(tf.add(given(3, step), h4));
    const cell = tf.add(tf.mul(f, c), tf.mul(i, g)) as Matrix;
    const bent = tf.tanh(cell);
    const out = tf.mul(o, bent) as Matrix;
    kept.push({h, c, i, f, g, o, bent});
    const there = mask[step];
    h = there === null ? out : tf.add(h, tf.mul(tf.sub(out, h), there));
    c = there === null ? cell : tf.add(c, tf.mul(tf.sub(cell, c), there));
    outputs.push(h);
  }
  const inputs = [x, w, u, b, d, ...(initial === null ? [] : [initial.h, initial.c])];
  const output = returnSequences === "last" ? h : tf.concat(outputs, 0);
  const recorded = tape.record(inputs, output, (gradient) => {
    const ofGates: Matrix[][] = [[], [], [], []];
    const turned = U.map((gate) => tf.transpose(gate as Matrix));
    const arrived = (step: number) => tf.slice(gradient as Matrix, [step * rows, 0], [rows, units]);
    let dH = returnSequences === "last" ? (gradient as Matrix) : arrived(steps - 1);
    let dC = tf.zeros([rows, units]) as Matrix;
    for (let step = steps - 1; step >= 0; step--) {
      const {c: before, i, f, g, o, bent} = kept[step];
      const there = mask[step];
      const ofOut = there === null ? dH : tf.mul(dH, there);
      const ofCell = tf.add(
        there === null ? dC : tf.mul(dC, there),
        tf.mul(tf.mul(ofOut, o), tf.sub(1, tf.square(bent)))
      );
      const slope = (share: tf.Tensor) => tf.mul(share, tf.sub(1, share));
      const gates = [
        tf.mul(tf.mul(ofCell, g), slope(i)),
        tf.mul(tf.mul(ofCell, before), slope(f)),
        tf.mul(tf.mul(ofCell, i), tf.sub(1, tf.square(g))),
        tf.mul(tf.mul(ofOut, bent), slope(o))
      ] as Matrix[];
      gates.forEach((gate, k) => (ofGates[k][step] = gate));
      const passedH = there === null ? null : tf.sub(dH, ofOut);
      const passedC = there === null ? null : tf.sub(dC, tf.mul(dC, there));
      const back = gates
        .map((gate, k) => tf.matMul(gate, turned[k]))
        .reduce<Matrix>((sum, part) => tf.add(sum, part), tf.zeros([rows, units]));
      dH = passedH === null ? back : (tf.add(back, passedH) as Matrix);
      dC = (passedC === null ? tf.mul(ofCell, f) : tf.add(tf.mul(ofCell, f), passedC)) as Matrix;
      if (returnSequences === "all" && step > 0) dH = tf.add(dH, arrived(step - 1));
    }
    const gates = ofGates.map((list) => tf.concat(list, 0));
    const inputTurned = tf.transpose(x);
    const before = tf.transpose(
      tf.concat(
        kept.map((one) => one.h as Matrix),
        0
      )
    );
    const side = (list: tf.Tensor[]) => tf.concat(list, list[0].rank - 1);
    const biases = side(gates.map((gate) => tf.sum(gate, 0)));
    return [
      gates.map((gate, k) => tf.matMul(gate, tf.transpose(W[k] as Matrix))).reduce((a, part) => tf.add(a, part)),
      side(gates.map((gate) => tf.matMul(inputTurned, gate))),
      side(gates.map((gate) => tf.matMul(before, gate))),
      biases,
      biases,
      ...(initial === null ? [] : [dH, dC])
    ];
  });
  return {output: recorded, last: {h, c}};
}
