import {UserError} from "../core/errors.js";
import type {Matrix} from "./matrix.js";

/**
 * The matrix in 32-bit reals, as an exported model sees it; itself where it has them already. A number beyond their
 * range becomes infinite.
 *
 * @example
 * ```ts
 * toFloat32({rows: 2, columns: ["price"], x: Float64Array.of(0.5, 1e39)}).x // → [0.5, Infinity]
 * ```
 */
export function toFloat32<M extends Matrix>(matrix: M): M {
  return matrix.x instanceof Float32Array ? matrix : {...matrix, x: Float32Array.from(matrix.x)};
}

/**
 * Throws `UserError` for an infinite value, naming its column and row: what is multiplied by it says nothing.
 *
 * @example
 * ```ts
 * checkFinite({rows: 2, columns: ["price"], x: Float64Array.of(1, NaN)}) // → undefined
 * checkFinite({rows: 2, columns: ["price"], x: Float64Array.of(1, Infinity)})
 * // → throws UserError: price is Infinity in row 1
 * ```
 */
export function checkFinite({columns, x}: Matrix): void {
  for (let at = 0; at < x.length; at++)
    if (x[at] === Infinity || x[at] === -Infinity)
      throw new UserError(
        `${columns[at % columns.length]} is ${x[at]} in row ${Math.floor(at / columns.length)}`,
        "a linear model takes numbers of 32 bits; give a finite one, or none (NaN) where it is missing"
      );
}
