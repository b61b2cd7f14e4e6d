import type {Matrix} from "./matrix.js";

/**
 * The greatest finite 32-bit real: as a threshold it parts all numbers from missing values, and JSON and ONNX can hold
 * it.
 */
export const GREATEST = 3.4028234663852886e38;

/** A binary tree as columns, node 0 first. */
export interface Tree {
  /** The column a node asks for, −1 at a leaf. */
  readonly feature: Int32Array;
  /** Values up to it go left; a 32-bit real. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array;
  /** Of a leaf; 0 elsewhere. */
  readonly value: Float64Array;
  /** Weight of the training rows that came to the node: their second derivatives, or their number. */
  readonly cover: Float64Array;
  /** By how much the node's cut lowered the loss; 0 at a leaf. */
  readonly gain: Float64Array;
}

/**
 * Adds the value of each row's leaf, times `scale`, to `sums`, one a row, in place. Values are compared as 32-bit reals.
 *
 * @example
 * ```ts
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * const cut = {feature: 0, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(2, 4), missingLeft: true, gain: 3};
 * tree.cut(root, cut);
 * const sums = Float64Array.of(10, 10, 10);
 * addTree(tree.finish(), {rows: 3, columns: ["views"], x: Float64Array.of(2, 3, NaN)}, sums, 0.5);
 * sums // → [10.5, 11, 10.5]
 * ```
 */
export function addTree(
  {feature, threshold, left, right, missingLeft, value}: Tree,
  {rows, columns, x}: Matrix,
  sums: Float64Array,
  scale = 1
): void {
  const width = columns.length;
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    let node = 0;
    for (let at = feature[0]; at >= 0; at = feature[node]) {
      const v = Math.fround(x[base + at]);
      node = (v !== v ? missingLeft[node] === 1 : v <= threshold[node]) ? left[node] : right[node];
    }
    sums[row] += scale * value[node];
  }
}

/**
 * The leaf of every row, as the number of its node.
 *
 * @example
 * ```ts
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * const cut = {feature: 0, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(2, 4), missingLeft: false, gain: 3};
 * tree.cut(root, cut);
 * leavesOf(tree.finish(), {rows: 3, columns: ["views"], x: Float64Array.of(2, 3, NaN)}) // → [1, 2, 2]
 * ```
 */
export function leavesOf({feature, threshold, left, right, missingLeft}: Tree, {rows, columns, x}: Matrix): Int32Array {
  const width = columns.length;
  const leaves = new Int32Array(rows);
  for (let row = 0, base = 0; row < rows; row++, base += width) {
    let node = 0;
    for (let at = feature[0]; at >= 0; at = feature[node]) {
      const v = Math.fround(x[base + at]);
      node = (v !== v ? missingLeft[node] === 1 : v <= threshold[node]) ? left[node] : right[node];
    }
    leaves[row] = node;
  }
  return leaves;
}

/**
 * A tree while it grows.
 *
 * @example
 * ```ts
 * const tree = new GrowingTree();
 * tree.leaf(0, 10) // → 0
 * tree.leaf(1, 6) // → 1
 * tree.leaf(2, 4) // → 2
 * tree.cut(0, {feature: 0, threshold: 2.5, left: 1, right: 2, missingLeft: true, gain: 3});
 * tree.set(2, 7);
 * tree.finish()
 * // → {feature: [0, −1, −1], threshold: [2.5, 0, 0], left: [1, −1, −1], right: [2, −1, −1],
 * //   missingLeft: [1, 0, 0], value: [0, 1, 7], cover: [10, 6, 4], gain: [3, 0, 0]}
 * ```
 */
export class GrowingTree {
  private readonly nodes: {
    feature: number;
    threshold: number;
    left: number;
    right: number;
    missingLeft: number;
    value: number;
    cover: number;
    gain: number;
  }[] = [];

  /** Adds a leaf and returns its number. */
  leaf(value: number, cover: number): number {
    this.nodes.push({feature: -1, threshold: 0, left: -1, right: -1, missingLeft: 0, value, cover, gain: 0});
    return this.nodes.length - 1;
  }

  cut(
    node: number,
    cut: {feature: number; threshold: number; left: number; right: number; missingLeft: boolean; gain: number}
  ): void {
    Object.assign(this.nodes[node], {...cut, missingLeft: cut.missingLeft ? 1 : 0, value: 0});
  }

  set(node: number, value: number): void {
    this.nodes[node].value = value;
  }

  finish(): Tree {
    const ints = (name: "feature" | "left" | "right") => Int32Array.from(this.nodes, (node) => node[name]);
    const reals = (name: "threshold" | "value" | "cover" | "gain") =>
      Float64Array.from(this.nodes, (node) => node[name]);
    return {
      feature: ints("feature"),
      threshold: reals("threshold"),
      left: ints("left"),
      right: ints("right"),
      missingLeft: Uint8Array.from(this.nodes, (node) => node.missingLeft),
      value: reals("value"),
      cover: reals("cover"),
      gain: reals("gain")
    };
  }
}

/** A tree as plain JSON, and back. */
export type TreeJson = {readonly [K in keyof Tree]: readonly number[]};

/**
 * A tree as plain numbers.
 *
 * @example
 * ```ts
 * const tree = new GrowingTree();
 * tree.leaf(0.5, 10);
 * Array.isArray(treeToJson(tree.finish()).value) // → true
 * treeToJson(tree.finish()) // → {feature: [−1], value: [0.5], cover: [10], …}
 * ```
 */
export function treeToJson({feature, threshold, left, right, missingLeft, value, cover, gain}: Tree): TreeJson {
  return {
    feature: Array.from(feature),
    threshold: Array.from(threshold),
    left: Array.from(left),
    right: Array.from(right),
    missingLeft: Array.from(missingLeft),
    value: Array.from(value),
    cover: Array.from(cover),
    gain: Array.from(gain)
  };
}

/**
 * The tree that `treeToJson` wrote.
 *
 * @example
 * ```ts
 * const tree = new GrowingTree();
 * tree.leaf(0.5, 10);
 * const copy = treeFromJson(JSON.parse(JSON.stringify(treeToJson(tree.finish()))));
 * copy.feature instanceof Int32Array // → true
 * copy.value // → [0.5]
 * ```
 */
export function treeFromJson(json: TreeJson): Tree {
  return {
    feature: Int32Array.from(json.feature),
    threshold: Float64Array.from(json.threshold),
    left: Int32Array.from(json.left),
    right: Int32Array.from(json.right),
    missingLeft: Uint8Array.from(json.missingLeft),
    value: Float64Array.from(json.value),
    cover: Float64Array.from(json.cover),
    gain: Float64Array.from(json.gain)
  };
}
