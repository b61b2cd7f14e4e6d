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
  const means: number[] = [];
  const deviations: number[] = [];
  for (let f = 0; f < width; f++) {
    const known: number[] = [];
    for (let at = f; at < rows * width; at += width) if (!Number.isNaN(x[at])) known.push(x[at]);
    const mean = known.length === 0 ? 0 : known.reduce((sum, v) => sum + v, 0) / known.length;
    const squares = known.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
    means.push(mean);
    deviations.push(squares > 0 ? Math.sqrt(squares / known.length) : 1);
  }
  return {columns, means, deviations};
}

/** Every value less its column's mean, in standard deviations; a missing one becomes 0, the mean. */
export function standardize({means, deviations}: Standardizer, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const out = new Float64Array(rows * width);
  for (let at = 0; at < out.length; at++) {
    const f = at % width;
    out[at] = Number.isNaN(x[at]) ? 0 : (x[at] - means[f]) / deviations[f];
  }
  return {rows, columns, x: out};
}
