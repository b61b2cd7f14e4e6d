import type {Tree} from "../models/tree.js";

/**
 * The mean size of each column's contributions over the rows: how far the column moves a prediction on average, in either
 * direction.
 *
 * @param values rows × columns
 *
 * @example
 * ```ts
 * // two rows of two columns
 * meanSizes(Float64Array.of(1, -2, -3, 0), 2) // → [2, 1]
 * ```
 */
export function meanSizes(values: Float64Array, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) means[i % columns] += Math.abs(values[i]);
  const rows = values.length / columns;
  return means.map((sum) => sum / rows);
}

/**
 * The share of each column in what all cuts of the trees lowered the training loss by ("gain importance"); zeros where
 * there is no cut.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * tree.cut(root, {feature: 1, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(3, 4), missingLeft: true, gain: 3});
 * gainShares([tree.finish()], 2) // → [0, 1]
 * ```
 */
export function gainShares(trees: readonly Pick<Tree, "feature" | "gain">[], columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (const {feature, gain} of trees)
    for (let node = 0; node < feature.length; node++) if (feature[node] >= 0) sums[feature[node]] += gain[node];
  const total = sums.reduce((sum, one) => sum + one, 0);
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}

/**
 * The place of each value in order of size, 1 the largest; equal values share the mean of their places.
 *
 * @example
 * ```ts
 * placesBySize([0.1, 0.5, 0.1]) // → [2.5, 1, 2.5]
 * ```
 */
export function placesBySize(values: ArrayLike<number>): Float64Array {
  const all = Array.from(values);
  return Float64Array.from(all, (value) => {
    const larger = all.filter((other) => other > value).length;
    const equal = all.filter((other) => other === value).length;
    return larger + (equal + 1) / 2;
  });
}

/**
 * Whether each of the first so many columns has a larger value than every other column.
 *
 * @example
 * ```ts
 * firstAreLargest([3, 2, 1], 2) // → true
 * // a tie is no lead
 * firstAreLargest([3, 1, 1], 2) // → false
 * ```
 */
export function firstAreLargest(values: ArrayLike<number>, first: number): boolean {
  const all = Array.from(values);
  return Math.min(...all.slice(0, first)) > Math.max(...all.slice(first));
}
