import type {BinnedColumns} from "./binColumns.js";
import {PAIR, type BoostingBuffers} from "./boostingBuffers.js";
import type {KernelMemory} from "./kernel/kernel.js";

/**
 * A bin with more of the rows than this share is worth leaving out of the sums: it is what the total has beyond the
 * others.
 */
const MOST = 0.7;

/**
 * Sums of pairs by bin of the leaves that may still be cut, and the places where they are kept.
 *
 * @example
 * ```ts
 * import {binColumns} from "./binColumns.js";
 * import {boostingBuffers} from "./boostingBuffers.js";
 * import {BOOSTING_OPTIONS} from "./boostingOptions.js";
 * import {Layout} from "./kernel/kernel.js";
 *
 * const matrix = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6)};
 * const layout = new Layout();
 * const buffers = boostingBuffers(layout, 6, 1, BOOSTING_OPTIONS);
 * const memory = layout.make();
 * const histograms = new Histograms(memory, buffers, binColumns(memory, buffers, matrix, BOOSTING_OPTIONS), 6);
 * memory.u32.set([0, 1, 2, 3, 4, 5], buffers.index / 4);
 * memory.f64.set([1, 1, 1, 5, 5, 5], buffers.labels / 8);
 * // at scores of 0 a gradient of the squared error is the label below 0, a hessian 1
 * memory.kernel.squared(buffers.scores, buffers.labels, 0, 6, buffers.pairs);
 * const place = histograms.take();
 * histograms.fill(place, 0, 6, [0]) // → {g: −18, h: 6}
 * histograms.sumTo(place, 0, 0, -1) // → {g: −3, h: 3} (of the first bin)
 * ```
 */
export class Histograms {
  private readonly memory: KernelMemory;
  private readonly room: BoostingBuffers;
  private readonly counts: Int32Array;
  /** The bin that most rows are in, where it is left out; else −1. */
  private readonly common: Int32Array;
  private free: number[] = [];

  constructor(memory: KernelMemory, room: BoostingBuffers, {counts}: BinnedColumns, rows: number) {
    this.memory = memory;
    this.room = room;
    this.counts = counts;
    this.common = counts.map((_, f) => {
      const seen = new Int32Array(256);
      const {u8} = memory;
      for (let at = room.bins[f]; at < room.bins[f] + rows; at++) seen[u8[at]]++;
      const top = seen.indexOf(Math.max(...seen));
      return seen[top] > MOST * rows ? top : -1;
    });
    this.clear();
  }

  /** Forgets all, for the next tree. */
  clear(): void {
    this.free = [...this.room.histograms];
  }

  take(): number {
    const place = this.free.pop();
    if (place === undefined) throw new RangeError(`all ${this.room.histograms.length} histograms are taken`);
    return place;
  }

  give(histogram: number): void {
    this.free.push(histogram);
  }

  /** Where the sums of one column are. */
  of(histogram: number, f: number): number {
    return histogram + f * this.room.stride;
  }

  /** Where the rows of each of its bins are counted; 0 where they are not. */
  countsOf(histogram: number, f: number): number {
    return this.room.counts === null ? 0 : this.of(histogram, f) + this.room.counts;
  }

  /**
   * Sums the pairs of the `rows` rows from place `from` of the index, by bin of each of these columns; returns the sums
   * over all.
   */
  fill(histogram: number, from: number, rows: number, columns: readonly number[]): {g: number; h: number} {
    const {kernel, f64} = this.memory;
    const {bins, pairs, gathered, other, total} = this.room;
    const index = this.room.index + from * 4;
    kernel.gather(pairs, index, rows, gathered);
    kernel.total(gathered, rows, total);
    for (const f of columns) {
      const at = this.of(histogram, f);
      if (this.common[f] === -1) kernel.histogram(bins[f], index, rows, gathered, at, other, this.counts[f]);
      else kernel.histogramButOne(bins[f], index, rows, gathered, at, this.counts[f], this.common[f], total);
      const counts = this.countsOf(histogram, f);
      if (counts !== 0) kernel.countRows(bins[f], index, rows, this.room.rowWeights, counts, this.counts[f]);
    }
    return {g: f64[total / 8], h: f64[total / 8 + 1]};
  }

  /** Takes one histogram away from another, in place. */
  subtract(from: number, what: number, columns: readonly number[]): void {
    const {kernel} = this.memory;
    for (const f of columns) {
      kernel.subtract(this.of(from, f), this.of(what, f), this.of(from, f), this.counts[f]);
      const [counts, less] = [this.countsOf(from, f), this.countsOf(what, f)];
      if (counts !== 0) kernel.subtractCounts(counts, less, counts, this.counts[f]);
    }
  }

  /**
   * Gradient and hessian of a column's bins up to `threshold`, and of its missing values where `missing` is their bin.
   */
  sumTo(histogram: number, f: number, threshold: number, missing: number): {g: number; h: number} {
    const at = this.of(histogram, f) / 8;
    const {f64} = this.memory;
    const sum = {g: 0, h: 0};
    const add = (bin: number) => {
      sum.g += f64[at + (bin * PAIR) / 8];
      sum.h += f64[at + (bin * PAIR) / 8 + 1];
    };
    if (missing !== -1) add(missing);
    for (let bin = 0; bin <= threshold; bin++) add(bin);
    return sum;
  }
}
