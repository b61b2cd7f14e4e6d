import {random} from "../core/random.js";

export interface BinOptions {
  /** At most so many bins, missing values apart; 2 to 255. */
  readonly bins: number;
  /** A bin has at least so many of the sampled rows. */
  readonly leastInBin: number;
  /** So many rows are looked at, spread evenly with a random place each. */
  readonly sample: number;
  readonly seed: number;
}

export const BIN_OPTIONS: BinOptions = {bins: 255, leastInBin: 3, sample: 200_000, seed: 1};

/**
 * Where to cut a column into bins, ascending: a value is in the bin of the number of edges below it. Each value has a bin of its own where they are few; otherwise bins
 * have about equally many rows, and a value that fills one alone gets it. Edges are 32-bit reals between two values that occur, so that values rounded to 32
 * bits fall on the same side everywhere. NaN counts as no value.
 */
export function binEdges(
  values: Float64Array,
  {bins, leastInBin, sample, seed}: BinOptions = BIN_OPTIONS
): Float64Array {
  const known = sampled(values, sample, seed);
  known.sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0, from = 0; i < known.length; i++) {
    if (i + 1 < known.length && known[i + 1] === known[i]) continue;
    distinct.push(known[i]);
    counts.push(i + 1 - from);
    from = i + 1;
  }
  const edges: number[] = [];
  const cutAfter = (k: number) => edges.push(between(distinct[k], distinct[k + 1]));
  if (distinct.length <= bins) {
    for (let k = 0, filled = 0; k < distinct.length - 1; k++) {
      filled += counts[k];
      if (filled < leastInBin) continue;
      cutAfter(k);
      filled = 0;
    }
    return Float64Array.from(edges);
  }
  const fair = known.length / bins;
  const alone = counts.map((n) => n >= fair);
  let rows = known.length;
  let left = bins;
  for (let k = 0; k < counts.length; k++) {
    if (!alone[k]) continue;
    rows -= counts[k];
    left--;
  }
  let share = Math.max(leastInBin, rows / Math.max(1, left));
  for (let k = 0, filled = 0; k < distinct.length - 1 && edges.length < bins - 1; k++) {
    if (!alone[k]) rows -= counts[k];
    filled += counts[k];
    if (!(alone[k] || filled >= share || (alone[k + 1] && filled >= Math.max(leastInBin, share / 2)))) continue;
    cutAfter(k);
    filled = 0;
    if (alone[k]) continue;
    left--;
    share = Math.max(leastInBin, rows / Math.max(1, left));
  }
  return Float64Array.from(edges);
}

/** A 32-bit real t with a ≤ t < b, near the middle. */
function between(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

function sampled(values: Float64Array, most: number, seed: number): Float64Array {
  if (values.length <= most) return values.filter((x) => !Number.isNaN(x));
  const source = random(seed, values.length);
  const chosen = new Float64Array(most);
  let n = 0;
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * values.length) / most);
    const x = values[from + source.below(Math.floor(((i + 1) * values.length) / most) - from)];
    if (!Number.isNaN(x)) chosen[n++] = x;
  }
  return chosen.subarray(0, n);
}
