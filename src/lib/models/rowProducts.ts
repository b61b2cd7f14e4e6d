import {Layout, type KernelMemory} from "./kernel/kernel.js";
import type {Matrix} from "./matrix.js";

/** So many rows are with the kernel at a time; a multiple of 4. */
const BLOCK = 256;

/** Sums of products over the rows of a matrix, each with a 1 in front: n = columns + 1 numbers a row. */
export class RowProducts {
  private readonly matrix: Matrix;
  private readonly n: number;
  /** n, made even. */
  private readonly stride: number;
  private readonly memory: KernelMemory;
  private readonly at: {readonly x: number; readonly perRow: number; readonly square: number};

  constructor(matrix: Matrix) {
    this.matrix = matrix;
    this.n = matrix.columns.length + 1;
    this.stride = this.n + (this.n % 2);
    const layout = new Layout();
    this.at = {
      x: layout.take(BLOCK * this.stride * 8),
      perRow: layout.take(BLOCK * 8),
      square: layout.take(this.stride * this.stride * 8)
    };
    this.memory = layout.make();
  }

  /** Σ w v vᵀ over all rows v, n × n, row-major; only its lower triangle is good. */
  weighted(weights: Float64Array): Float64Array {
    const {kernel, f64} = this.memory;
    const {x, perRow, square} = this.at;
    this.put(new Float64Array(this.n * this.n));
    for (let from = 0; from < this.matrix.rows; from += BLOCK) {
      const rows = this.load(from);
      f64.fill(0, perRow / 8, perRow / 8 + BLOCK);
      f64.set(weights.subarray(from, from + rows), perRow / 8);
      kernel.addProducts(x, perRow, BLOCK, this.stride, square);
    }
    const sums = new Float64Array(this.n * this.n);
    for (let i = 0; i < this.n; i++) {
      const start = square / 8 + i * this.stride;
      sums.set(f64.subarray(start, start + this.n), i * this.n);
    }
    return sums;
  }

  /** vᵀ A v of every row v, for a symmetric A, n × n. */
  quadratics(a: Float64Array): Float64Array {
    const {kernel, f64} = this.memory;
    const {x, perRow, square} = this.at;
    this.put(a);
    const found = new Float64Array(this.matrix.rows);
    for (let from = 0; from < this.matrix.rows; from += BLOCK) {
      const rows = this.load(from);
      kernel.quadratics(x, rows, this.stride, square, perRow);
      found.set(f64.subarray(perRow / 8, perRow / 8 + rows), from);
    }
    return found;
  }

  /**
   * Takes a block of rows to the kernel and returns how many they are; those missing from it keep what they had, at
   * weight 0.
   */
  private load(from: number): number {
    const {f64} = this.memory;
    const {rows, x} = this.matrix;
    const width = this.n - 1;
    const many = Math.min(BLOCK, rows - from);
    for (let k = 0; k < many; k++) {
      const to = this.at.x / 8 + k * this.stride;
      f64[to] = 1;
      f64.set(x.subarray((from + k) * width, (from + k + 1) * width), to + 1);
    }
    return many;
  }

  private put(a: Float64Array): void {
    const {f64} = this.memory;
    const at = this.at.square / 8;
    f64.fill(0, at, at + this.stride * this.stride);
    for (let i = 0; i < this.n; i++) f64.set(a.subarray(i * this.n, (i + 1) * this.n), at + i * this.stride);
  }
}
