import {permutation, random} from "../../core/random.js";
import {withWeight} from "../crossValidation.js";
import {takeTraining, type TrainingSet} from "../matrix.js";

const STREAM = 25;
/** One in so many. */
const SHARE = 5;

export interface Holdout {
  readonly train: TrainingSet;
  /** Absent where a part would have no row of one class. */
  readonly validation?: TrainingSet;
}

/**
 * Holds back one in five of the rows of training, of each class as of the other; with owners, one in five of these with
 * all their rows. All rows train where a part would lack a class. The same rows for the same seed; rows that weigh
 * nothing are left out.
 *
 * @example
 * ```ts
 * const y = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
 * const {train, validation} = holdout({rows: 10, columns: ["views"], x: new Float64Array(10), y}, 1);
 * train.rows // → 8
 * Array.from(validation!.y).sort() // → [0, 1]
 * holdout({rows: 2, columns: ["views"], x: new Float64Array(2), y: [0, 1]}, 1).validation // → undefined
 * ```
 */
export function holdout(all: TrainingSet, seed: number, owners?: ArrayLike<number | string>): Holdout {
  const {
    train,
    context: {groups}
  } = withWeight(all, {seed, groups: owners});
  const {rows, y} = train;
  const held = new Uint8Array(rows);
  if (groups === undefined)
    for (const label of [0, 1]) {
      const of = Array.from({length: rows}, (_, row) => row).filter((row) => y[row] === label);
      const order = permutation(of.length, random(seed, STREAM, label));
      for (let i = 0; i < Math.round(of.length / SHARE); i++) held[of[order[i]]] = 1;
    }
  else {
    const all = [...new Set(Array.from(groups))];
    const order = permutation(all.length, random(seed, STREAM));
    const chosen = new Set(Array.from(order.subarray(0, Math.round(all.length / SHARE)), (i) => all[i]));
    for (let row = 0; row < rows; row++) held[row] = chosen.has(groups[row]) ? 1 : 0;
  }
  const part = (side: number): TrainingSet =>
    takeTraining(
      train,
      Array.from({length: rows}, (_, row) => row).filter((row) => held[row] === side)
    );
  const parts = {train: part(0), validation: part(1)};
  const both = ({y: labels}: TrainingSet) => new Set(Array.from(labels)).size === 2;
  return both(parts.train) && both(parts.validation) ? parts : {train};
}
