import {UserError} from "../core/errors.js";

/** Rows, by number, that train and that test. */
export interface TimeSeriesFold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface TimeSeriesSplitOptions {
  /** How many tests follow each other. */
  readonly folds?: number;
  /** Rows left out between training and test. */
  readonly gap?: number;
  /** Rows of each test; as many as an equal share of the rows, one share being the first training, by default. */
  readonly testRows?: number;
  /** Rows of training at most, the latest; all by default. */
  readonly mostTrainRows?: number;
}

/**
 * Rolling-origin folds of rows that are in order of time: each test follows the one before it, and trains on all rows
 * before it but for a gap. Throws `RangeError` for options that are not whole numbers in range, and `UserError` where
 * there are too few rows.
 *
 * Source: scikit-learn's TimeSeriesSplit, whose folds these are.
 *
 * @example
 * ```ts
 * // as TimeSeriesSplit(n_splits=3, gap=1).split of eight rows
 * timeSeriesSplit(8, {folds: 3, gap: 1})
 * // → [{train: [0], test: [2, 3]}, {train: [0, 1, 2], test: [4, 5]}, {train: [0, 1, 2, 3, 4], test: [6, 7]}]
 * timeSeriesSplit(3, {folds: 3}) // → throws UserError: 3 rows are too few for 3 tests of 0 rows
 * ```
 */
export function timeSeriesSplit(
  rows: number,
  {folds = 5, gap = 0, testRows, mostTrainRows = Infinity}: TimeSeriesSplitOptions = {}
): TimeSeriesFold[] {
  const size = testRows ?? Math.floor(rows / (folds + 1));
  for (const [name, value, least] of [
    ["folds", folds, 1],
    ["gap", gap, 0],
    ["testRows", testRows ?? 1, 1],
    ["mostTrainRows", mostTrainRows === Infinity ? 1 : mostTrainRows, 1]
  ] as const)
    if (!(Number.isInteger(value) && value >= least)) throw new RangeError(`invalid ${name}: ${value}`);
  const first = rows - folds * size;
  if (size === 0 || first - gap < 1)
    throw new UserError(
      `${rows} rows are too few for ${folds} tests of ${size} rows${gap > 0 ? ` and a gap of ${gap}` : ""}`,
      "choose fewer folds, smaller tests, a shorter gap or more data"
    );
  const stretch = (from: number, until: number) => Int32Array.from({length: until - from}, (_, i) => from + i);
  return Array.from({length: folds}, (_, fold) => {
    const start = first + fold * size;
    return {train: stretch(Math.max(0, start - gap - mostTrainRows), start - gap), test: stretch(start, start + size)};
  });
}
