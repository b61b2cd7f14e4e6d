import type {WeightedMatrix} from "./matrix.js";

/** The distance from 1 to the next 64-bit real. */
const EPSILON = Number.EPSILON;
/** So many such distances apart, numbers that were summed in different orders may lie. */
const NOISE = 64 * EPSILON;

/**
 * Whether the known values of a column are the same but for rounding: they lie no further apart than 64 units in the last
 * place of the largest, about 1.4e-14 of it, which 32-bit reals do not tell apart. A column without a known value is.
 * Rows that weigh nothing are not looked at.
 *
 * @example
 * ```ts
 * const x = Float64Array.of(0.1 + 0.2, 1, 0.3, 2, NaN, 3);
 * const matrix = {rows: 3, columns: ["price", "views"], x};
 * isConstant(matrix, 0) // → true (0.30000000000000004 and 0.3)
 * isConstant(matrix, 1) // → false
 * isConstant({...matrix, weights: [1, 0, 0]}, 1) // → true
 * ```
 */
export function isConstant({rows, columns, x, weights}: WeightedMatrix, column: number): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0, at = column; row < rows; row++, at += columns.length) {
    const value = x[at];
    if (Number.isNaN(value) || weights?.[row] === 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return !(high - low > NOISE * Math.max(Math.abs(low), Math.abs(high)));
}

/**
 * Whether the variance that was found of `n` values about their mean may be what rounding makes of equal ones: their mean
 * is off by n units in the last place at most. Whether they are equal is for `isConstant` to say.
 *
 * Source: T. F. Chan, G. H. Golub and R. J. LeVeque (1983), Algorithms for computing the sample variance, The American
 * Statistician 37, 242–247, whose bound for two passes scikit-learn's StandardScaler uses likewise.
 *
 * @example
 * ```ts
 * mayBeNoise(1.9e-34, 0.1, 10) // → true (0.1 ten times: the mean is off by one unit in its last place)
 * mayBeNoise(1e-20, 0.1, 10) // → false (0.1, give or take 1e-10)
 * ```
 */
export function mayBeNoise(variance: number, mean: number, n: number): boolean {
  const noise = n * NOISE * mean;
  return variance <= n * NOISE * variance + noise * noise;
}

/**
 * By column, whether it is constant but for rounding, see `isConstant`.
 *
 * @example
 * ```ts
 * constantColumns({rows: 2, columns: ["price", "views"], x: Float64Array.of(0.1, 1, 0.1, 2)}) // → [true, false]
 * ```
 */
export function constantColumns(matrix: WeightedMatrix): boolean[] {
  return matrix.columns.map((_, f) => isConstant(matrix, f));
}
