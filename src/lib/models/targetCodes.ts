import type {Matrix, TrainingSet} from "./matrix.js";
import {encodeTarget, orderedTargetStatistics, type TargetStatistics} from "./targetStatistics.js";

/** Columns of codes and what their codes are replaced by. */
export interface TargetCodes {
  readonly columns: readonly string[];
  /** By name of the column. */
  readonly statistics: Readonly<Record<string, TargetStatistics>>;
}

export interface TargetCodesOptions {
  /** How many rows of the mean of all are counted in with each code. */
  readonly strength?: number;
  readonly seed?: number;
}

/**
 * The named columns' codes as mean labels: `encoded` in order, so that no training row's number has its own label in
 * it, and `codes` for rows to be predicted, from all rows. A missing code, and one that training does not have, is the
 * mean of all labels. Throws `RangeError` for a name that is no column.
 */
export function fitTargetCodes(
  train: TrainingSet,
  named: readonly string[],
  {strength = 1, seed = 1}: TargetCodesOptions = {}
): {readonly encoded: Matrix; readonly codes: TargetCodes} {
  const {rows, columns, x, y} = train;
  const width = columns.length;
  const out = Float64Array.from(x);
  const statistics: Record<string, TargetStatistics> = {};
  named.forEach((name, k) => {
    const at = columns.indexOf(name);
    if (at === -1) throw new RangeError(`no column ${name} among ${columns.join(", ")}`);
    const known: number[] = [];
    for (let row = 0; row < rows; row++) if (!Number.isNaN(x[row * width + at])) known.push(row);
    const found = orderedTargetStatistics(
      known.map((row) => Math.fround(x[row * width + at])),
      known.map((row) => y[row]),
      {strength, seed: seed + k}
    );
    for (let row = 0; row < rows; row++) out[row * width + at] = found.statistics.prior;
    known.forEach((row, i) => (out[row * width + at] = found.encoded[i]));
    statistics[name] = found.statistics;
  });
  return {encoded: {rows, columns, x: out}, codes: {columns, statistics}};
}

/** The matrix with codes replaced; other columns stay. */
export function applyTargetCodes({statistics}: TargetCodes, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const out = Float64Array.from(x);
  columns.forEach((name, at) => {
    const of = statistics[name];
    if (of === undefined) return;
    const codes = Float64Array.from({length: rows}, (_, row) => Math.fround(x[row * width + at]));
    encodeTarget(of, codes).forEach((value, row) => (out[row * width + at] = value));
  });
  return {rows, columns, x: out};
}
