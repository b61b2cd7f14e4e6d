import {BLOCK, forEachBlock} from "./forEachBlock.js";
import {Layout} from "./kernel/kernel.js";
import type {Matrix, WeightedMatrix} from "./matrix.js";
import {isConstant, mayBeNoise} from "./constantColumn.js";

/** Means and standard deviations of columns, from the rows of training only. */
export interface Standardizer {
  readonly columns: readonly string[];
  readonly means: readonly number[];
  /** Of a column that does not vary 1, or its size where that is beyond what 32 bits tell apart. */
  readonly deviations: readonly number[];
}

/** From so many numbers on it is worth making a kernel's memory for them. */
const MANY = 65_536;

/**
 * The mean and the standard deviation (divisor n) of every column over its known values, a row counting as often as it
 * weighs; 0 and 1 where it has none. A column counts as constant, with a deviation of 1, where what it varies by is
 * rounding noise, see `isConstant`.
 *
 * @example
 * ```ts
 * fitStandardizer({rows: 3, columns: ["price"], x: Float64Array.of(1, 3, NaN)})
 * // → {columns: ["price"], means: [2], deviations: [1]}
 * const weights = [3, 1];
 * fitStandardizer({rows: 2, columns: ["price"], x: Float64Array.of(1, 5), weights}).means // → [2]
 * // ten times 0.1 have a mean that is not 0.1 to the last bit
 * fitStandardizer({rows: 10, columns: ["price"], x: new Float64Array(10).fill(0.1)}).deviations // → [1]
 * ```
 */
export function fitStandardizer(matrix: WeightedMatrix): Standardizer {
  if (matrix.weights !== undefined) return fitWeighted(matrix, matrix.weights);
  const {rows, columns} = matrix;
  const width = columns.length;
  const layout = new Layout();
  // columns go by twos, which may reach beyond the last
  const line = width * 8 + 8;
  const x = layout.take(BLOCK * line);
  const [middle, sums, missing, spare] = [layout.take(line), layout.take(line), layout.take(line), layout.take(line)];
  const {kernel, f64} = layout.make();
  const read = (at: number) => f64.subarray(at / 8, at / 8 + width);
  const add = (squared: 0 | 1, counts: number) =>
    forEachBlock(matrix, (block, many) => {
      f64.set(block, x / 8);
      kernel.addApart(x, many, width, middle, squared, sums, counts);
    });
  add(0, missing);
  const known = read(missing).map((n) => rows - n);
  const means = read(sums).map((sum, f) => (known[f] === 0 ? 0 : sum / known[f]));
  read(middle).set(means);
  read(sums).fill(0);
  add(1, spare);
  const deviations = read(sums).map((sum, f) => deviation(matrix, f, {squares: sum, mean: means[f], n: known[f]}));
  return {columns, means: Array.from(means), deviations: Array.from(deviations)};
}

/** Numbers this far apart are told apart in standard units. */
const COARSE = 1e-6;

/**
 * The standard deviation of a column; of a constant one 1, or its size where 32 bits, in which models are asked, are so
 * coarse there that its own value would lie apart from its mean.
 */
function deviation(
  matrix: WeightedMatrix,
  f: number,
  {squares, mean, n}: {readonly squares: number; readonly mean: number; readonly n: number}
): number {
  const constant = !(squares > 0) || (mayBeNoise(squares / n, mean, n) && isConstant(matrix, f));
  if (!constant) return Math.sqrt(squares / n);
  return Math.abs(Math.fround(mean) - mean) > COARSE ? Math.abs(mean) : 1;
}

function fitWeighted(matrix: WeightedMatrix, weights: ArrayLike<number>): Standardizer {
  const {rows, columns, x} = matrix;
  const width = columns.length;
  const [known, sums, squares] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const each = (work: (f: number, value: number, weight: number) => void) => {
    for (let row = 0, at = 0; row < rows; row++)
      for (let f = 0; f < width; f++, at++)
        if (weights[row] !== 0 && !Number.isNaN(x[at])) work(f, x[at], weights[row]);
  };
  each((f, value, weight) => {
    known[f] += weight;
    sums[f] += weight * value;
  });
  const means = Array.from(sums, (sum, f) => (known[f] === 0 ? 0 : sum / known[f]));
  each((f, value, weight) => (squares[f] += weight * (value - means[f]) * (value - means[f])));
  return {
    columns,
    means,
    deviations: Array.from(squares, (sum, f) => deviation(matrix, f, {squares: sum, mean: means[f], n: known[f]}))
  };
}

/**
 * Every value less its column's mean, in standard deviations; a missing one becomes 0, the mean.
 *
 * @example
 * ```ts
 * const standardizer = {columns: ["price"], means: [2], deviations: [2]};
 * standardize(standardizer, {rows: 3, columns: ["price"], x: Float64Array.of(0, 6, NaN)}).x // → [−1, 2, 0]
 * ```
 */
export function standardize({means, deviations}: Standardizer, matrix: Matrix): Matrix {
  const {rows, columns, x} = matrix;
  const width = columns.length;
  const out = new Float64Array(rows * width);
  if (out.length >= MANY) {
    const layout = new Layout();
    const line = width * 8 + 8;
    const [from, to] = [layout.take(BLOCK * line), layout.take(BLOCK * line)];
    const [middle, deviation] = [layout.take(line), layout.take(line)];
    const {kernel, f64} = layout.make();
    f64.set(means, middle / 8);
    f64.set(deviations, deviation / 8);
    forEachBlock(matrix, (block, many, row) => {
      f64.set(block, from / 8);
      kernel.standardize(from, many, width, middle, deviation, to);
      out.set(f64.subarray(to / 8, to / 8 + block.length), row * width);
    });
  } else
    for (let row = 0, at = 0; row < rows; row++)
      for (let f = 0; f < width; f++, at++) out[at] = Number.isNaN(x[at]) ? 0 : (x[at] - means[f]) / deviations[f];
  return {rows, columns, x: out};
}
