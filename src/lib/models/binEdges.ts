import {random} from "../core/random.js";
import {sortFloats} from "./sortFloats.js";

/**
 * How the edges of many values are found. `filled`: bins are filled from below, and a value of many rows has one alone,
 * much as LightGBM does. `percentiles`: edges are at the percentiles of the rows, and no bin is too small, as in
 * scikit-learn.
 */
export type Edges = "filled" | "percentiles";

export interface BinOptions {
  readonly edges: Edges;
  /** At most so many bins, missing values apart; 2 to 255. */
  readonly bins: number;
  /** A bin that is filled has at least so many of the sampled rows, or so much of their weight. */
  readonly leastInBin: number;
  /** So many rows are looked at, spread evenly with a random place each. */
  readonly sample: number;
  readonly seed: number;
}

export const BIN_OPTIONS: BinOptions = {edges: "filled", bins: 255, leastInBin: 3, sample: 200_000, seed: 1};

/**
 * Where to cut a column into bins, ascending: a value is in the bin of the number of edges below it. Each value has a
 * bin of its own where they are few; otherwise bins have about equally many rows, and a value that fills one alone gets
 * it, or, by percentiles, edges are where shares of the rows end. Edges are 32-bit reals between two values that occur, so that values rounded to 32 bits fall on the same side
 * everywhere. NaN counts as no value. With weights, one a value and above 0, a row counts as often as it weighs.
 *
 * @example
 * ```ts
 * binEdges(Float64Array.of(1, 2, 3, 4, 5, 6)) // → [3.5] (three rows in a bin at least)
 * binEdges(Float64Array.of(1, 1, 2, 4), {...BIN_OPTIONS, leastInBin: 1}) // → [1.5, 3]
 * binEdges(Float64Array.of(1, 1, 1, NaN)) // → []
 * binEdges(Float64Array.of(1, 2, 3, 4), BIN_OPTIONS, [3, 1, 1, 1]) // → [1.5] (as 1, 1, 1, 2, 3, 4)
 * ```
 */
export function binEdges(
  values: Float64Array,
  {edges: way, bins, leastInBin, sample, seed}: BinOptions = BIN_OPTIONS,
  weights?: ArrayLike<number>
): Float64Array {
  const least = way === "filled" ? leastInBin : 0;
  const {known, heavy} = sorted(sampled(values, sample, seed, weights));
  // distinct values, in place, and how many rows have each
  const counts = new Float64Array(known.length);
  let whole = 0;
  let distinct = 0;
  for (let i = 0; i < known.length; i++) {
    if (i === 0 || known[i] !== known[distinct - 1]) known[distinct++] = known[i];
    const count = heavy === undefined ? 1 : heavy[i];
    counts[distinct - 1] += count;
    whole += count;
  }
  const edges: number[] = [];
  const cutAfter = (k: number) => edges.push(between(known[k], known[k + 1]));
  if (distinct <= bins) {
    for (let k = 0, filled = 0; k < distinct - 1; k++) {
      filled += counts[k];
      if (filled < least) continue;
      cutAfter(k);
      filled = 0;
    }
    return Float64Array.from(edges);
  }
  if (way === "percentiles") {
    let upTo = counts[0];
    for (let edge = 1, k = 0, last = -1; edge < bins; edge++) {
      const share = (whole * edge) / bins;
      while (upTo < share) upTo += counts[++k];
      if (k === last || k === distinct - 1) continue;
      // where a share of the rows ends with a value's last row, halfway to the next value
      edges.push(upTo === share ? between(known[k], known[k + 1]) : known[k]);
      last = k;
    }
    return Float64Array.from(edges);
  }
  const fair = whole / bins;
  let rows = whole;
  let left = bins;
  for (let k = 0; k < distinct; k++) {
    if (counts[k] < fair) continue;
    rows -= counts[k];
    left--;
  }
  let share = Math.max(least, rows / Math.max(1, left));
  for (let k = 0, filled = 0; k < distinct - 1 && edges.length < bins - 1; k++) {
    const alone = counts[k] >= fair;
    if (!alone) rows -= counts[k];
    filled += counts[k];
    const before = counts[k + 1] >= fair && filled >= Math.max(least, share / 2);
    if (!(alone || filled >= share || before)) continue;
    cutAfter(k);
    filled = 0;
    if (alone) continue;
    left--;
    share = Math.max(least, rows / Math.max(1, left));
  }
  return Float64Array.from(edges);
}

/** A 32-bit real t with a ≤ t < b, near the middle. */
function between(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

/** Known values and, where rows weigh differently, what each weighs. */
interface KnownValues {
  readonly known: Float32Array;
  readonly heavy: Float64Array | undefined;
}

/** The known values, or a sample of them, as 32-bit reals. */
function sampled(
  values: Float64Array,
  most: number,
  seed: number,
  weights: ArrayLike<number> | undefined
): KnownValues {
  const chosen = new Float32Array(Math.min(most, values.length));
  const heavy = weights === undefined ? undefined : new Float64Array(chosen.length);
  let n = 0;
  const add = (at: number) => {
    if (Number.isNaN(values[at])) return;
    if (heavy !== undefined) heavy[n] = weights![at];
    chosen[n++] = values[at];
  };
  if (values.length <= most) for (let i = 0; i < values.length; i++) add(i);
  else {
    const source = random(seed, values.length);
    for (let i = 0; i < most; i++) {
      const from = Math.floor((i * values.length) / most);
      add(from + source.below(Math.floor(((i + 1) * values.length) / most) - from));
    }
  }
  return {known: chosen.subarray(0, n), heavy: heavy?.subarray(0, n)};
}

function sorted({known, heavy}: KnownValues): KnownValues {
  if (heavy === undefined) return {known: sortFloats(known), heavy};
  const order = Uint32Array.from(known, (_, i) => i).sort((a, b) => known[a] - known[b]);
  return {known: Float32Array.from(order, (i) => known[i]), heavy: Float64Array.from(order, (i) => heavy[i])};
}
