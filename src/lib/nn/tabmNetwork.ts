import {tensor2d, type Tensor2D} from "@tensorflow/tfjs-core";
import {log} from "../core/portableMath.js";
import {random, type Random} from "../core/random.js";
import type {Weights} from "./optimizers.js";
import {concat, dense} from "./layers.js";
import type {Batch, Network} from "./network.js";
import {embedPieces, ensembleDense, ensembleInput, ensembleOut, type Ensemble} from "./tabmLayers.js";
import type {TabmOptions} from "./tabmOptions.js";

/** What of the options makes the shape of a network. */
export type TabmShape = Pick<TabmOptions, "heads" | "width" | "depth" | "embedding">;

/** Where a network finds its input: the pieces of cut columns, and the columns that are told as they are. */
interface TabmColumns {
  /** Of each cut column, its places in a row. */
  readonly cut: readonly (readonly number[])[];
  readonly plain: readonly number[];
  /** Of a row. */
  readonly width: number;
}

function columnsOf(pieces: readonly number[]): TabmColumns {
  const cut: number[][] = [];
  const plain: number[] = [];
  let width = 0;
  for (const count of pieces) {
    const places = Array.from({length: count}, (_, k) => width + k);
    if (count > 1) cut.push(places);
    else plain.push(...places);
    width += count;
  }
  return {cut, plain, width};
}

/** What enters the first layer: the embeddings of cut columns, then the others. */
const inputsOf = ({cut, plain}: TabmColumns, embedding: number) => cut.length * embedding + plain.length;

/**
 * TabM: an ensemble of `heads` perceptrons with shared matrices, rows × heads. A row is its columns side by side, column
 * f as `pieces[f]` numbers: those of more than one piece are embedded, the others told as they are. The weights: `embed`
 * (all pieces of cut columns × embedding) and `embedBias`; of layer k the shared `w<k>` (in × out) and each head's own
 * `r<k>` (heads × in), `s<k>` (heads × out) and `b<k>` (the same, flat); each head's `out` (heads × width) and
 * `outBias`. A single head has no `r` and `s`, which could be part of its matrices: it is a plain perceptron. Source:
 * arXiv 2410.24210.
 */
export function tabmNetwork(pieces: readonly number[], {heads, width, depth, embedding}: TabmShape): Network {
  const columns = columnsOf(pieces);
  const {cut} = columns;
  const inputs = inputsOf(columns, embedding);
  const shapes: Record<string, number[]> = {};
  if (cut.length > 0) {
    shapes.embed = [cut.flat().length, embedding];
    shapes.embedBias = [cut.length * embedding];
  }
  for (let k = 0; k < depth; k++) {
    const from = k === 0 ? inputs : width;
    shapes[`w${k}`] = [from, width];
    if (heads > 1) {
      shapes[`r${k}`] = [heads, from];
      shapes[`s${k}`] = [heads, width];
    }
    shapes[`b${k}`] = [heads * width];
  }
  shapes.out = heads > 1 ? [heads, width] : [width, 1];
  shapes.outBias = [heads];
  return {
    shapes,
    logOdds(tape, weights, batch, dropout) {
      const w = (name: string) => weights[name] as Tensor2D;
      const {cut, plain, own} = tabmInputs(pieces, {embedding}, batch);
      const embedded = cut === null ? null : embedPieces(tape, cut, w("embed"), weights.embedBias, own!);
      const ensemble = (k: number): Ensemble => ({w: w(`w${k}`), r: w(`r${k}`), s: w(`s${k}`), b: weights[`b${k}`]});
      if (heads === 1) {
        let layer = embedded === null ? plain! : plain === null ? embedded : concat(tape, embedded, plain);
        for (let k = 0; k < depth; k++) layer = dropout(dense(tape, layer, w(`w${k}`), weights[`b${k}`], "relu"));
        return dense(tape, layer, w("out"), weights.outBias);
      }
      let layer = dropout(ensembleInput(tape, embedded, plain, ensemble(0)));
      for (let k = 1; k < depth; k++) layer = dropout(ensembleDense(tape, layer, ensemble(k)));
      return ensembleOut(tape, layer, w("out"), weights.outBias);
    }
  };
}

/** Rows apart as a network takes them. */
export interface TabmInputs {
  /** The pieces of all cut columns, and which column each belongs to, see `embedPieces`; null where none is cut. */
  readonly cut: Tensor2D | null;
  readonly own: Tensor2D | null;
  /** The columns that are told as they are; null where there are none. */
  readonly plain: Tensor2D | null;
}

/** The tensors of a batch of columns, column f as `pieces[f]` numbers. */
export function tabmInputs(
  pieces: readonly number[],
  {embedding}: Pick<TabmShape, "embedding">,
  {rows, x}: Pick<Batch, "rows" | "x">
): TabmInputs {
  const {cut, plain, width} = columnsOf(pieces);
  const take = (places: readonly number[]) => {
    if (places.length === 0) return null;
    const taken = new Float32Array(rows * places.length);
    for (let row = 0, at = 0; row < rows; row++) for (const place of places) taken[at++] = x![row * width + place];
    return tensor2d(taken, [rows, places.length]);
  };
  const places = cut.flat();
  const whose = cut.flatMap((of, f) => of.map(() => f));
  const own = new Float32Array(places.length * cut.length * embedding);
  whose.forEach((f, piece) => {
    const from = (piece * cut.length + f) * embedding;
    own.fill(1, from, from + embedding);
  });
  return {
    cut: take(places),
    own: places.length === 0 ? null : tensor2d(own, [places.length, cut.length * embedding]),
    plain: take(plain)
  };
}

const STREAM = 24;

/**
 * Weights to start from, the same for the same seed. A matrix and its bias are uniform within ±1/√in, and all heads
 * have the same bias; `r` of the first layer tells the heads apart: a normal number for each head and column, the same
 * for all of a column's embedding (a code that was spread out into columns has one for each of them), or −1 or 1 where
 * no column is embedded; all other `r` and `s` are 1. Source: arXiv 2410.24210, section 3.3, and the authors' package
 * tabm 0.0.3.
 */
export function initialTabmWeights(pieces: readonly number[], shape: TabmShape, seed: number): Weights {
  const {shapes} = tabmNetwork(pieces, shape);
  const {heads, width, depth, embedding} = shape;
  const columns = columnsOf(pieces);
  const {cut, plain} = columns;
  const weights: Record<string, Float32Array> = {};
  const source = random(seed, STREAM);
  const sizeOf = (name: string) => shapes[name].reduce((a, b) => a * b, 1);
  const uniform = (size: number, inputs: number) =>
    Float32Array.from({length: size}, () => (2 * source.uniform() - 1) / Math.sqrt(inputs));
  if (cut.length > 0) {
    weights.embed = Float32Array.from(cut.flatMap(({length}) => [...uniform(length * embedding, length)]));
    weights.embedBias = Float32Array.from(cut.flatMap(({length}) => [...uniform(embedding, length)]));
  }
  for (let k = 0; k < depth; k++) {
    const inputs = k === 0 ? inputsOf(columns, embedding) : width;
    weights[`w${k}`] = uniform(inputs * width, inputs);
    const bias = uniform(width, inputs);
    weights[`b${k}`] = Float32Array.from({length: sizeOf(`b${k}`)}, (_, i) => bias[i % width]);
    if (heads === 1) continue;
    weights[`s${k}`] = new Float32Array(heads * width).fill(1);
    weights[`r${k}`] = new Float32Array(heads * inputs).fill(1);
  }
  if (heads > 1) {
    const apart = cut.length > 0 ? () => normal(source) : () => (source.below(2) === 0 ? -1 : 1);
    const chunks = [...cut.map(() => embedding), ...plain.map(() => 1)];
    let at = 0;
    for (let head = 0; head < heads; head++) for (const chunk of chunks) weights.r0.fill(apart(), at, (at += chunk));
  }
  weights.out = uniform(sizeOf("out"), width);
  weights.outBias = uniform(heads, width);
  return weights;
}

/** A standard normal number, by the polar method. Source: Marsaglia and Bray (1964), SIAM Review 6, 260–264. */
function normal(source: Random): number {
  for (;;) {
    const [a, b] = [2 * source.uniform() - 1, 2 * source.uniform() - 1];
    const square = a * a + b * b;
    if (square > 0 && square < 1) return a * Math.sqrt((-2 * log(square)) / square);
  }
}
