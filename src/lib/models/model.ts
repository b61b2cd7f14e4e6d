import type {Matrix} from "./matrix.js";

/** What an estimator has learned. */
export interface FittedModel<Input, Output> {
  readonly family: string;
  predict(input: Input): Output;
  /** All that it takes to make it again, as plain JSON. */
  toJSON(): unknown;
}

/** A fitted model of columns. Predictions are chances of a positive, or expected values of a number. */
export interface Model extends FittedModel<Matrix, Float64Array> {
  /** The columns it was fitted on, in their order; `predict` wants the same. */
  readonly columns: readonly string[];
  /** One a row. Throws `RangeError` where the columns are not those of the training. */
  predict(matrix: Matrix): Float64Array;
}

/**
 * Throws `RangeError` where a matrix does not have the columns of a model.
 *
 * @example
 * ```ts
 * checkColumns(["price", "views"], {rows: 0, columns: ["price", "views"], x: new Float64Array(0)}) // → undefined
 * checkColumns(["price", "views"], {rows: 0, columns: ["views", "price"], x: new Float64Array(0)})
 * // → throws RangeError: column 0 is views, the model's is price
 * ```
 */
export function checkColumns(fitted: readonly string[], {columns}: Matrix): void {
  if (columns.length !== fitted.length || columns.some((name, i) => name !== fitted[i])) {
    const at = fitted.findIndex((name, i) => name !== columns[i]);
    throw new RangeError(
      at === -1
        ? `${columns.length} columns for a model of ${fitted.length}`
        : `column ${at} is ${columns[at]}, the model's is ${fitted[at]}`
    );
  }
}
