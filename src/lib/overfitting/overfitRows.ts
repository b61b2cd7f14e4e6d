import {UserError} from "../core/errors.js";
import {permutation, random} from "../core/random.js";
import {takeRows, type TrainingSet} from "../models/matrix.js";
import type {OverfitSettings} from "./overfitSettings.js";
import type {Dataset} from "../datasets/dataset.js";

const POSITIVES_STREAM = 32;
const SHUFFLE_STREAM = 33;

/**
 * The rows of one run: of training's positives as many as asked for, at random, with all its negatives; the test as it
 * is. With `shuffled`, the labels of either part are dealt out anew to its rows, so that nothing is left to learn.
 * Throws `UserError` where a part has one class only.
 */
export function overfitRows(
  {train, test, groups}: Dataset,
  {positives, seed}: Pick<OverfitSettings, "positives" | "seed">,
  shuffled: boolean
): {
  readonly train: TrainingSet;
  readonly test: TrainingSet;
  readonly testUsers: ArrayLike<number | string> | undefined;
} {
  const all = Array.from({length: train.rows}, (_, row) => row);
  const yes = all.filter((row) => train.y[row] === 1);
  const taken = permutation(yes.length, random(seed, POSITIVES_STREAM)).slice(0, positives);
  const chosen = new Set(Array.from(taken, (k) => yes[k]));
  const rows = all.filter((row) => train.y[row] !== 1 || chosen.has(row));
  const labels = rows.map((row) => train.y[row]);
  for (const [name, y] of [
    ["training", labels],
    ["test", Array.from(test.y)]
  ] as const)
    if (!y.includes(1) || !y.includes(0))
      throw new UserError(
        `the ${name} part has no ${y.includes(1) ? "negatives" : "positives"}`,
        "choose another target"
      );
  const dealt = (y: ArrayLike<number>, part: number): ArrayLike<number> =>
    shuffled ? Array.from(permutation(y.length, random(seed, SHUFFLE_STREAM, part)), (k) => y[k]) : y;
  return {
    train: {...takeRows(train, rows), y: dealt(labels, 0)},
    test: {rows: test.rows, columns: test.columns, x: test.x, y: dealt(test.y, 1)},
    testUsers: groups?.test
  };
}
