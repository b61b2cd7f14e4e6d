import type {Matrix} from "./matrix.js";

/** Means and standard deviations of columns, from the rows of training only. */
export interface Standardizer {
  readonly columns: readonly string[];
  readonly means: readonly number[];
  /** 1 for a column that does not vary. */
  readonly deviations: readonly number[];
}

/** The mean and the standard deviation (divisor n) of every column over its known values; 0 and 1 where it has none. */
export function fitStandardizer({rows, columns, x}: Matrix): Standardizer {
  const width = columns.length;
  const known = new Float64Array(width);
  const sums = new Float64Array(width);
  for (let row = 0, at = 0; row < rows; row++)
    for (let f = 0; f < width; f++, at++) {
      const value = x[at];
      if (Number.isNaN(value)) continue;
      known[f]++;
      sums[f] += value;
    }
  const means = Array.from(sums, (sum, f) => (known[f] === 0 ? 0 : sum / known[f]));
  const squares = new Float64Array(width);
  for (let row = 0, at = 0; row < rows; row++)
    for (let f = 0; f < width; f++, at++) {
      const apart = x[at] - means[f];
      if (!Number.isNaN(apart)) squares[f] += apart * apart;
    }
  return {columns, means, deviations: Array.from(squares, (sum, f) => (sum > 0 ? Math.sqrt(sum / known[f]) : 1))};
}

/** Every value less its column's mean, in standard deviations; a missing one becomes 0, the mean. */
export function standardize({means, deviations}: Standardizer, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const out = new Float64Array(rows * width);
  for (let row = 0, at = 0; row < rows; row++)
    for (let f = 0; f < width; f++, at++) out[at] = Number.isNaN(x[at]) ? 0 : (x[at] - means[f]) / deviations[f];
  return {rows, columns, x: out};
}
