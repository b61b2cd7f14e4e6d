import type {Matrix} from "./matrix.js";
import {RowProducts} from "./rowProducts.js";

/** A column counts as said by those before it where less than this share of its squares is left without them. */
const LEFT = 1e-9;

/**
 * The places of the columns, ascending, that neither a constant nor the chosen columns before them say already: what
 * is left when columns that depend on others are taken out from the right. Weights of 0 take a row out.
 *
 * Source: Cholesky's decomposition of the products of columns, skipping columns without a rest, as in S. Hammarling,
 * N. Higham and C. Lucas (2007), LAPACK-style codes for pivoted Cholesky, section 2.
 *
 * @example
 * ```ts
 * // the second is twice the first, the third is constant
 * const x = Float64Array.of(1, 2, 5, 0, 2, 4, 5, 1, 3, 6, 5, 1);
 * independentColumns({rows: 3, columns: ["a", "b", "c", "d"], x}, Float64Array.of(1, 1, 1)) // → [0, 3]
 * ```
 */
export function independentColumns(matrix: Matrix, weights: Float64Array): number[] {
  const n = matrix.columns.length + 1;
  const products = new RowProducts(matrix).weighted(weights);
  const chosen: number[] = [0];
  // by column of the products, its share in each chosen column's direction
  const shares: Float64Array[] = Array.from({length: n}, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    chosen.forEach((j, k) => {
      if (j === i) return;
      let sum = products[i * n + j];
      for (let m = 0; m < k; m++) sum -= shares[i][m] * shares[j][m];
      shares[i][k] = sum / shares[j][k];
    });
    const place = i === 0 ? 0 : chosen.length;
    const whole = products[i * n + i];
    let rest = whole;
    for (let m = 0; m < place; m++) rest -= shares[i][m] * shares[i][m];
    if (!(rest > LEFT * whole) || !(rest > 0)) continue;
    shares[i][place] = Math.sqrt(rest);
    if (i > 0) chosen.push(i);
  }
  return chosen.slice(1).map((i) => i - 1);
}
