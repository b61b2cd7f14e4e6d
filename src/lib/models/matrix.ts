/** Numbers in rows and columns, row-major; a missing value is NaN. */
export interface Matrix {
  readonly rows: number;
  readonly columns: readonly string[];
  /** rows × columns */
  readonly x: Float32Array | Float64Array;
}

/** Rows that may count more or less than once. */
export interface WeightedMatrix extends Matrix {
  /** One a row, not negative; 1 where there are none. A row of weight 2 is as that row twice, one of weight 0 as none. */
  readonly weights?: ArrayLike<number>;
}

/** What a model learns from. */
export interface TrainingSet extends WeightedMatrix {
  /** One a row: 0 or 1, or a number for regression. */
  readonly y: ArrayLike<number>;
}

/**
 * The numbers of the rows that weigh anything, ascending; null where all do, as there is then nothing to leave out, and
 * where none does, or weights are not one a row, which `checkTraining` rejects.
 *
 * @example
 * ```ts
 * rowsWithWeight({rows: 3, weights: [1, 0, 2]}) // → [0, 2]
 * rowsWithWeight({rows: 3}) // → null
 * ```
 */
export function rowsWithWeight({rows, weights}: Pick<WeightedMatrix, "rows" | "weights">): Int32Array | null {
  if (weights === undefined || weights.length !== rows) return null;
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) if (weights[row] !== 0) kept.push(row);
  return kept.length === rows || kept.length === 0 ? null : Int32Array.from(kept);
}

/**
 * A training set without the rows that weigh nothing; itself where there are none, or no others.
 *
 * @example
 * ```ts
 * const train = {rows: 3, columns: ["views"], x: Float64Array.of(1, 100, 2), y: [0, 0, 1], weights: [1, 0, 2]};
 * withoutWeightless(train) // → {rows: 2, columns: ["views"], x: [1, 2], y: [0, 1], weights: [1, 2]}
 * ```
 */
export function withoutWeightless(train: TrainingSet): TrainingSet {
  const kept = rowsWithWeight(train);
  return kept === null ? train : takeTraining(train, kept);
}

/**
 * One column as 64-bit reals. Rounded to 32 bits first, as an exported model sees it, unless `exact`.
 *
 * @example
 * ```ts
 * const matrix = {rows: 2, columns: ["price", "views"], x: Float64Array.of(0.1, 2, 0.5, 4)};
 * column(matrix, 1) // → [2, 4]
 * column(matrix, 0, {exact: true}) // → [0.1, 0.5]
 * column(matrix, 0)[0] // → 0.10000000149… (0.1 in 32 bits)
 * ```
 */
export function column({rows, columns, x}: Matrix, at: number, {exact = false} = {}): Float64Array {
  const width = columns.length;
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = exact ? x[row * width + at] : Math.fround(x[row * width + at]);
  return values;
}

/**
 * The rows of a matrix whose numbers are given, in that order; a number may come twice. Values keep their 32 or 64 bits.
 *
 * @example
 * ```ts
 * const matrix = {rows: 2, columns: ["price", "views"], x: Float64Array.of(1, 2, 3, 4)};
 * takeRows(matrix, [1, 0, 1]) // → {rows: 3, columns: ["price", "views"], x: [3, 4, 1, 2, 3, 4]}
 * ```
 */
export function takeRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const width = matrix.columns.length;
  const x = new (matrix.x.constructor as Float64ArrayConstructor)(rows.length * width);
  for (let i = 0; i < rows.length; i++) x.set(matrix.x.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  return {rows: rows.length, columns: matrix.columns, x};
}

/**
 * The rows of a training set whose numbers are given, in that order, with their labels and weights.
 *
 * @example
 * ```ts
 * const train = {rows: 2, columns: ["views"], x: Float64Array.of(1, 2), y: [0, 1], weights: [1, 3]};
 * takeTraining(train, [1]) // → {rows: 1, columns: ["views"], x: [2], y: [1], weights: [3]}
 * ```
 */
export function takeTraining(train: TrainingSet, rows: ArrayLike<number>): TrainingSet {
  const {y, weights} = train;
  return {
    ...takeRows(train, rows),
    y: Float64Array.from(rows, (row) => y[row]),
    ...(weights === undefined ? {} : {weights: Float64Array.from(rows, (row) => weights[row])})
  };
}

/**
 * The columns of a matrix whose numbers are given, in that order, as 64-bit reals.
 *
 * @example
 * ```ts
 * const matrix = {rows: 2, columns: ["price", "views"], x: Float64Array.of(1, 2, 3, 4)};
 * takeColumns(matrix, [1]) // → {rows: 2, columns: ["views"], x: [2, 4]}
 * ```
 */
export function takeColumns({rows, columns, x}: Matrix, chosen: readonly number[]): Matrix {
  const out = new Float64Array(rows * chosen.length);
  for (let row = 0, at = 0; row < rows; row++) for (const f of chosen) out[at++] = x[row * columns.length + f];
  return {rows, columns: chosen.map((f) => columns[f]), x: out};
}
