import {permutation, random} from "../core/random.js";
import {takeRows} from "../models/matrix.js";
import type {Dataset} from "./dataset.js";

const STREAM = 31;

/**
 * A task with at most so many negatives in either part, drawn at random, and all positives, in their first order. The
 * area under the ROC curve of a thinned test is the same but for chance; its average precision is higher, as the share
 * of positives is. Only columns, labels and groups are kept.
 */
export function downsampleNegatives(
  {train, test, groups}: Dataset,
  {negatives, seed}: {negatives: number; seed: number}
): Dataset {
  const parts = [train, test].map((part, p) => {
    const all = Array.from({length: part.rows}, (_, row) => row);
    const no = all.filter((row) => part.y[row] !== 1);
    const drawn = permutation(no.length, random(seed, STREAM, p)).slice(0, negatives);
    const kept = new Set(Array.from(drawn, (k) => no[k]));
    const rows = all.filter((row) => part.y[row] === 1 || kept.has(row));
    return {rows, set: {...takeRows(part, rows), y: Float64Array.from(rows, (row) => part.y[row])}};
  });
  return {
    train: parts[0].set,
    test: parts[1].set,
    groups:
      groups === null
        ? null
        : {train: parts[0].rows.map((row) => groups.train[row]), test: parts[1].rows.map((row) => groups.test[row])}
  };
}
