import {UserError} from "../core/errors.js";
import type {TrainingSet} from "./matrix.js";

/** What labels may be. */
export type Labels = "numbers" | "counts" | "zero or one" | "classes";

/**
 * What must hold before anything is fitted. Throws `RangeError` for lengths that do not fit, and `UserError` for no
 * rows, no columns, a label that is not among `labels` (finite numbers; not below 0; 0 or 1; both of them, with some
 * weight each), a value beyond 32-bit reals, a weight that is negative or none, or no weight at all.
 *
 * @example
 * ```ts
 * const train = {rows: 2, columns: ["views"], x: Float64Array.of(1, 2), y: [1, 1]};
 * checkTraining(train) // → undefined
 * checkTraining(train, {labels: "classes"}) // → throws UserError: all 2 labels are 1
 * checkTraining({...train, y: [1]}) // → throws RangeError: 1 labels for 2 rows
 * ```
 */
export function checkTraining(
  {rows, columns, x, y, weights}: TrainingSet,
  {labels = "numbers"}: {readonly labels?: Labels} = {}
): void {
  if (x.length !== rows * columns.length) throw new RangeError(`${x.length} values for ${rows} × ${columns.length}`);
  if (y.length !== rows) throw new RangeError(`${y.length} labels for ${rows} rows`);
  if (weights !== undefined && weights.length !== rows)
    throw new RangeError(`${weights.length} weights for ${rows} rows`);
  if (rows === 0) throw new UserError("there are no rows to learn from", "choose another split or more data");
  if (columns.length === 0) throw new UserError("there are no columns to learn from", "choose at least one feature");
  const classes = labels === "classes" || labels === "zero or one";
  let positives = 0;
  let weight = 0;
  let positiveWeight = 0;
  for (let row = 0; row < rows; row++) {
    const label = y[row];
    if (!Number.isFinite(label)) throw new UserError(`the label of row ${row} is ${label}`, "leave such rows out");
    if (classes && label !== 0 && label !== 1)
      throw new UserError(`the label of row ${row} is ${label}`, "labels are 0 or 1");
    if (labels === "counts" && label < 0)
      throw new UserError(`the label of row ${row} is ${label}`, "counts are not negative");
    const w = weights === undefined ? 1 : weights[row];
    if (!(w >= 0 && w < Infinity))
      throw new UserError(`the weight of row ${row} is ${w}`, "weights are finite and not negative");
    weight += w;
    if (label !== 1) continue;
    positives++;
    positiveWeight += w;
  }
  if (labels === "classes") {
    const remedy = "a classifier needs rows of both classes; choose a broader target or more data";
    if (positives === 0 || positives === rows)
      throw new UserError(`all ${rows} labels are ${positives === 0 ? 0 : 1}`, remedy);
    if (!(positiveWeight > 0) || !(positiveWeight < weight))
      throw new UserError(`all rows labelled ${positiveWeight > 0 ? 0 : 1} weigh nothing`, remedy);
  }
  if (!(weight > 0 && weight < Infinity))
    throw new UserError(`the weights of all rows sum to ${weight}`, "give some rows a finite weight above 0");
  const at = firstBeyond(x);
  if (at !== -1)
    throw new UserError(
      `${columns[at % columns.length]} is ${x[at]} in row ${Math.floor(at / columns.length)}`,
      "give finite numbers of 32 bits, or none (NaN) where it is missing"
    );
}

/** Half-way from the greatest 32-bit real to the next one there would be: from here on, numbers round to infinity. */
const BEYOND = 3.4028235677973366e38;

function firstBeyond(x: Float32Array | Float64Array): number {
  for (let at = 0; at < x.length; at++) if (Math.abs(x[at]) >= BEYOND) return at;
  return -1;
}
