import {constantColumns} from "./constantColumn.js";
import type {Matrix, WeightedMatrix} from "./matrix.js";

/** Bounds of the pieces of each column, ascending; a column that does not vary has one piece. */
export interface PiecewiseLinear {
  readonly columns: readonly string[];
  readonly bounds: readonly (readonly number[])[];
}

/**
 * Bounds at the quantiles of each column's known training values, `pieces` pieces at most, fewer where values repeat; a
 * row counts as often as it weighs. A column that is constant but for rounding noise has one piece of width 1.
 *
 * Throws `RangeError` for pieces that are not a whole number from 1.
 *
 * Source: Y. Gorishniy, I. Rubachev and A. Babenko (2022), On embeddings for numerical features in tabular deep
 * learning, section 3.2.1.
 *
 * @example
 * ```ts
 * fitPiecewiseLinear({rows: 5, columns: ["price"], x: Float64Array.of(0, 1, 2, 3, 4)}, 2).bounds // → [[0, 2, 4]]
 * fitPiecewiseLinear({rows: 2, columns: ["price"], x: Float64Array.of(7, 7)}, 2).bounds // → [[7, 8]]
 * const weights = [2, 1];
 * // as 0, 0, 3, whose median is 0
 * fitPiecewiseLinear({rows: 2, columns: ["price"], x: Float64Array.of(0, 3), weights}, 2).bounds // → [[0, 3]]
 * ```
 */
export function fitPiecewiseLinear(
  matrix: WeightedMatrix,
  pieces: number,
  constant: readonly boolean[] = constantColumns(matrix)
): PiecewiseLinear {
  const {columns} = matrix;
  if (!(Number.isInteger(pieces) && pieces >= 1)) throw new RangeError(`invalid pieces: ${pieces}`);
  const bounds = columns.map((_, f) => {
    const {values, whole, at} = sortedColumn(matrix, f);
    if (values.length === 0) return [0, 1];
    if (constant[f]) return [values[0], values[0] + 1];
    const found: number[] = [];
    for (let k = 0; k <= pieces; k++) {
      const place = (k / pieces) * Math.max(0, whole - 1);
      const below = Math.floor(place);
      const bound = at(below) + (place - below) * (at(below + 1) - at(below));
      if (found.length === 0 || bound > found[found.length - 1]) found.push(bound);
    }
    return found.length === 1 ? [found[0], found[0] + 1] : found;
  });
  return {columns, bounds};
}

/** The known values of a column, ascending, each at as many places as it weighs: `at` has that of a place, from 0. */
function sortedColumn(
  {rows, columns, x, weights}: WeightedMatrix,
  f: number
): {readonly values: Float64Array; readonly whole: number; readonly at: (place: number) => number} {
  const value = (row: number) => x[row * columns.length + f];
  if (weights === undefined) {
    const values = Float64Array.from({length: rows}, (_, row) => value(row))
      .filter((v) => !Number.isNaN(v))
      .sort();
    return {values, whole: values.length, at: (place) => values[Math.min(place, values.length - 1)]};
  }
  const order = Int32Array.from({length: rows}, (_, row) => row)
    .filter((row) => !Number.isNaN(value(row)) && weights[row] > 0)
    .sort((a, b) => value(a) - value(b));
  const values = Float64Array.from(order, value);
  // how many places the values up to each take
  const ends = Float64Array.from(order, (row) => weights[row]);
  for (let i = 1; i < ends.length; i++) ends[i] += ends[i - 1];
  const at = (place: number) => {
    let [from, size] = [0, ends.length - 1];
    while (size > 0) {
      const half = size >> 1;
      if (ends[from + half] <= place) [from, size] = [from + half + 1, size - half - 1];
      else size = half;
    }
    return values[from];
  };
  return {values, whole: ends.length === 0 ? 0 : ends[ends.length - 1], at};
}

/**
 * Each column as as many as it has pieces: 1 for a piece that the value lies above, 0 for one below it, and in the
 * value's own piece how far it has come through it. The first piece goes below 0 and the last above 1 for values
 * outside all bounds, unless there is one piece only, which does both. A missing value is 0 throughout.
 *
 * @example
 * ```ts
 * const bent = {columns: ["price"], bounds: [[0, 2, 4]]};
 * piecewiseLinear(bent, {rows: 5, columns: ["price"], x: Float64Array.of(-2, 1, 3, 5, NaN)})
 * // → {rows: 5, columns: ["price[0]", "price[1]"], x: [−1, 0, 0.5, 0, 1, 0.5, 1, 1.5, 0, 0]}
 * ```
 */
export function piecewiseLinear({bounds}: PiecewiseLinear, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const names = columns.flatMap((name, f) => bounds[f].slice(1).map((_, k) => `${name}[${k}]`));
  const out = new Float64Array(rows * names.length);
  let at = 0;
  for (let row = 0; row < rows; row++)
    for (let f = 0; f < width; f++) {
      const value = x[row * width + f];
      const b = bounds[f];
      const last = b.length - 2;
      for (let k = 0; k <= last; k++, at++) {
        if (Number.isNaN(value)) continue;
        const share = (value - b[k]) / (b[k + 1] - b[k]);
        out[at] = Math.min(k === last ? Infinity : 1, Math.max(k === 0 ? -Infinity : 0, share));
      }
    }
  return {rows, columns: names, x: out};
}
