import {BLOCK, forEachBlock} from "./forEachBlock.js";
import {Layout, type KernelMemory} from "./kernel/kernel.js";
import type {Matrix} from "./matrix.js";
import type {Standardizer} from "./standardize.js";

/** So many rows, a share of a block, stay in the fastest memory while their products are summed. */
const NEAR = 32;

/** The log loss of a linear model, its gradient, and what its second derivatives are made of. */
export interface LogLoss {
  readonly loss: number;
  /** By intercept and coefficients. */
  readonly gradient: Float64Array;
  /** Of a positive, one a row; good until the next one is worked out. */
  readonly probabilities: Float64Array;
  /** Weights w p (1 − p) of rows in the information, one a row; good until the next ones are worked out. */
  readonly curvatures: Float64Array;
}

/**
 * Sums over the rows of a matrix, each with a 1 in front: n = columns + 1 numbers a row. With a standardizer the rows are
 * as `standardize` makes them: centred block by block, so that they are never all there, and the sums scaled.
 *
 * @example
 * ```ts
 * const products = new RowProducts({rows: 2, columns: ["views"], x: Float64Array.of(1, 3)});
 * products.sum(Float64Array.of(1, 2)) // → [3, 7] (1 + 2, 1 + 2 · 3)
 * const [weights, , sums, squares] = products.weighted(Float64Array.of(1, 2));
 * ({weights, sums, squares}) // → {weights: 3, sums: 7, squares: 19}
 * products.quadratics(Float64Array.of(0, 0, 0, 2)) // → [2, 18]
 * ```
 */
export class RowProducts {
  private readonly matrix: Matrix;
  /** What the sums are scaled by, n numbers; null where rows are as they come. */
  private readonly deviations: Float64Array | null;
  private readonly n: number;
  /** n, made a multiple of 4. */
  private readonly stride: number;
  private readonly memory: KernelMemory;
  private readonly at: Readonly<
    Record<
      | "raw"
      | "means"
      | "x"
      | "spread"
      | "weights"
      | "labels"
      | "probabilities"
      | "curvatures"
      | "beta"
      | "sums"
      | "square",
      number
    >
  >;

  constructor(matrix: Matrix, standardizer: Standardizer | null = null) {
    this.matrix = matrix;
    this.deviations = standardizer && Float64Array.of(1, ...standardizer.deviations);
    this.n = matrix.columns.length + 1;
    this.stride = (this.n + 3) & ~3;
    const line = this.stride * 8;
    const rows = Math.ceil(matrix.rows / BLOCK) * BLOCK * 8;
    const layout = new Layout();
    this.at = {
      raw: layout.take(BLOCK * line),
      means: layout.take(line),
      x: layout.take(BLOCK * line),
      spread: layout.take(NEAR * line),
      weights: layout.take(rows),
      labels: layout.take(rows),
      probabilities: layout.take(rows),
      curvatures: layout.take(rows),
      // columns go by twos, which may reach beyond the last
      beta: layout.take(line + 8),
      // the loss in two lanes, and its gradient
      sums: layout.take(16 + line + 8),
      square: layout.take(this.stride * line)
    };
    this.memory = layout.make();
    if (standardizer !== null) this.memory.f64.set(standardizer.means, this.at.means / 8);
  }

  /**
   * Σ w v vᵀ over all rows v, n × n, row-major; only its lower triangle is good. Weights are not negative. With `every`
   * above 1, an estimate from one block of rows in so many.
   */
  weighted(weights: Float64Array, every = 1): Float64Array {
    const {kernel, f64} = this.memory;
    const {at, n, stride} = this;
    f64.set(weights, at.weights / 8);
    this.read(at.square, stride * stride).fill(0);
    this.eachNear((x, place, rows) => {
      kernel.spread(x, at.weights + place, rows, n - 1, stride, at.spread);
      kernel.addProducts(at.spread, rows, stride, at.square);
    }, every);
    const sums = new Float64Array(n * n);
    for (let i = 0; i < n; i++) sums.set(this.scaled(this.read(at.square + i * stride * 8, n), i), i * n);
    if (every === 1) return sums;
    // the first of the sums is that of the weights
    let whole = 0;
    for (const weight of weights) whole += weight;
    const share = sums[0] / whole;
    return sums.map((sum) => sum / share);
  }

  /** Σ w v over all rows v. */
  sum(weights: Float64Array): Float64Array {
    const {kernel, f64} = this.memory;
    const {at, n} = this;
    f64.set(weights, at.weights / 8);
    const sums = this.read(at.sums, n).fill(0);
    this.each((x, place) => kernel.addRows(x, at.weights + place, BLOCK, n - 1, at.sums));
    return this.scaled(sums);
  }

  /** vᵀ A v of every row v, for a symmetric A, n × n. */
  quadratics(a: Float64Array): Float64Array {
    const {kernel} = this.memory;
    const {at, n, stride} = this;
    this.read(at.square, stride * stride).fill(0);
    for (let i = 0; i < n; i++)
      this.read(at.square + i * stride * 8, n).set(this.scaled(a.subarray(i * n, (i + 1) * n), i));
    this.eachNear((x, place, rows) => {
      kernel.spread(x, 0, rows, n - 1, stride, at.spread);
      kernel.quadratics(at.spread, rows, stride, at.square, at.weights + place);
    });
    return this.read(at.weights, this.matrix.rows).slice();
  }

  /** The log loss, Σ w · −log of the chance of a row's label (0 or 1), where `beta` has intercept and coefficients. */
  logLoss(beta: Float64Array, labels: Float64Array, weights: Float64Array): LogLoss {
    const {kernel, f64} = this.memory;
    const {at, n} = this;
    const {rows} = this.matrix;
    f64.set(this.scaled(beta), at.beta / 8);
    f64.set(labels, at.labels / 8);
    f64.set(weights, at.weights / 8);
    const lanes = this.read(at.sums, 2 + n).fill(0);
    this.each((x, place) =>
      kernel.addLogLoss(
        x,
        BLOCK,
        n - 1,
        at.beta,
        at.labels + place,
        at.weights + place,
        at.probabilities + place,
        at.curvatures + place,
        at.sums
      )
    );
    return {
      loss: lanes[0] + lanes[1],
      gradient: this.scaled(lanes.subarray(2)),
      probabilities: this.read(at.probabilities, rows),
      curvatures: this.read(at.curvatures, rows)
    };
  }

  /** Numbers of the columns, or those of a row or column of a square, in standard deviations; a copy. */
  private scaled(of: Float64Array, row = 0): Float64Array {
    const {deviations} = this;
    return deviations === null ? of.slice() : of.map((value, i) => value / deviations[i] / deviations[row]);
  }

  private read(at: number, length: number): Float64Array {
    return this.memory.f64.subarray(at / 8, at / 8 + length);
  }

  /**
   * Has every block of rows in the kernel's memory, one after the other, or only one in `every`; `place` is how far on
   * the block's numbers are that are one a row. Rows missing from the last block are what they were in the one before, at
   * weight 0.
   */
  private each(work: (x: number, place: number, rows: number) => void, every = 1): void {
    forEachBlock(
      this.matrix,
      (block, rows, from) => {
        const {raw, x, means} = this.at;
        this.memory.f64.set(block, (this.deviations === null ? x : raw) / 8);
        if (this.deviations !== null) this.memory.kernel.centre(raw, rows, this.n - 1, means, x);
        work(x, from * 8, rows);
      },
      every
    );
  }

  /** The same in steps of fewer rows, and none that are missing. */
  private eachNear(work: (x: number, place: number, rows: number) => void, every = 1): void {
    const width = this.n - 1;
    this.each((x, place, rows) => {
      for (let row = 0; row < rows; row += NEAR) work(x + row * width * 8, place + row * 8, Math.min(NEAR, rows - row));
    }, every);
  }
}
