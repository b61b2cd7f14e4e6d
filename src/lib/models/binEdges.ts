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
  /** A bin that is filled has at least so many of the sampled rows. */
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
 * everywhere. NaN counts as no value.
 *
 * @example
 * ```ts
 * binEdges(Float64Array.of(1, 2, 3, 4, 5, 6)) // → [3.5] (three rows in a bin at least)
 * binEdges(Float64Array.of(1, 1, 2, 4), {...BIN_OPTIONS, leastInBin: 1}) // → [1.5, 3]
 * binEdges(Float64Array.of(1, 1, 1, NaN)) // → []
 * ```
 */
export function binEdges(
  values: Float64Array,
  {edges: way, bins, leastInBin, sample, seed}: BinOptions = BIN_OPTIONS
): Float64Array {
  const least = way === "filled" ? leastInBin : 1;
  const known = sortFloats(sampled(values, sample, seed));
  // distinct values, in place, and how many rows have each
  const counts = new Int32Array(known.length);
  let distinct = 0;
  for (let i = 0; i < known.length; i++) {
    if (i === 0 || known[i] !== known[distinct - 1]) known[distinct++] = known[i];
    counts[distinct - 1]++;
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
      const share = (known.length * edge) / bins;
      while (upTo < share) upTo += counts[++k];
      if (k === last || k === distinct - 1) continue;
      // where a share of the rows ends with a value's last row, halfway to the next value
      edges.push(upTo === share ? between(known[k], known[k + 1]) : known[k]);
      last = k;
    }
    return Float64Array.from(edges);
  }
  const fair = known.length / bins;
  let rows = known.length;
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

/** The known values, or a sample of them, as 32-bit reals. */
function sampled(values: Float64Array, most: number, seed: number): Float32Array {
  const chosen = new Float32Array(Math.min(most, values.length));
  let n = 0;
  if (values.length <= most) {
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) chosen[n++] = values[i];
    return chosen.subarray(0, n);
  }
  const source = random(seed, values.length);
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * values.length) / most);
    const x = values[from + source.below(Math.floor(((i + 1) * values.length) / most) - from)];
    if (!Number.isNaN(x)) chosen[n++] = x;
  }
  return chosen.subarray(0, n);
}
