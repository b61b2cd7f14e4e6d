import type {Random} from "../../src/lib/core/random.js";
import type {Predict} from "../../src/lib/explain/shapley.js";
import type {Matrix} from "../../src/lib/models/matrix.js";

/** Rows of numbers between -1 and 1. */
export function madeRows(rows: number, width: number, source: Random): Matrix {
  return {
    rows,
    columns: Array.from({length: width}, (_, f) => `c${f}`),
    x: Float64Array.from({length: rows * width}, () => 2 * source.uniform() - 1)
  };
}

/** A model with pairs and a triple of columns; where there are fewer than six, they stand for each other. */
export const madeModel: Predict = ({rows, columns, x}) =>
  Float64Array.from({length: rows}, (_, row) => {
    const of = (f: number) => x[row * columns.length + (f % columns.length)];
    return Math.tanh(of(0) * of(1) + of(2)) + of(3) * of(4) * of(1) - 0.5 * of(5);
  });
