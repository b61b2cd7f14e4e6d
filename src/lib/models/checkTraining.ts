import {UserError} from "../core/errors.js";
import type {TrainingSet} from "./matrix.js";

/**
 * What must hold before anything is fitted. Throws `RangeError` for lengths that do not fit, and `UserError` for no rows, no columns, a label that is no number,
 * an infinite value, negative weights, or, where `classes` is asked for, labels other than 0 and 1 or of one class only.
 */
export function checkTraining({rows, columns, x, y, weights}: TrainingSet, {classes = false} = {}): void {
  if (x.length !== rows * columns.length) throw new RangeError(`${x.length} values for ${rows} × ${columns.length}`);
  if (y.length !== rows) throw new RangeError(`${y.length} labels for ${rows} rows`);
  if (weights !== undefined && weights.length !== rows)
    throw new RangeError(`${weights.length} weights for ${rows} rows`);
  if (rows === 0) throw new UserError("there are no rows to learn from", "choose another split or more data");
  if (columns.length === 0) throw new UserError("there are no columns to learn from", "choose at least one feature");
  let positives = 0;
  for (let row = 0; row < rows; row++) {
    const label = y[row];
    if (!Number.isFinite(label)) throw new UserError(`the label of row ${row} is ${label}`, "leave such rows out");
    if (classes && label !== 0 && label !== 1)
      throw new UserError(`the label of row ${row} is ${label}`, "labels are 0 or 1");
    positives += label;
    if (weights !== undefined && !(weights[row] >= 0 && weights[row] < Infinity))
      throw new UserError(`the weight of row ${row} is ${weights[row]}`, "weights are finite and not negative");
  }
  if (classes && (positives === 0 || positives === rows)) {
    throw new UserError(
      `all ${rows} labels are ${positives === 0 ? 0 : 1}`,
      "a classifier needs rows of both classes; choose a broader target or more data"
    );
  }
  for (let i = 0; i < x.length; i++) {
    if (x[i] === Infinity || x[i] === -Infinity) {
      const at = columns[i % columns.length];
      throw new UserError(
        `${at} is ${x[i]} in row ${Math.floor(i / columns.length)}`,
        "give finite numbers, or none (NaN) where it is missing"
      );
    }
  }
}
