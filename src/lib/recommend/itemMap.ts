import {random} from "../core/random.js";
import type {ItemVectors} from "./recommenderVectors.js";
import {sessionCount, type ItemSequences} from "./itemSequences.js";

/** Items in the plane: those that are clicked in the same sessions, or have like vectors, lie near each other. */
export interface ItemMap {
  readonly items: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The share of all variance that each of the two directions has. */
  readonly shares: readonly [number, number];
}

/**
 * The cosines between items: sessions with both over the root of the product of the sessions with each, row by row. An
 * item without sessions has zeros.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 0, 2], timesMs: [0, 1, 2, 3]});
 * itemCosines(sequences, [0, 1]) // → [1, 0.7071…, 0.7071…, 1]
 * ```
 */
export function itemCosines(sequences: ItemSequences, chosen: readonly number[]): Float64Array {
  const n = chosen.length;
  const place = new Map(chosen.map((item, k) => [item, k]));
  const both = new Float64Array(n * n);
  const {items, offsets} = sequences;
  for (let s = 0; s < sessionCount(sequences); s++) {
    const own = new Set<number>();
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      const k = place.get(items[i]);
      if (k !== undefined) own.add(k);
    }
    for (const a of own) for (const b of own) both[a * n + b]++;
  }
  const sessions = chosen.map((_, a) => both[a * n + a]);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++)
      if (both[a * n + b] > 0) both[a * n + b] /= Math.sqrt(sessions[a]) * Math.sqrt(sessions[b]);
  return both;
}

/** A direction is found when a round turns it by less than this, or after so many rounds. */
const STILL = 1e-11;
const ROUNDS = 2_000;

/**
 * A map of items by the first two principal components of their rows of cosines, found by power iteration.
 *
 * @param seed of the vectors that the iteration begins with
 */
export function itemMap(sequences: ItemSequences, chosen: readonly number[], {seed = 1} = {}): ItemMap {
  return mapOfRows(itemCosines(sequences, chosen), chosen, seed);
}

/**
 * A map of items by the first two principal components of the vectors that a network has learned, each at length 1.
 *
 * @param seed of the vectors that the iteration begins with
 *
 * @example
 * ```ts
 * const {x, shares} = vectorMap({vectors: Float32Array.of(3, 0, 5, 0, 0, 2), width: 2}, [0, 1, 2]);
 * x[0] === x[1] && x[0] !== x[2] // → true (items 0 and 1 point the same way)
 * shares[0].toFixed(6) // → "1.000000" (points at two places lie on a line)
 * ```
 */
export function vectorMap({vectors, width}: ItemVectors, chosen: readonly number[], {seed = 1} = {}): ItemMap {
  const rows = new Float64Array(chosen.length * width);
  chosen.forEach((item, k) => {
    const own = Float64Array.from(vectors.subarray(item * width, (item + 1) * width));
    rows.set(unit(own, []), k * width);
  });
  return mapOfRows(rows, chosen, seed);
}

/** The first two principal components of rows, one an item. */
function mapOfRows(rows: Float64Array, chosen: readonly number[], seed: number): ItemMap {
  const n = chosen.length;
  const width = n === 0 ? 0 : rows.length / n;
  for (let b = 0; b < width; b++) {
    let mean = 0;
    for (let a = 0; a < n; a++) mean += rows[a * width + b] / n;
    for (let a = 0; a < n; a++) rows[a * width + b] -= mean;
  }
  const total = rows.reduce((sum, x) => sum + x * x, 0);
  const draws = random(seed, 43);
  const directions: Float64Array[] = [];
  const scores: Float64Array[] = [];
  for (let component = 0; component < 2; component++) {
    let v = unit(
      Float64Array.from({length: width}, () => draws.uniform() - 0.5),
      directions
    );
    for (let round = 0, turn = Infinity; round < ROUNDS && turn > STILL; round++) {
      const before = v;
      v = unit(transposed(rows, times(rows, v, n), width), directions);
      turn = Math.max(...v.map((x, i) => Math.abs(x - before[i])));
    }
    // the sign of a direction is free: its largest entry is positive
    const largest = v.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    if (largest < 0) v = v.map((x) => -x);
    directions.push(v);
    scores.push(times(rows, v, n));
  }
  const share = (score: Float64Array) => (total === 0 ? 0 : score.reduce((sum, x) => sum + x * x, 0) / total);
  return {
    items: chosen,
    x: Array.from(scores[0]),
    y: Array.from(scores[1]),
    shares: [share(scores[0]), share(scores[1])]
  };
}

function times(rows: Float64Array, v: Float64Array, n: number): Float64Array {
  const width = v.length;
  return Float64Array.from({length: n}, (_, a) => {
    let sum = 0;
    for (let b = 0; b < width; b++) sum += rows[a * width + b] * v[b];
    return sum;
  });
}

function transposed(rows: Float64Array, v: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  for (let a = 0; a < v.length; a++) for (let b = 0; b < width; b++) out[b] += rows[a * width + b] * v[a];
  return out;
}

/** At length 1 and at right angles to others; zeros stay zeros. */
function unit(v: Float64Array, others: readonly Float64Array[]): Float64Array {
  const out = v.slice();
  for (const other of others) {
    const along = out.reduce((sum, x, i) => sum + x * other[i], 0);
    for (let i = 0; i < out.length; i++) out[i] -= along * other[i];
  }
  const length = Math.sqrt(out.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? out : out.map((x) => x / length);
}

/**
 * How many items have their nearest neighbour on the map in their own category, and how many would if neighbours were
 * drawn at random. Items without a category (−1) are left out; null where fewer than two are left.
 *
 * @example
 * ```ts
 * const map = {items: [0, 1, 2, 3], x: [0, 1, 9, 10], y: [0, 0, 0, 0], shares: [1, 0] as const};
 * neighboursAlike(map, [0, 0, 1, 1]) // → {share: 1, chance: 0.3333…, n: 4}
 * ```
 */
export function neighboursAlike(
  {items, x, y}: ItemMap,
  category: ArrayLike<number>
): {readonly share: number; readonly chance: number; readonly n: number} | null {
  const rows = items.map((_, k) => k).filter((k) => category[items[k]] >= 0);
  if (rows.length < 2) return null;
  const sizes = new Map<number, number>();
  for (const k of rows) sizes.set(category[items[k]], (sizes.get(category[items[k]]) ?? 0) + 1);
  let alike = 0;
  let chance = 0;
  for (const k of rows) {
    const distance = (other: number) => (x[k] - x[other]) ** 2 + (y[k] - y[other]) ** 2;
    const nearest = rows.reduce(
      (best, other) => (other !== k && (best < 0 || distance(other) < distance(best)) ? other : best),
      -1
    );
    if (category[items[nearest]] === category[items[k]]) alike++;
    chance += (sizes.get(category[items[k]])! - 1) / (rows.length - 1);
  }
  return {share: alike / rows.length, chance: chance / rows.length, n: rows.length};
}
