import type {Matrix} from "../models/matrix.js";
import type {Predict} from "./shapley.js";

/**
 * Runs work that asks a model for one small table after another, such as Kernel SHAP, so that the model is asked a few
 * times for many rows: a model file behind a runtime, or in another thread, is far faster so. The work runs twice, first to
 * hear which rows it wants, and then with the answers. Rows that are equal are asked once.
 *
 * @param work must ask for the same tables whatever it is told, as `kernelShap` and `exactShapley` do
 * @param batch the most rows that the model is asked for at once
 * @throws {RangeError} for work that asks for other tables the second time, or a batch of less than one row; what `predict`
 * and `work` throw
 *
 * @example
 * ```ts
 * import {kernelShap} from "./shapley.js";
 *
 * const columns = ["price", "views"];
 * const of = (...x: number[]) => ({rows: x.length / 2, columns, x: Float64Array.from(x)});
 * let asked = 0;
 * const product = ({rows, x}: Matrix) => {
 *   asked++;
 *   return Array.from({length: rows}, (_, row) => x[2 * row] * x[2 * row + 1]);
 * };
 * const found = await inBatches((predict) => kernelShap(predict, of(3, 4), of(1, 1, 1, 3)), product);
 * found.values // → [6, 4]
 * asked // → 1
 * ```
 */
export async function inBatches<T>(
  work: (predict: Predict) => Promise<T>,
  predict: Predict,
  {batch = 2048}: {readonly batch?: number} = {}
): Promise<T> {
  if (!(Number.isInteger(batch) && batch >= 1)) throw new RangeError(`a batch of ${batch} rows`);
  const places = new Map<string, number>();
  const distinct: Float64Array[] = [];
  const wanted: Int32Array[] = [];
  let columns: readonly string[] = [];
  await work((matrix) => {
    columns = matrix.columns;
    wanted.push(placesOf(matrix, true));
    return new Float64Array(matrix.rows);
  });
  const answers = new Float64Array(distinct.length);
  for (let from = 0; from < distinct.length; from += batch) {
    const rows = distinct.slice(from, from + batch);
    const x = new Float64Array(rows.length * columns.length);
    rows.forEach((row, i) => x.set(row, i * columns.length));
    answers.set(Float64Array.from(await predict({rows: rows.length, columns, x})), from);
  }
  let turn = 0;
  const found = await work((matrix) => {
    const before = wanted[turn++];
    const now = placesOf(matrix, false);
    if (before === undefined || now.some((place, row) => place !== before[row]))
      throw new RangeError("the work asked for other rows the second time");
    return Float64Array.from(now, (place) => answers[place]);
  });
  if (turn !== wanted.length) throw new RangeError("the work asked for fewer rows the second time");
  return found;

  /** Where the distinct rows have those of a table; −1 for one that is not there and may not be added. */
  function placesOf({rows, columns, x}: Matrix, add: boolean): Int32Array {
    const width = columns.length;
    return Int32Array.from({length: rows}, (_, row) => {
      const values = x.subarray(row * width, (row + 1) * width);
      const key = values.join();
      const known = places.get(key);
      if (known !== undefined || !add) return known ?? -1;
      places.set(key, distinct.length);
      distinct.push(Float64Array.from(values));
      return distinct.length - 1;
    });
  }
}
