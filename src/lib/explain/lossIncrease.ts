import {permutation, random} from "../core/random.js";
import type {TrainingSet} from "../models/matrix.js";

/** How much larger the losses of rows get without what a column says of them, summed by whose the rows are. */
export interface LossIncrease {
  readonly columns: readonly string[];
  /** Rows of each owner. */
  readonly rows: Float64Array;
  /** columns × owners: the sum over the owner's rows of the loss with the column shuffled less the loss as it is. */
  readonly increases: readonly Float64Array[];
}

/**
 * Permutation importance for any loss that is a mean over rows: each column in turn is shuffled between all rows, several
 * times, and the mean growth of each row's loss is kept by owner, so that owners can be drawn again for an interval
 * (`weightBootstrap`). The importance of a column is the sum of its increases over the number of rows.
 *
 * Source: A. Fisher, C. Rudin and F. Dominici (2019), All models are wrong, but many are useful, Journal of Machine Learning
 * Research 20(177) (model reliance, as a difference).
 *
 * @param of whose each row is, from 0
 * @throws {RangeError} for no rows, owners that are not one a row, or fewer than one repeat
 *
 * @example
 * ```ts
 * const test = {rows: 4, columns: ["sold", "noise"], x: Float64Array.of(1, 5, 2, 6, 3, 7, 4, 8), y: [1, 2, 3, 4]};
 * const predict = ({rows, x}: {rows: number; x: ArrayLike<number>}) => Array.from({length: rows}, (_, row) => x[2 * row]);
 * const found = lossIncrease({predict, loss: (y, said) => Math.abs(y - said)}, test, [0, 0, 1, 1]);
 * found.increases[1] // → [0, 0]
 * found.increases[0].every((sum) => sum > 0) // → true
 * found.rows // → [2, 2]
 * ```
 */
export function lossIncrease(
  {
    predict,
    loss
  }: {
    readonly predict: (matrix: Pick<TrainingSet, "rows" | "columns" | "x">) => ArrayLike<number>;
    readonly loss: (y: number, predicted: number) => number;
  },
  {rows, columns, x, y}: TrainingSet,
  of: ArrayLike<number>,
  {repeats = 5, seed = 1} = {}
): LossIncrease {
  if (rows === 0) throw new RangeError("there are no rows");
  if (of.length !== rows) throw new RangeError(`${of.length} owners for ${rows} rows`);
  if (!(Number.isInteger(repeats) && repeats >= 1)) throw new RangeError(`${repeats} repeats`);
  let owners = 0;
  for (let row = 0; row < rows; row++) owners = Math.max(owners, of[row] + 1);
  const counts = new Float64Array(owners);
  for (let row = 0; row < rows; row++) counts[of[row]]++;
  const width = columns.length;
  const said = predict({rows, columns, x});
  const losses = Float64Array.from({length: rows}, (_, row) => loss(y[row], said[row]));
  const increases = columns.map((_, f) => {
    const sums = new Float64Array(owners);
    const mixed = Float64Array.from(x);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(rows, random(seed, f, repeat));
      for (let row = 0; row < rows; row++) mixed[row * width + f] = x[order[row] * width + f];
      const shuffled = predict({rows, columns, x: mixed});
      for (let row = 0; row < rows; row++) sums[of[row]] += (loss(y[row], shuffled[row]) - losses[row]) / repeats;
    }
    return sums;
  });
  return {columns, rows: counts, increases};
}

/**
 * The importance of each column when owners count so often: its increases over the rows.
 *
 * @example
 * ```ts
 * const found = {columns: ["a"], rows: Float64Array.of(1, 3), increases: [Float64Array.of(2, 3)]};
 * weightedImportance(found, [1, 1]) // → [1.25]
 * weightedImportance(found, [0, 2]) // → [1]
 * ```
 */
export function weightedImportance({rows, increases}: LossIncrease, weights: ArrayLike<number>): Float64Array {
  let all = 0;
  for (let owner = 0; owner < rows.length; owner++) all += weights[owner] * rows[owner];
  return Float64Array.from(increases, (sums) => {
    let sum = 0;
    for (let owner = 0; owner < rows.length; owner++) sum += weights[owner] * sums[owner];
    return sum / all;
  });
}

/**
 * How many pairs of a ranking stand in its order: of two, the earlier has the larger value. A tie is no order.
 *
 * @example
 * ```ts
 * pairsInOrder([5, 1, 3]) // → 2 (5 before 1 and before 3, but 1 before 3 is not)
 * ```
 */
export function pairsInOrder(values: ArrayLike<number>): number {
  let pairs = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) if (values[i] > values[j]) pairs++;
  return pairs;
}
