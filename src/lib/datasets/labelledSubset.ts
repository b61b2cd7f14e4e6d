import {takeRows, type Matrix, type TrainingSet} from "../models/matrix.js";

/** Some rows of a matrix with their labels, in the order given. */
export function labelledSubset(matrix: Matrix, labels: ArrayLike<number>, rows: ArrayLike<number>): TrainingSet {
  return {...takeRows(matrix, rows), y: Float64Array.from({length: rows.length}, (_, i) => labels[rows[i]])};
}
