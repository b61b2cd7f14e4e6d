import type {Matrix} from "./matrix.js";

/** Bounds of the pieces of each column, ascending; a column that does not vary has one piece. */
export interface PiecewiseLinear {
  readonly columns: readonly string[];
  readonly bounds: readonly (readonly number[])[];
}

/**
 * Bounds at the quantiles of each column's known training values, `pieces` pieces at most, fewer where values repeat.
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
 * ```
 */
export function fitPiecewiseLinear({rows, columns, x}: Matrix, pieces: number): PiecewiseLinear {
  if (!(Number.isInteger(pieces) && pieces >= 1)) throw new RangeError(`invalid pieces: ${pieces}`);
  const width = columns.length;
  const bounds = columns.map((_, f) => {
    const values = Float64Array.from({length: rows}, (_, row) => x[row * width + f])
      .filter((v) => !Number.isNaN(v))
      .sort();
    if (values.length === 0) return [0, 1];
    const found: number[] = [];
    for (let k = 0; k <= pieces; k++) {
      const place = (k / pieces) * (values.length - 1);
      const below = Math.floor(place);
      const above = Math.min(below + 1, values.length - 1);
      const bound = values[below] + (place - below) * (values[above] - values[below]);
      if (found.length === 0 || bound > found[found.length - 1]) found.push(bound);
    }
    return found.length === 1 ? [found[0], found[0] + 1] : found;
  });
  return {columns, bounds};
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
