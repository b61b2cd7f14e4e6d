import {UserError} from "../core/errors.js";
import type {Matrix} from "../models/matrix.js";
import type {Predict} from "./shapley.js";

/** How predictions move with one column. */
export interface PartialDependence {
  /** Values that the column was set to, ascending. */
  readonly grid: Float64Array;
  /** The mean prediction at each. */
  readonly mean: Float64Array;
  /** Individual conditional expectations: rows × grid. */
  readonly rows: Float64Array;
}

/**
 * Partial dependence and individual conditional expectation: all rows have the column set to each value of a grid in
 * turn, and are predicted. Where columns go together this asks about rows that there never are: see
 * `accumulatedLocalEffects`.
 *
 * Sources: J. H. Friedman (2001), Greedy function approximation; A. Goldstein et al. (2015), Peeking inside the black box.
 *
 * @param points of the grid at most: quantiles of the column's values in these rows
 * @throws {UserError} for a column of which no value is known
 *
 * @example
 * ```ts
 * const rows = {rows: 2, columns: ["price", "views"], x: Float64Array.of(1, 10, 3, 20)};
 * const product = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[2 * row] * x[2 * row + 1]);
 * await partialDependence(product, rows, 0)
 * // → {grid: [1, 3], mean: [15, 45], rows: [10, 30, 20, 60]}
 * ```
 */
export async function partialDependence(
  predict: Predict,
  matrix: Matrix,
  column: number,
  points = 30
): Promise<PartialDependence> {
  const grid = quantilesOf(matrix, column, points);
  const curves = new Float64Array(matrix.rows * grid.length);
  const mean = new Float64Array(grid.length);
  for (const [at, value] of grid.entries()) {
    const predicted = await predict(withValue(matrix, column, () => value));
    for (let row = 0; row < matrix.rows; row++) {
      curves[row * grid.length + at] = predicted[row];
      mean[at] += predicted[row] / matrix.rows;
    }
  }
  return {grid, mean, rows: curves};
}

/** What a column adds by itself, among rows that there are. */
export interface LocalEffects {
  /** Edges of the intervals, ascending. */
  readonly edges: Float64Array;
  /** At each edge, with a mean of 0 over the rows. */
  readonly effect: Float64Array;
  /** Rows in each interval. */
  readonly rows: Int32Array;
}

/**
 * Accumulated local effects: in each interval between quantiles of a column, the mean difference of its own rows'
 * predictions between the interval's ends, summed up from the left. Rows are only moved within their interval, so that
 * columns which go together are not torn apart.
 *
 * Source: D. W. Apley and J. Zhu (2020), Visualizing the effects of predictor variables in black box supervised learning
 * models, J. R. Statist. Soc. B 82.
 *
 * @throws {UserError} for a column with fewer than two known values
 *
 * @example
 * ```ts
 * const rows = {rows: 3, columns: ["price", "views"], x: Float64Array.of(1, 5, 2, 7, 4, 9)};
 * const linear = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => 3 * x[2 * row] + x[2 * row + 1]);
 * // 3 a unit, around the mean of the rows
 * await accumulatedLocalEffects(linear, rows, 0)
 * // → {edges: [1, 2, 4], effect: [−3, 0, 6], rows: [2, 1]}
 * ```
 */
export async function accumulatedLocalEffects(
  predict: Predict,
  matrix: Matrix,
  column: number,
  intervals = 30
): Promise<LocalEffects> {
  const edges = quantilesOf(matrix, column, intervals + 1);
  if (edges.length < 2)
    throw new UserError(`${matrix.columns[column]} has one value in these rows`, "choose a column that varies");
  const width = matrix.columns.length;
  /** The interval a row is in, its upper edge included, and the first also its lower one; −1 where the value is missing. */
  const intervalOf = Int32Array.from({length: matrix.rows}, (_, row) => {
    const value = matrix.x[row * width + column];
    return Number.isNaN(value) ? -1 : Math.max(0, edges.findIndex((edge) => value <= edge) - 1);
  });
  const end = (side: 0 | 1) =>
    predict(withValue(matrix, column, (value, row) => (intervalOf[row] < 0 ? value : edges[intervalOf[row] + side])));
  const [low, high] = [await end(0), await end(1)];
  const rows = new Int32Array(edges.length - 1);
  const sums = new Float64Array(edges.length - 1);
  intervalOf.forEach((interval, row) => {
    if (interval < 0) return;
    rows[interval]++;
    sums[interval] += high[row] - low[row];
  });
  const effect = new Float64Array(edges.length);
  for (let i = 0; i < rows.length; i++) effect[i + 1] = effect[i] + (rows[i] > 0 ? sums[i] / rows[i] : 0);
  const known = rows.reduce((sum, of) => sum + of, 0);
  const mean = rows.reduce((sum, of, i) => sum + (of * (effect[i] + effect[i + 1])) / 2, 0) / known;
  return {edges, effect: effect.map((value) => value - mean), rows};
}

/** Values of the column at evenly spaced ranks, each once; the lowest and highest among them. */
function quantilesOf({rows, columns, x}: Matrix, column: number, points: number): Float64Array {
  if (!Number.isInteger(points) || points < 2) throw new UserError(`${points} points`, "give a whole number from 2");
  const values = Float64Array.from({length: rows}, (_, row) => x[row * columns.length + column])
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (values.length === 0)
    throw new UserError(`${columns[column]} has no value in these rows`, "choose a column with values");
  return Float64Array.from(
    new Set(Array.from({length: points}, (_, i) => values[Math.round((i * (values.length - 1)) / (points - 1))]))
  );
}

function withValue({rows, columns, x}: Matrix, column: number, value: (own: number, row: number) => number): Matrix {
  const mixed = Float64Array.from(x);
  for (let row = 0, at = column; row < rows; row++, at += columns.length) mixed[at] = value(x[at], row);
  return {rows, columns, x: mixed};
}
