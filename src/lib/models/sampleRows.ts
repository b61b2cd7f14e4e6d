import type {Random} from "../core/random.js";

/**
 * Draws a share of the rows without replacement: writes their numbers, ascending, at the start of `index` and returns
 * how many they are, at least one. Every set of that size is equally likely.
 *
 * Source: C. T. Fan, M. E. Muller and I. Rezucha (1962), Development of sampling plans by using sequential selection
 * techniques, JASA 57, method 1.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const index = new Uint32Array(4);
 * sampleRows(4, 0.5, random(1), index) // → 2
 * index[0] < index[1] // → true
 * sampleRows(4, 1, random(1), index) // → 4
 * index // → [0, 1, 2, 3]
 * ```
 */
export function sampleRows(rows: number, share: number, source: Random, index: Uint32Array): number {
  if (share === 1) {
    for (let row = 0; row < rows; row++) index[row] = row;
    return rows;
  }
  const wanted = Math.max(1, Math.round(share * rows));
  let n = 0;
  for (let row = 0; row < rows && n < wanted; row++) if (source.uniform() * (rows - row) < wanted - n) index[n++] = row;
  return n;
}

/**
 * Draws a share of the numbers 0 … n − 1 without replacement, at least one, ascending.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * sampleColumns(3, 1, random(1)) // → [0, 1, 2]
 * sampleColumns(10, 0.3, random(1)).length // → 3
 * sampleColumns(10, 0.01, random(1)).length // → 1
 * ```
 */
export function sampleColumns(n: number, share: number, source: Random): number[] {
  const left = Array.from({length: n}, (_, f) => f);
  const wanted = Math.max(1, Math.round(share * n));
  while (left.length > wanted) left.splice(source.below(left.length), 1);
  return left;
}
