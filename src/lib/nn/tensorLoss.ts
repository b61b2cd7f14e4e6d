import {tensor1d, tensor2d, type Scalar, type Tensor1D, type Tensor2D} from "@tensorflow/tfjs-core";

/**
 * The loss of a network's outputs, a mean over rows, each times its weight; and its derivative by each of them, rows ×
 * outputs. Both stay on the backend.
 */
export type TensorLoss = Readonly<Record<"gradient", Tensor2D> & Record<"loss", Scalar>>;

/**
 * What each row counts in a mean, rows × 1: its weight over the number of rows, so that a weight of 2 is the row twice
 * among as many. Throws `RangeError` for another number of weights.
 *
 * @example
 * ```ts
 * rowShares(4).dataSync() // → [0.25, 0.25, 0.25, 0.25]
 * rowShares(2, [1, 3]).dataSync() // → [0.5, 1.5]
 * rowShares(2, [1]) // → throws RangeError: 1 weights for 2 rows
 * ```
 */
export function rowShares(rows: number, weights?: ArrayLike<number>): Tensor2D {
  if (weights !== undefined && weights.length !== rows)
    throw new RangeError(`${weights.length} weights for ${rows} rows`);
  return tensor2d(
    Float32Array.from({length: rows}, (_, row) => (weights?.[row] ?? 1) / rows),
    [rows, 1]
  );
}

/**
 * Numbers that go with each row as a column, rows × 1. Throws `RangeError` for another number of them.
 *
 * @example
 * ```ts
 * rowColumn(2, [3, 4]).shape // → [2, 1]
 * rowColumn(2, [3]) // → throws RangeError: 1 targets for 2 rows
 * ```
 */
export function rowColumn(rows: number, targets: ArrayLike<number>): Tensor2D {
  if (targets.length !== rows) throw new RangeError(`${targets.length} targets for ${rows} rows`);
  return tensor2d(Float32Array.from(targets), [rows, 1]);
}

/**
 * Which column each row wants, as whole numbers for `oneHot`. Throws `RangeError` for a column that there is not.
 *
 * @example
 * ```ts
 * targetColumns([2, 3], [1, 0]).dataSync() // → [1, 0]
 * targetColumns([2, 3], [1, 3]) // → throws RangeError: row 1 wants column 3 of 3
 * ```
 */
export function targetColumns([rows, columns]: readonly [number, number], targets: ArrayLike<number>): Tensor1D {
  if (targets.length !== rows) throw new RangeError(`${targets.length} targets for ${rows} rows`);
  for (let row = 0; row < rows; row++)
    if (!(Number.isInteger(targets[row]) && targets[row] >= 0 && targets[row] < columns))
      throw new RangeError(`row ${row} wants column ${targets[row]} of ${columns}`);
  return tensor1d(Int32Array.from(targets), "int32");
}
