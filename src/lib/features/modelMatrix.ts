import {numbers, type Table} from "../core/table.js";
import type {Feature} from "./feature.js";

export interface ModelMatrixOptions {
  /** For each row of the table 1 where it belongs to the training part, else 0: only there are the values of a code learned. */
  readonly fitOn: ArrayLike<number>;
  readonly precision?: "float32" | "float64";
}

export interface ModelMatrix {
  /** A feature's name, or `name=value` for one value of a code. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** rows × columns, row-major */
  readonly x: Float32Array | Float64Array;
}

/**
 * A table of features as a model takes it: every feature a column, but a categorical one a column of 0 and 1 for each value that the training part has, in
 * ascending order. A value that the training part does not have is zero in all of them. Nothing is scaled.
 *
 * Float32 holds whole numbers to 16,777,216 exactly; greater ones are rounded there.
 *
 * Throws `RangeError` where a feature has no column, `fitOn` another length than the table, a value other than 0 and 1, or no training row.
 */
export function modelMatrix(
  features: readonly Pick<Feature, "name" | "categorical">[],
  table: Table,
  {fitOn, precision = "float64"}: ModelMatrixOptions
): ModelMatrix {
  const {rows} = table;
  if (fitOn.length !== rows) throw new RangeError(`fitOn has ${fitOn.length} rows, the table ${rows}`);
  let training = 0;
  for (let row = 0; row < rows; row++) {
    if (fitOn[row] !== 0 && fitOn[row] !== 1) throw new RangeError(`fitOn is ${fitOn[row]} at row ${row}`);
    training += fitOn[row];
  }
  if (training === 0) throw new RangeError(`none of ${rows} rows belongs to the training part`);
  const spread = features.map((feature) => {
    const values = numbers(table, feature.name);
    if (feature.categorical !== true) return {feature, values, codes: null};
    const seen = new Set<number>();
    for (let row = 0; row < rows; row++) if (fitOn[row] === 1) seen.add(values[row]);
    return {feature, values, codes: [...seen].sort((a, b) => a - b)};
  });
  const columns = spread.flatMap(({feature: {name}, codes}) =>
    codes === null ? [name] : codes.map((code) => `${name}=${code}`)
  );
  const width = columns.length;
  const x = new (precision === "float32" ? Float32Array : Float64Array)(rows * width);
  let at = 0;
  for (const {values, codes} of spread) {
    if (codes === null) {
      for (let row = 0; row < rows; row++) x[row * width + at] = values[row];
      at++;
      continue;
    }
    const place = new Map(codes.map((code, k) => [code, at + k]));
    for (let row = 0; row < rows; row++) {
      const column = place.get(values[row]);
      if (column !== undefined) x[row * width + column] = 1;
    }
    at += codes.length;
  }
  return {columns, rows, x};
}
