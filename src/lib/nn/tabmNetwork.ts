import {tensor2d, type Tensor, type Tensor2D} from "@tensorflow/tfjs-core";
import {log} from "../core/portableMath.js";
import {random, type Random} from "../core/random.js";
import type {Weights} from "./optimizers.js";
import {concat, dense} from "./layers.js";
import type {Batch, Network} from "./network.js";
import {ensembleDense, ensembleInput, ensembleOut, piecewiseLinearEmbeddings, type Ensemble} from "./tabmLayers.js";
import type {TabmOptions} from "./tabmOptions.js";
import type {Tape} from "./tape.js";

/** What of the options makes the shape of a network. */
export type TabmShape = Pick<TabmOptions, "heads" | "width" | "depth" | "embedding">;

/** A column as a network takes it: cut into pieces and embedded, or told as it is. */
export interface TabmColumn {
  readonly name: string;
  /**
   * Of an embedded column its standardized value at each bound of its pieces, in ascending order, one more than it has
   * pieces; null for a column that is told as it is, by a single number.
   */
  readonly standardized: readonly number[] | null;
}

/**
 * How many numbers of a row a column is.
 *
 * @example
 * ```ts
 * numbersOf({name: "price", standardized: [-1, 0, 2]}) // → 2
 * numbersOf({name: "weekend", standardized: null}) // → 1
 * ```
 */
export const numbersOf = ({standardized}: TabmColumn): number => (standardized === null ? 1 : standardized.length - 1);

/** Where a network finds its input. */
interface TabmLayout {
  /** Of each embedded column its places in a row, and its `standardized`. */
  readonly cut: readonly {readonly places: readonly number[]; readonly standardized: readonly number[]}[];
  /** The places of columns that are told as they are. */
  readonly plain: readonly number[];
  /** Of a row. */
  readonly width: number;
}

function layoutOf(columns: readonly TabmColumn[]): TabmLayout {
  const cut: TabmLayout["cut"][number][] = [];
  const plain: number[] = [];
  let width = 0;
  for (const column of columns) {
    const places = Array.from({length: numbersOf(column)}, (_, k) => width + k);
    if (column.standardized === null) plain.push(...places);
    else cut.push({places, standardized: column.standardized});
    width += places.length;
  }
  return {cut, plain, width};
}

/** What enters the first layer: the embeddings of cut columns, then the others. */
const inputsOf = ({cut, plain}: TabmLayout, embedding: number) => cut.length * embedding + plain.length;

/**
 * TabM: an ensemble of `heads` perceptrons with shared matrices, rows × heads. A row is its columns side by side, an
 * embedded one as its pieces, see `piecewiseLinearEmbeddings`. The weights: `embedLinear` (embedded columns ×
 * embedding), `embed` (their pieces × embedding) and `embedBias`; of layer k the shared `w<k>` (in × out) and each
 * head's own `r<k>` (heads × in), `s<k>` (heads × out) and `b<k>` (the same, flat); each head's `out` (heads × width)
 * and `outBias`. A single head has no `r` and `s`, which could be part of its matrices: it is a plain perceptron.
 * Source: arXiv 2410.24210.
 *
 * @example
 * ```ts
 * const columns = [{name: "price", standardized: [-1, 0, 2]}, {name: "weekend", standardized: null}];
 * tabmNetwork(columns, {heads: 2, width: 3, depth: 1, embedding: 4}).shapes
 * // → {embedLinear: [1, 4], embed: [2, 4], embedBias: [4], w0: [5, 3], r0: [2, 5], s0: [2, 3], b0: [6],
 * //   out: [2, 3], outBias: [2]}
 * ```
 */
export function tabmNetwork(columns: readonly TabmColumn[], {heads, width, depth, embedding}: TabmShape): Network {
  const layout = layoutOf(columns);
  const {cut} = layout;
  const inputs = inputsOf(layout, embedding);
  const shapes: Record<string, number[]> = {};
  if (cut.length > 0) {
    shapes.embedLinear = [cut.length, embedding];
    shapes.embed = [cut.reduce((sum, {places}) => sum + places.length, 0), embedding];
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
  const inputsOfBatch = tabmInputs(columns, {embedding});
  return {
    shapes,
    logOdds(tape, weights, batch, dropout) {
      const w = (name: string) => weights[name] as Tensor2D;
      const {embedded, plain} = inputsOfBatch(tape, weights, batch);
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

/** What enters the first layer of a network. */
export interface TabmInputs {
  /** Rows × (embedded columns · embedding); null where no column is embedded. */
  readonly embedded: Tensor2D | null;
  /** The columns that are told as they are; null where there are none. */
  readonly plain: Tensor2D | null;
}

/**
 * Makes of a batch what enters the first layer: its columns, embedded or told as they are.
 *
 * @example
 * ```ts
 * import {tensor1d, tensor2d} from "@tensorflow/tfjs-core";
 * import {Tape} from "./tape.js";
 *
 * const columns = [{name: "price", standardized: [-1, 0, 2]}, {name: "weekend", standardized: null}];
 * const weights = {embedLinear: tensor2d([[3]]), embed: tensor2d([[10], [20]]), embedBias: tensor1d([0.5])};
 * // the price half-way through its second piece, on a weekend
 * const batch = {rows: 1, x: Float32Array.of(1, 0.5, 1)};
 * const {embedded, plain} = tabmInputs(columns, {embedding: 1})(new Tape(false), weights, batch);
 * [embedded!.arraySync(), plain!.arraySync()] // → [[[23.5]], [[1]]]
 * ```
 */
export function tabmInputs(
  columns: readonly TabmColumn[],
  {embedding}: Pick<TabmShape, "embedding">
): (tape: Tape, weights: Readonly<Record<string, Tensor>>, batch: Pick<Batch, "rows" | "x">) => TabmInputs {
  const {cut, plain, width} = layoutOf(columns);
  const pieces = cut.flatMap(({places}) => places);
  const {own, rises, starts} = cutArrays(cut, embedding);
  return (tape, weights, {rows, x}) => {
    const take = (places: readonly number[]) => {
      const taken = new Float32Array(rows * places.length);
      for (let row = 0, at = 0; row < rows; row++) for (const place of places) taken[at++] = x![row * width + place];
      return tensor2d(taken, [rows, places.length]);
    };
    return {
      plain: plain.length === 0 ? null : take(plain),
      embedded:
        cut.length === 0
          ? null
          : piecewiseLinearEmbeddings(
              tape,
              {
                x: take(pieces),
                own: tensor2d(own, [pieces.length, cut.length * embedding]),
                rises: tensor2d(rises, [pieces.length, cut.length]),
                starts: tensor2d(starts, [cut.length, 1])
              },
              {linear: weights.embedLinear as Tensor2D, pieces: weights.embed as Tensor2D, bias: weights.embedBias}
            )
    };
  };
}

/** The arrays of `CutColumns` that are the same for all rows. */
function cutArrays(
  cut: TabmLayout["cut"],
  embedding: number
): Readonly<Record<"own" | "rises" | "starts", Float32Array>> {
  const columns = cut.length;
  const pieces = cut.reduce((sum, {places}) => sum + places.length, 0);
  const own = new Float32Array(pieces * columns * embedding);
  const rises = new Float32Array(pieces * columns);
  let piece = 0;
  cut.forEach(({standardized}, column) => {
    for (let k = 1; k < standardized.length; k++, piece++) {
      const at = piece * columns + column;
      own.fill(1, at * embedding, (at + 1) * embedding);
      rises[at] = standardized[k] - standardized[k - 1];
    }
  });
  return {own, rises, starts: Float32Array.from(cut, ({standardized}) => standardized[0])};
}

const STREAM = 24;

/**
 * Weights to start from, the same for the same seed. A matrix and its bias are uniform within ±1/√in, and all heads
 * have the same bias. An embedding begins as a linear one, uniform within ±1/√embedding: what it learns of its pieces
 * is 0. `r` of the first layer tells the heads apart: for each head and column a normal number, or −1 or 1 where no
 * column is embedded, the same for all of a column's embedding, and for all columns that a code was spread out into;
 * all other `r` and `s` are 1. Source: arXiv 2410.24210, section 3.3, and the authors' packages tabm 0.0.3 and
 * rtdl_num_embeddings 0.0.12.
 *
 * @example
 * ```ts
 * const columns = [{name: "price", standardized: [-1, 0, 2]}];
 * const {embed, s0, w0} = initialTabmWeights(columns, {heads: 2, width: 2, depth: 1, embedding: 1}, 1);
 * Array.from(embed) // → [0, 0]
 * Array.from(s0) // → [1, 1, 1, 1]
 * w0.every((weight) => Math.abs(weight) < 1) // → true
 * ```
 */
export function initialTabmWeights(columns: readonly TabmColumn[], shape: TabmShape, seed: number): Weights {
  const {shapes} = tabmNetwork(columns, shape);
  const {heads, width, depth, embedding} = shape;
  const layout = layoutOf(columns);
  const weights: Record<string, Float32Array> = {};
  const source = random(seed, STREAM);
  const sizeOf = (name: string) => shapes[name].reduce((a, b) => a * b, 1);
  const uniform = (size: number, inputs: number) =>
    Float32Array.from({length: size}, () => (2 * source.uniform() - 1) / Math.sqrt(inputs));
  if (layout.cut.length > 0) {
    weights.embedLinear = uniform(sizeOf("embedLinear"), embedding);
    weights.embed = new Float32Array(sizeOf("embed"));
    weights.embedBias = uniform(sizeOf("embedBias"), embedding);
  }
  for (let k = 0; k < depth; k++) {
    const inputs = k === 0 ? inputsOf(layout, embedding) : width;
    weights[`w${k}`] = uniform(inputs * width, inputs);
    const bias = uniform(width, inputs);
    weights[`b${k}`] = Float32Array.from({length: sizeOf(`b${k}`)}, (_, i) => bias[i % width]);
    if (heads === 1) continue;
    weights[`s${k}`] = new Float32Array(heads * width).fill(1);
    weights[`r${k}`] = new Float32Array(heads * inputs).fill(1);
  }
  if (heads > 1) {
    const apart = layout.cut.length > 0 ? () => normal(source) : () => (source.below(2) === 0 ? -1 : 1);
    const chunks = [...layout.cut.map(() => embedding), ...codesOf(columns)];
    let at = 0;
    for (let head = 0; head < heads; head++) for (const chunk of chunks) weights.r0.fill(apart(), at, (at += chunk));
  }
  weights.out = uniform(sizeOf("out"), width);
  weights.outBias = uniform(heads, width);
  return weights;
}

/** The columns that are told as they are: how many each code was spread out into, 1 for what is no code. */
function codesOf(columns: readonly TabmColumn[]): number[] {
  const counts: number[] = [];
  let before: string | null = null;
  for (const {name, standardized} of columns) {
    if (standardized !== null) continue;
    // a code that was spread out has columns named `code=value`, beside each other
    const code = name.includes("=") ? name.slice(0, name.indexOf("=")) : null;
    if (code !== null && code === before) counts[counts.length - 1]++;
    else counts.push(1);
    before = code;
  }
  return counts;
}

/** A standard normal number, by the polar method. Source: Marsaglia and Bray (1964), SIAM Review 6, 260–264. */
function normal(source: Random): number {
  for (;;) {
    const [a, b] = [2 * source.uniform() - 1, 2 * source.uniform() - 1];
    const square = a * a + b * b;
    if (square > 0 && square < 1) return a * Math.sqrt((-2 * log(square)) / square);
  }
}
