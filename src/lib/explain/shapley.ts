import {UserError} from "../core/errors.js";
import {random, type Random} from "../core/random.js";
import {cholesky, solveCholesky} from "../models/cholesky.js";
import type {Matrix} from "../models/matrix.js";
import {choose} from "./choose.js";
import type {Contributions} from "./treeShap.js";

/** One number a row, at once or, as a model file in a runtime answers, later. */
export type Predict = (matrix: Matrix) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** The most columns whose coalitions are all tried. */
export const MOST_EXACT = 12;

/** Rows that a model is asked about at once, about: enough to be fast, few enough to fit into memory. */
const ASKED_AT_ONCE = 1024;

/**
 * For each coalition, the mean prediction when its columns are the row's and all others a background row's.
 *
 * @param coalitions each one a column: 1 where it is known
 */
async function worthOf(
  predict: Predict,
  row: Float64Array,
  background: Matrix,
  coalitions: readonly Uint8Array[]
): Promise<Float64Array> {
  const {rows, columns, x} = background;
  const width = columns.length;
  const worth = new Float64Array(coalitions.length);
  const together = Math.max(1, Math.floor(ASKED_AT_ONCE / rows));
  for (let from = 0; from < coalitions.length; from += together) {
    const part = coalitions.slice(from, from + together);
    const mixed = new Float64Array(part.length * rows * width);
    part.forEach((known, c) => {
      for (let other = 0, at = c * rows * width; other < rows; other++)
        for (let f = 0; f < width; f++, at++) mixed[at] = known[f] === 1 ? row[f] : x[other * width + f];
    });
    const predicted = await predict({rows: part.length * rows, columns, x: mixed});
    part.forEach((_, c) => {
      let sum = 0;
      for (let other = 0; other < rows; other++) sum += predicted[c * rows + other];
      worth[from + c] = sum / rows;
    });
  }
  return worth;
}

/**
 * The Shapley values of any model by all coalitions of its columns: the value of a coalition is the mean prediction when
 * its columns are the row's and the others a background row's. 2^columns × background predictions a row.
 *
 * @throws {UserError} for more than 12 columns
 * @throws {RangeError} for a background without rows, or of other columns
 *
 * @example
 * ```ts
 * const columns = ["price", "views"];
 * const of = (...x: number[]) => ({rows: x.length / 2, columns, x: Float64Array.from(x)});
 * // a product: known alone, each column counts with the other's mean
 * const product = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[2 * row] * x[2 * row + 1]);
 * await exactShapley(product, of(3, 4), of(1, 1, 1, 3)) // → {base: 2, values: [6, 4]}
 * ```
 */
export async function exactShapley(predict: Predict, matrix: Matrix, background: Matrix): Promise<Contributions> {
  checkBackground(matrix, background);
  const width = matrix.columns.length;
  if (width > MOST_EXACT)
    throw new UserError(
      `${width} columns have ${2 ** width} coalitions`,
      `explain ${MOST_EXACT} at most, or take a sample with kernelShap`
    );
  const coalitions = Array.from({length: 2 ** width}, (_, coalition) => membersOf(coalition, width));
  const values = new Float64Array(matrix.rows * width);
  const sizes = Float64Array.from({length: width}, (_, size) => 1 / (width * choose(width - 1, size)));
  let base = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const worth = await worthOf(predict, rowOf(matrix, row), background, coalitions);
    base = worth[0];
    for (let f = 0; f < width; f++)
      for (let coalition = 0; coalition < worth.length; coalition++)
        if (((coalition >> f) & 1) === 0)
          values[row * width + f] += sizes[bits(coalition)] * (worth[coalition | (1 << f)] - worth[coalition]);
  }
  return {base, values};
}

export interface KernelShapOptions {
  /**
   * Coalitions that are tried, besides none and all; all of them where there are no more. By default 2,048 or 32 a
   * column, whichever is more.
   */
  readonly coalitions: number;
  readonly seed: number;
  /** Called after each row. */
  readonly report: ((progress: {readonly done: number; readonly of: number}) => void | Promise<void>) | null;
}

/**
 * Coalitions that Kernel SHAP tries by default: as many as its standard errors need, whatever the number of columns.
 *
 * @example
 * ```ts
 * defaultCoalitions(16) // → 2048
 * defaultCoalitions(100) // → 3200
 * ```
 */
export function defaultCoalitions(columns: number): number {
  return Math.max(2048, 2 * PARTS * columns);
}

/** Contributions with the standard error that comes of trying some coalitions only; 0 where all were tried. */
export interface SampledContributions extends Contributions {
  /** rows × columns */
  readonly standardErrors: Float64Array;
}

/** Of the sample, each left out once. */
const PARTS = 16;

/**
 * The Shapley values of any model by Kernel SHAP: a linear regression on coalitions, weighted by Shapley's kernel, whose
 * coefficients sum to the row's prediction without the base. With all coalitions it is exact. A sample is drawn by the
 * kernel's weights, each coalition together with the columns that it lacks, which halves most of the error; the standard
 * error is the jackknife's: 16 times a sixteenth of the sample is left out.
 *
 * Sources: S. Lundberg and S.-I. Lee (2017), A unified approach to interpreting model predictions; I. Covert and S.-I. Lee
 * (2021), Improving KernelSHAP: practical Shapley value estimation via linear regression (paired sampling).
 *
 * @throws {UserError} for fewer coalitions than a sample needs
 * @throws {RangeError} for a background without rows, or of other columns
 *
 * @example
 * ```ts
 * const columns = ["price", "views"];
 * const of = (...x: number[]) => ({rows: x.length / 2, columns, x: Float64Array.from(x)});
 * const product = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[2 * row] * x[2 * row + 1]);
 * await kernelShap(product, of(3, 4), of(1, 1, 1, 3)) // → {base: 2, values: [6, 4], standardErrors: [0, 0]}
 * ```
 */
export async function kernelShap(
  predict: Predict,
  matrix: Matrix,
  background: Matrix,
  given: Partial<KernelShapOptions> = {}
): Promise<SampledContributions> {
  checkBackground(matrix, background);
  const width = matrix.columns.length;
  const {coalitions, seed, report} = {coalitions: defaultCoalitions(width), seed: 1, report: null, ...given};
  const least = 2 * PARTS * Math.max(1, width);
  const all = width <= 20 && 2 ** width - 2 <= coalitions;
  if (!all && !(coalitions >= least))
    throw new UserError(`${coalitions} coalitions of ${width} columns`, `give ${least} or more`);
  const values = new Float64Array(matrix.rows * width);
  const standardErrors = new Float64Array(matrix.rows * width);
  const none = new Uint8Array(width);
  let base = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const x = rowOf(matrix, row);
    const [worthOfNone, worthOfAll] = await worthOf(predict, x, background, [none, none.slice().fill(1)]);
    base = worthOfNone;
    const whole = worthOfAll - base;
    if (width === 1) values[row] = whole;
    else if (all) {
      const regression = new KernelRegression(width);
      const tried = Array.from({length: 2 ** width - 2}, (_, i) => membersOf(i + 1, width));
      const worth = await worthOf(predict, x, background, tried);
      tried.forEach((known, i) => {
        const size = bits(i + 1);
        regression.add(known, worth[i] - base, (width - 1) / (choose(width, size) * size * (width - size)));
      });
      values.set(regression.solve(whole), row * width);
    } else {
      const source = random(seed, row);
      const together = new KernelRegression(width);
      const parts = Array.from({length: PARTS}, () => new KernelRegression(width));
      const drawn = Array.from({length: Math.floor(coalitions / 2)}, () => {
        const known = drawCoalition(width, source);
        return [known, known.map((one) => 1 - one)];
      });
      // small and large coalitions are drawn again and again: each is asked about once
      const distinct = new Map(drawn.flat().map((known) => [known.join(""), known]));
      const worth = await worthOf(predict, x, background, [...distinct.values()]);
      const found = new Map([...distinct.keys()].map((key, i) => [key, worth[i]]));
      drawn.forEach((pair, i) => {
        for (const known of pair) {
          const y = found.get(known.join(""))! - base;
          together.add(known, y, 1);
          parts[i % PARTS].add(known, y, 1);
        }
      });
      values.set(together.solve(whole), row * width);
      const answers = parts.map((part) => together.without(part).solve(whole));
      for (let f = 0; f < width; f++) {
        const mean = answers.reduce((sum, answer) => sum + answer[f], 0) / PARTS;
        const squares = answers.reduce((sum, answer) => sum + (answer[f] - mean) ** 2, 0);
        standardErrors[row * width + f] = Math.sqrt((squares * (PARTS - 1)) / PARTS);
      }
    }
    await report?.({done: row + 1, of: matrix.rows});
  }
  return {base, values, standardErrors};
}

/** Least squares on coalitions with coefficients of a given sum. */
class KernelRegression {
  private readonly products: Float64Array;
  private readonly targets: Float64Array;

  constructor(private readonly width: number) {
    this.products = new Float64Array(width * width);
    this.targets = new Float64Array(width);
  }

  add(known: Uint8Array, y: number, weight: number): void {
    for (let f = 0; f < this.width; f++) {
      if (known[f] === 0) continue;
      this.targets[f] += weight * y;
      for (let g = 0; g < this.width; g++) if (known[g] === 1) this.products[f * this.width + g] += weight;
    }
  }

  /** What it would be had it not heard of what `part` has heard. */
  without(part: KernelRegression): KernelRegression {
    const rest = new KernelRegression(this.width);
    rest.products.set(this.products.map((value, i) => value - part.products[i]));
    rest.targets.set(this.targets.map((value, f) => value - part.targets[f]));
    return rest;
  }

  /** Columns that the coalitions do not tell apart share what they have together. */
  solve(whole: number): Float64Array {
    const n = this.width;
    const a = Float64Array.from(this.products);
    const largest = a.reduce((most, value) => Math.max(most, value), 0);
    for (let f = 0; f < n; f++) a[f * n + f] += largest * 1e-12;
    const l = cholesky(a, n)!;
    // the least squares without the condition, moved along A⁻¹1 until the sum is right (Lagrange)
    const free = solveCholesky(l, this.targets);
    const along = solveCholesky(l, new Float64Array(n).fill(1));
    const sum = (of: Float64Array) => of.reduce((total, value) => total + value, 0);
    const step = (whole - sum(free)) / sum(along);
    return free.map((value, f) => value + step * along[f]);
  }
}

/** By the kernel's weights: first a size, then columns of that number. */
function drawCoalition(width: number, source: Random): Uint8Array {
  let total = 0;
  for (let size = 1; size < width; size++) total += 1 / (size * (width - size));
  let left = source.uniform() * total;
  let size = 1;
  while (size < width - 1 && left >= 1 / (size * (width - size))) left -= 1 / (size++ * (width - size));
  const known = new Uint8Array(width);
  for (let chosen = 0; chosen < size;) {
    const f = source.below(width);
    if (known[f] === 0) {
      known[f] = 1;
      chosen++;
    }
  }
  return known;
}

const rowOf = ({columns, x}: Matrix, row: number): Float64Array =>
  Float64Array.from(x.subarray(row * columns.length, (row + 1) * columns.length));

const membersOf = (coalition: number, width: number): Uint8Array =>
  Uint8Array.from({length: width}, (_, f) => (coalition >> f) & 1);

function bits(n: number): number {
  let count = 0;
  for (let rest = n; rest > 0; rest &= rest - 1) count++;
  return count;
}

function checkBackground(matrix: Matrix, background: Matrix): void {
  if (background.rows === 0) throw new RangeError("the background has no rows");
  if (background.columns.length !== matrix.columns.length)
    throw new RangeError(
      `${background.columns.length} columns of the background for ${matrix.columns.length} of the rows`
    );
}
