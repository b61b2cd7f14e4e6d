import {random} from "../core/random.js";
import {binColumns} from "../models/binColumns.js";
import {boostingBuffers} from "../models/boostingBuffers.js";
import {BOOSTING_OPTIONS, checkBoosting, type BoostingOptions} from "../models/boostingOptions.js";
import {Layout} from "../models/kernel/kernel.js";
import type {Matrix} from "../models/matrix.js";
import {sampleColumns} from "../models/sampleRows.js";
import {addTree, type Tree} from "../models/tree.js";
import {TreeGrower} from "../models/treeGrower.js";

/**
 * Writes the loss's first and second derivative at each row's score: `pairs[2 · row]` and `pairs[2 · row + 1]`. The second
 * is above 0.
 */
export type Gradients = (scores: Float64Array, pairs: Float64Array) => void;

/**
 * Leaf-wise gradient boosting of a loss that is given by its derivatives, on the trees of `fitBoosting`. `start` holds the
 * score that each row begins with. Returns the trees, whose values are to be added to the start; `addTrees` does so.
 * Options that belong to a loss, to weights or to samples of rows have no effect. Throws what `checkBoosting` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6)};
 * const y = [1, 1, 1, 5, 5, 5];
 * const squared = (scores: Float64Array, pairs: Float64Array) =>
 *   scores.forEach((score, row) => pairs.set([score - y[row], 1], 2 * row));
 * const trees = boostWithGradients(train, new Float64Array(6), squared, {trees: 1, learningRate: 1, leastRows: 1});
 * addTrees(trees, train, new Float64Array(6)) // → [1, 1, 1, 5, 5, 5]
 * ```
 */
export function boostWithGradients(
  train: Matrix,
  start: Float64Array,
  gradients: Gradients,
  given: Partial<BoostingOptions> = {}
): Tree[] {
  const o: BoostingOptions = {...BOOSTING_OPTIONS, ...given, loss: "squared", growth: "leaf", rowSample: 1};
  const {rows, columns} = train;
  checkBoosting(o, columns);
  const layout = new Layout();
  const room = boostingBuffers(layout, rows, columns.length, o);
  const memory = layout.make();
  const {kernel, f64, u32} = memory;
  const scores = f64.subarray(room.scores / 8, room.scores / 8 + rows);
  const pairs = f64.subarray(room.pairs / 8, room.pairs / 8 + 2 * rows);
  const index = u32.subarray(room.index / 4, room.index / 4 + rows);
  const binned = binColumns(memory, room, train, {bins: o.bins, edges: o.edges, seed: o.seed});
  const grower = new TreeGrower(o, memory, room, binned, rows, new Int32Array(columns.length));
  scores.set(start);
  return Array.from({length: o.trees}, (_, t) => {
    gradients(scores, pairs);
    for (let row = 0; row < rows; row++) index[row] = row;
    const {tree, leaves} = grower.grow(rows, sampleColumns(columns.length, o.columnSample, random(o.seed, t)));
    for (const leaf of leaves) {
      const value = o.learningRate * grower.value(leaf);
      tree.set(leaf.node, value);
      kernel.addTo(room.scores, room.index + leaf.from * 4, leaf.rows, value);
    }
    return tree.finish();
  });
}

/** Adds what trees give each row to `scores`, in place, and returns them. */
export function addTrees(trees: readonly Tree[], matrix: Matrix, scores: Float64Array): Float64Array {
  for (const tree of trees) addTree(tree, matrix, scores);
  return scores;
}
