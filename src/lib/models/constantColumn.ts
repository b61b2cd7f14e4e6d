import type {Matrix} from "./matrix.js";

/** The distance from 1 to the next 64-bit real. */
const EPSILON = 2 ** -52;

/**
 * Whether the variance that was found of `n` values about their mean is no more than what rounding makes of values that
 * are all the same: a mean of n values is off by n units in the last place at most, and so are the values about it.
 *
 * Source: T. F. Chan, G. H. Golub and R. J. LeVeque (1983), Algorithms for computing the sample variance, The American
 * Statistician 37, 242–247, whose bound for two passes scikit-learn's StandardScaler uses likewise.
 *
 * @example
 * ```ts
 * isConstant(1.9e-34, 0.1, 10) // → true (0.1 ten times: the mean is off by one unit in its last place)
 * isConstant(1e-20, 0.1, 10) // → false (0.1, give or take 1e-10)
 * isConstant(0, 0, 10) // → true
 * ```
 */
export function isConstant(variance: number, mean: number, n: number): boolean {
  const noise = n * EPSILON * mean;
  return variance <= n * EPSILON * variance + noise * noise;
}

/**
 * By column, whether its known values are the same but for rounding noise. A column without any is.
 *
 * @example
 * ```ts
 * const x = Float64Array.of(0.1, 1, 0.1 + 2 ** -56, 2, NaN, 3);
 * constantColumns({rows: 3, columns: ["price", "views"], x}) // → [true, false]
 * ```
 */
export function constantColumns({rows, columns, x}: Matrix): boolean[] {
  const width = columns.length;
  return columns.map((_, f) => {
    let [n, sum, squares] = [0, 0, 0];
    const each = (work: (value: number) => void) => {
      for (let at = f; at < rows * width; at += width) if (!Number.isNaN(x[at])) work(x[at]);
    };
    each((value) => {
      n++;
      sum += value;
    });
    if (n === 0) return true;
    each((value) => (squares += (value - sum / n) * (value - sum / n)));
    return isConstant(squares / n, sum / n, n);
  });
}
