import type {Matrix} from "../models/matrix.js";
import {inBatches} from "./inBatches.js";
import {kernelShap, type Predict, type SampledContributions} from "./shapley.js";

/** Coalitions that are tried at least: all of nine columns. */
const LEAST_COALITIONS = 510;
/** Coalitions for each column of a sample: the fewest that `kernelShap` takes. */
const COALITIONS_A_COLUMN = 32;

/** A prediction of a model that can only be asked, taken apart by Kernel SHAP. */
export interface BlackBoxExplanation extends SampledContributions {
  /** What the model says of the row. */
  readonly predicted: number;
  /** Coalitions that were tried; all there are where `exact`. */
  readonly coalitions: number;
  readonly exact: boolean;
  /** Columns in which the row differs from one of the background at least; the others add nothing. */
  readonly differing: number;
}

/**
 * Explains one row by Kernel SHAP. Columns in which the row is like every row of the background add nothing, whatever the
 * model, and are left out; so a row that differs in nine columns or fewer is explained exactly.
 *
 * @param row one row
 * @throws {RangeError} for more than one row, a background without rows or of other columns; what `predict` throws
 *
 * @example
 * ```ts
 * const columns = ["price", "views", "hour"];
 * const of = (...x: number[]) => ({rows: x.length / 3, columns, x: Float64Array.from(x)});
 * const product = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[3 * row] * x[3 * row + 1] + x[3 * row + 2]);
 * const found = await explainBlackBox(product, of(3, 4, 9), of(1, 1, 9, 1, 3, 9));
 * found.base // → 11
 * found.values // → [6, 4, 0]
 * [found.predicted, found.coalitions, found.exact] // → [21, 2, true]
 * ```
 */
export async function explainBlackBox(
  predict: Predict,
  row: Matrix,
  background: Matrix,
  {seed = 1, batch}: {readonly seed?: number; readonly batch?: number} = {}
): Promise<BlackBoxExplanation> {
  const {columns, x} = row;
  const width = columns.length;
  if (row.rows !== 1) throw new RangeError(`${row.rows} rows, where one is explained`);
  if (background.rows === 0) throw new RangeError("the background has no rows");
  if (background.columns.length !== width)
    throw new RangeError(`${background.columns.length} columns of the background for ${width} of the row`);
  const differ = columns
    .map((_, f) => f)
    .filter((f) => {
      for (let other = 0; other < background.rows; other++)
        if (!Object.is(background.x[other * width + f], x[f])) return true;
      return false;
    });
  const names = differ.map((f) => columns[f]);
  const only = ({rows, x: all}: Matrix): Matrix => ({
    rows,
    columns: names,
    x: Float64Array.from({length: rows * differ.length}, (_, i) => {
      const at = Math.floor(i / differ.length);
      return all[at * width + differ[i % differ.length]];
    })
  });
  const whole: Predict = ({rows, x: some}) => {
    const filled = new Float64Array(rows * width);
    for (let at = 0; at < rows; at++) {
      filled.set(x, at * width);
      differ.forEach((f, i) => (filled[at * width + f] = some[at * differ.length + i]));
    }
    return predict({rows, columns, x: filled});
  };
  const values = new Float64Array(width);
  const standardErrors = new Float64Array(width);
  if (differ.length === 0) {
    const predicted = Number((await predict(row))[0]);
    return {base: predicted, values, standardErrors, predicted, coalitions: 0, exact: true, differing: 0};
  }
  const wanted = Math.max(LEAST_COALITIONS, COALITIONS_A_COLUMN * differ.length);
  const all = 2 ** differ.length - 2;
  const found = await inBatches(
    (asked) => kernelShap(asked, only(row), only(background), {coalitions: wanted, seed}),
    whole,
    {batch}
  );
  differ.forEach((f, i) => {
    values[f] = found.values[i];
    standardErrors[f] = found.standardErrors[i];
  });
  const predicted = found.values.reduce((sum, value) => sum + value, found.base);
  return {
    base: found.base,
    values,
    standardErrors,
    predicted,
    coalitions: Math.min(all, wanted),
    exact: all <= wanted,
    differing: differ.length
  };
}
