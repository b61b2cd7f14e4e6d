import {GrowingTree, type Tree} from "./tree.js";

/**
 * The tree that is left where one column always has this value: nodes that ask for it give way to the branch taken, and
 * later columns move up by one. Cover and gain stay those of all training rows.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "./tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * const cut = {feature: 0, threshold: 0.5, left: tree.leaf(1, 6), right: tree.leaf(2, 4), missingLeft: true, gain: 3};
 * tree.cut(root, cut);
 * fixFeature(tree.finish(), 0, 1).value // → [2]
 * fixFeature(tree.finish(), 0, NaN).value // → [1]
 * fixFeature(tree.finish(), 1, 1).value // → [0, 1, 2]
 * ```
 */
export function fixFeature(tree: Tree, column: number, value: number): Tree {
  const {feature, threshold, left, right, missingLeft, cover, gain} = tree;
  const made = new GrowingTree();
  /** The node from which rows go on, asking for no fixed column. */
  const landing = (node: number): number => {
    while (feature[node] === column)
      node = (Number.isNaN(value) ? missingLeft[node] === 1 : value <= threshold[node]) ? left[node] : right[node];
    return node;
  };
  const grow = (from: number): number => {
    const node = landing(from);
    const at = made.leaf(tree.value[node], cover[node]);
    if (feature[node] < 0) return at;
    const sides = [grow(left[node]), grow(right[node])];
    made.cut(at, {
      feature: feature[node] > column ? feature[node] - 1 : feature[node],
      threshold: threshold[node],
      left: sides[0],
      right: sides[1],
      missingLeft: missingLeft[node] === 1,
      gain: gain[node]
    });
    return at;
  };
  grow(0);
  return made.finish();
}
