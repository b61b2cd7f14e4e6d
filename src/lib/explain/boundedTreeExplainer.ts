import type {Matrix} from "../models/matrix.js";
import type {Tree} from "../models/tree.js";
import {treeExplainer, type Contributions, type TreeExplainer, type TreeSum} from "./treeShap.js";

/** Bytes that what is worked out of trees before any row is seen may take together. */
const MOST_TREE_BYTES = 2 ** 28;

/**
 * As `treeExplainer`, in bounded memory: where what it keeps of all trees would take more than `most` bytes, the trees
 * are gone through in parts, each worked out anew whenever rows are asked about. One tree is the least that a part has.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * tree.cut(root, {feature: 0, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(3, 4), missingLeft: true, gain: 3});
 * const sum = {trees: Array.from({length: 10}, () => tree.finish()), scale: 0.1, start: 0};
 * const row = {rows: 1, columns: ["views"], x: Float64Array.of(4)};
 * // no room for two of the ten: the same answer
 * boundedTreeExplainer(sum, 1, 1).explain(row) // → {base: 1.8, values: [1.2]}
 * boundedTreeExplainer(sum, 1).base // → 1.8
 * ```
 */
export function boundedTreeExplainer(sum: TreeSum, columns: number, most = MOST_TREE_BYTES): TreeExplainer {
  const parts = partsOf(sum, columns, most);
  if (parts.length === 1) return treeExplainer(sum);
  const summed = (ask: (explainer: TreeExplainer) => Contributions, length: number): Contributions => {
    let base = sum.start;
    const values = new Float64Array(length);
    for (const part of parts) {
      const found = ask(treeExplainer(part));
      base += found.base;
      found.values.forEach((value, i) => (values[i] += value));
    }
    return {base, values};
  };
  const none: Matrix = {rows: 0, columns: [], x: new Float64Array(0)};
  return {
    base: summed((explainer) => explainer.explain(none), 0).base,
    explain: (matrix) => summed((explainer) => explainer.explain(matrix), matrix.rows * matrix.columns.length),
    interactions: (matrix) =>
      summed((explainer) => explainer.interactions(matrix), matrix.rows * matrix.columns.length ** 2)
  };
}

/** The trees in their order, as many in a part as fit. */
function partsOf({trees, scale}: TreeSum, columns: number, most: number): TreeSum[] {
  const parts: Tree[][] = [];
  let left = -1;
  for (const tree of trees) {
    const bytes = bytesOf(tree, columns);
    if (parts.length === 0 || bytes > left) {
      parts.push([]);
      left = most;
    }
    parts[parts.length - 1].push(tree);
    left -= bytes;
  }
  return parts.length === 0 ? [{trees, scale, start: 0}] : parts.map((part) => ({trees: part, scale, start: 0}));
}

/** What `treeExplainer` keeps of a tree at most: for each node three states of two products and one sum at each point. */
function bytesOf({feature, left, right}: Tree, columns: number): number {
  const depth = new Int32Array(feature.length);
  let deepest = 1;
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (feature[node] < 0) {
      deepest = Math.max(deepest, depth[node]);
      continue;
    }
    for (const child of [left[node], right[node]]) {
      depth[child] = depth[node] + 1;
      stack.push(child);
    }
  }
  const points = Math.ceil(Math.min(deepest, columns) / 2);
  return feature.length * (7 * 8 * points + 64);
}
