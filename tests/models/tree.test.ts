import {describe, expect, test} from "vitest";
import {column, takeRows} from "../../src/lib/models/matrix.js";
import {checkColumns} from "../../src/lib/models/model.js";
import {addTree, GREATEST, GrowingTree, leavesOf, treeFromJson, treeToJson} from "../../src/lib/models/tree.js";

/** a ≤ 0.1 ? (b missing ? 1 : 2) : (b ≤ 5 or missing ? 3 : 4) */
function example() {
  const tree = new GrowingTree();
  const root = tree.leaf(0, 10);
  const [left, right] = [tree.leaf(0, 6), tree.leaf(0, 4)];
  tree.cut(root, {feature: 0, threshold: Math.fround(0.1), left, right, missingLeft: false, gain: 3});
  const leaves = [tree.leaf(1, 1), tree.leaf(2, 5), tree.leaf(3, 3), tree.leaf(0, 1)];
  tree.cut(left, {feature: 1, threshold: GREATEST, left: leaves[1], right: leaves[0], missingLeft: false, gain: 2});
  tree.cut(right, {feature: 1, threshold: 5, left: leaves[2], right: leaves[3], missingLeft: true, gain: 1});
  tree.set(leaves[3], 4);
  return tree.finish();
}

const matrix = (...rows: [number, number][]) => ({
  rows: rows.length,
  columns: ["a", "b"],
  x: Float64Array.from(rows.flat())
});

describe("a tree", () => {
  const rows = matrix([0.1, 7], [0, NaN], [0.2, 5], [0.2, 5.1], [NaN, NaN], [NaN, 9], [-Infinity, 1e300]);

  test("sends rows by their values as 32-bit reals, missing ones where each node says", () => {
    const tree = example();
    const sums = new Float64Array(7).fill(10);
    addTree(tree, rows, sums);
    // 0.1 lies on the threshold once both are rounded; 1e300 is beyond 32 bits and so with the missing ones
    expect(Array.from(sums)).toEqual([12, 11, 13, 14, 13, 14, 11]);
    addTree(tree, rows, sums, -0.5);
    expect(sums[3]).toBe(12);
    expect(Array.from(leavesOf(tree, rows), (leaf) => tree.value[leaf])).toEqual([2, 1, 3, 4, 3, 4, 1]);
  });

  test("comes back from JSON", () =>
    expect(treeFromJson(JSON.parse(JSON.stringify(treeToJson(example()))))).toEqual(example()));
});

describe("a matrix", () => {
  const x = matrix([0.1, 1], [0.2, 2], [NaN, 3]);
  test("gives a column, rounded to 32 bits unless exact", () => {
    expect(Array.from(column(x, 0))).toEqual([Math.fround(0.1), Math.fround(0.2), NaN]);
    expect(Array.from(column(x, 0, {exact: true}))).toEqual([0.1, 0.2, NaN]);
  });
  test("gives rows, in the order asked, in its own kind of reals", () => {
    expect(takeRows(x, [2, 0, 0])).toEqual(matrix([NaN, 3], [0.1, 1], [0.1, 1]));
    expect(takeRows({...x, x: Float32Array.from(x.x)}, [1]).x).toEqual(Float32Array.of(0.2, 2));
  });
  test("is refused by a model of other columns", () => {
    expect(() => checkColumns(["a", "b"], x)).not.toThrow();
    expect(() => checkColumns(["a"], x)).toThrow("2 columns for a model of 1");
    expect(() => checkColumns(["b", "a"], x)).toThrow("column 0 is a, the model's is b");
  });
});
