/** A seeded generator of uniform numbers: the same sequence in every JavaScript engine, because it uses 32-bit integer operations only. */
export interface Random {
  /** A uniform 32-bit unsigned integer. */
  uint32(): number;
  /** A uniform real in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A uniform integer in [0, n). Throws `RangeError` unless n is an integer from 1 to 2³². */
  below(n: number): number;
}

/** A generator whose place in its sequence can be kept and taken up again: what a paired simulation needs. */
export interface SeededRandom extends Random {
  /** Writes the place in the sequence to four words, which it makes where none are given. */
  save(into?: Int32Array): Int32Array;
  /** Goes on from a place that `save` of any generator gave. */
  restore(from: Int32Array): void;
}

/** Avalanches 32 bits (the finaliser of MurmurHash3). */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A generator for a path of integers: `random(seed)`, or `random(seed, stream, …)` for independent streams of one seed, so that
 * the draws of one user do not depend on how many users there are. The algorithm is sfc32 (Doty-Humphrey's "small fast counter",
 * of the PractRand suite), seeded by MurmurHash3's finaliser.
 */
export function random(...path: readonly number[]): SeededRandom {
  return new Sfc32(path);
}

/** One object for each generator, and no function: a shop makes one for every user. */
class Sfc32 implements SeededRandom {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(path: readonly number[]) {
    for (const part of path)
      if (!Number.isSafeInteger(part)) throw new RangeError(`seeds are whole numbers, not ${part}`);
    this.a = lane(0, path);
    this.b = lane(1, path);
    this.c = lane(2, path);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  uniform(): number {
    return this.uint32() / 4294967296;
  }

  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) throw new RangeError(`invalid bound: ${n}`);
    // Rejecting the last partial block, which is shorter than n, keeps every value equally likely.
    let draw = this.uint32();
    while (draw >= 4294967296 - n && draw >= 4294967296 - (4294967296 % n)) draw = this.uint32();
    return draw % n;
  }

  save(into = new Int32Array(4)): Int32Array {
    into[0] = this.a;
    into[1] = this.b;
    into[2] = this.c;
    into[3] = this.d;
    return into;
  }

  restore(from: Int32Array): void {
    this.a = from[0];
    this.b = from[1];
    this.c = from[2];
    this.d = from[3];
  }
}

/** The state's word number `k`, as a signed integer. */
function lane(k: number, path: readonly number[]): number {
  let h = mix(Math.imul(0x9e3779b9, k + 1));
  for (const part of path) {
    h = mix(h ^ part);
    h = mix((h + Math.floor(part / 4294967296) + 0x6d2b79f5) | 0);
  }
  return h | 0;
}

/** Draws an index with probability proportional to `weights`. Weights are ≥ 0 with a positive sum. */
export function pick(weights: ArrayLike<number>, source: Random): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  if (!(total > 0)) throw new RangeError(`weights must have a positive sum, not ${total}`);
  let left = source.uniform() * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  // Rounding can leave a trace after the last subtraction: the draw then belongs to the last index that has weight.
  let last = weights.length - 1;
  while (weights[last] === 0) last--;
  return last;
}

/** Draws an index in [from, to) from running sums (`sums[i]` is the sum of weights 0…i) by bisection. */
export function pickFromSums(sums: Float64Array, from: number, to: number, source: Random): number {
  const base = from === 0 ? 0 : sums[from - 1];
  const target = base + source.uniform() * (sums[to - 1] - base);
  let low = from;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A random order of 0…n−1 (Fisher–Yates). */
export function permutation(n: number, source: Random): Int32Array {
  const order = Int32Array.from({length: n}, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
