import {binEdges, BIN_OPTIONS, type BinOptions} from "./binEdges.js";
import type {KernelMemory} from "./kernel/kernel.js";
import {column, type WeightedMatrix} from "./matrix.js";
import {GREATEST} from "./tree.js";

/** How columns were cut into bins. */
export interface BinnedColumns {
  readonly edges: readonly Float64Array[];
  /** Bins of each column; that of missing values is the last, where there are any. */
  readonly counts: Int32Array;
  /** 1 for a column with missing values. */
  readonly missing: Int32Array;
}

/** Where the kernel finds what `binColumns` works on. */
export interface BinBuffers {
  readonly bins: readonly number[];
  /** One column's values and its edges, 8 bytes each. */
  readonly values: number;
  readonly edges: number;
}

/**
 * Cuts every column, rounded to 32 bits, into bins and writes the bin of each row, a byte each, to its place. A row counts
 * as often as it weighs, which is above 0.
 *
 * @example
 * ```ts
 * import {Layout} from "./kernel/kernel.js";
 *
 * const layout = new Layout();
 * const buffers = {bins: [layout.take(6)], values: layout.take(6 * 8), edges: layout.take(256 * 8)};
 * const memory = layout.make();
 * const matrix = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, NaN)};
 * binColumns(memory, buffers, matrix, {bins: 255, seed: 1})
 * // → {edges: [[3.5]], counts: [3], missing: [1]}
 * memory.u8.slice(buffers.bins[0], buffers.bins[0] + 6) // → [0, 0, 0, 1, 1, 2]
 * ```
 */
export function binColumns(
  {kernel, f64}: KernelMemory,
  room: BinBuffers,
  matrix: WeightedMatrix,
  options: Pick<BinOptions, "bins" | "seed"> & Partial<BinOptions>
): BinnedColumns {
  const counts = new Int32Array(matrix.columns.length);
  const missing = new Int32Array(matrix.columns.length);
  const edges = matrix.columns.map((_, f) => {
    const values = column(matrix, f);
    const found = binEdges(values, {...BIN_OPTIONS, ...options}, matrix.weights);
    missing[f] = values.some(Number.isNaN) ? 1 : 0;
    counts[f] = found.length + 1 + missing[f];
    f64.set(values, room.values / 8);
    f64.set(found, room.edges / 8);
    kernel.bin(room.values, matrix.rows, room.edges, found.length, found.length + 1, room.bins[f]);
    return found;
  });
  return {edges, counts, missing};
}

/**
 * The value up to which rows go left where they do so up to a bin; beyond the last edge only missing values are left.
 *
 * @example
 * ```ts
 * thresholdOf(Float64Array.of(3.5), 0) // → 3.5
 * thresholdOf(Float64Array.of(3.5), 1) // → 3.402823…e38
 * ```
 */
export function thresholdOf(edges: Float64Array, bin: number): number {
  return bin < edges.length ? edges[bin] : GREATEST;
}
