import type {Matrix} from "../models/matrix.js";
import type {Tree} from "../models/tree.js";
import {choose} from "./choose.js";
import type {Contributions, TreeSum} from "./treeShap.js";

/** What the contributions are measured on. */
export type ShapScale = "score" | "probability";

/**
 * The Shapley values of a sum of trees, where a column that is not known takes its values from rows of a background
 * ("interventional", as `feature_perturbation="interventional"` of the package shap). The base is the mean prediction of
 * the background.
 *
 * On the scale of probabilities, the contributions of each pair of a row and a background row are stretched so that they
 * sum to the difference of their probabilities, as `model_output="probability"` there: this is a rescaling of the
 * contributions to the score, not the Shapley value of the probability itself.
 *
 * Time: rows × background × leaves.
 *
 * Source: S. Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees,
 * Nature Machine Intelligence 2, algorithm 3.
 *
 * @throws {RangeError} for a background without rows, or of another number of columns
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * tree.cut(root, {feature: 0, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(3, 4), missingLeft: true, gain: 3});
 * const sum = {trees: [tree.finish()], scale: 1, start: 0};
 * const rows = (...x: number[]) => ({rows: x.length, columns: ["views"], x: Float64Array.from(x)});
 * // one of four background rows has 3
 * interventionalShap(sum, rows(2, 4), rows(1, 1, 1, 9)) // → {base: 1.5, values: [−0.5, 1.5]}
 * interventionalShap(sum, rows(4), rows(), "score") // → throws RangeError: the background has no rows
 * ```
 */
export function interventionalShap(
  {trees, scale, start}: TreeSum,
  matrix: Matrix,
  background: Matrix,
  on: ShapScale = "score"
): Contributions {
  const width = matrix.columns.length;
  if (background.rows === 0) throw new RangeError("the background has no rows");
  if (background.columns.length !== width)
    throw new RangeError(`${background.columns.length} columns of the background for ${width} of the rows`);
  const scores = (of: Matrix): Float64Array => {
    const sums = new Float64Array(of.rows).fill(start);
    for (const tree of trees) addScores(tree, of, scale, sums);
    return sums;
  };
  const ofRows = scores(matrix);
  const ofBackground = scores(background);
  const shown = (score: number) => (on === "score" ? score : sigmoid(score));
  const base = ofBackground.reduce((sum, score) => sum + shown(score), 0) / background.rows;
  const values = new Float64Array(matrix.rows * width);
  const pair = new Float64Array(width);
  for (let row = 0; row < matrix.rows; row++)
    for (let other = 0; other < background.rows; other++) {
      pair.fill(0);
      for (const tree of trees) addPair(tree, scale, matrix.x, row * width, background.x, other * width, pair);
      const stretch = on === "score" ? 1 : slopeBetween(ofRows[row], ofBackground[other]);
      for (let f = 0; f < width; f++) values[row * width + f] += (stretch * pair[f]) / background.rows;
    }
  return {base, values};
}

/** By how much the probability rises for each unit of the score on the way from one to the other. */
function slopeBetween(from: number, to: number): number {
  const p = sigmoid(from);
  return from === to ? p * (1 - p) : (sigmoid(to) - p) / (to - from);
}

const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

function goesLeft({feature, threshold, missingLeft}: Tree, node: number, x: Matrix["x"], row: number): boolean {
  const v = Math.fround(x[row + feature[node]]);
  return v !== v ? missingLeft[node] === 1 : v <= threshold[node];
}

function addScores(tree: Tree, {rows, columns, x}: Matrix, scale: number, sums: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    let node = 0;
    while (tree.feature[node] >= 0)
      node = goesLeft(tree, node, x, row * columns.length) ? tree.left[node] : tree.right[node];
    sums[row] += scale * tree.value[node];
  }
}

const EITHER = 0;
const ROW = 1;
const OTHER = 2;

/** Adds what each column makes of the way from the other row's leaf to the row's. */
function addPair(
  tree: Tree,
  scale: number,
  x: Matrix["x"],
  row: number,
  background: Matrix["x"],
  other: number,
  out: Float64Array
): void {
  /** Whose values the ways part by, of each column: the row's, the other's, or as yet either. */
  const side = new Uint8Array(out.length);
  /** What a column of the row's, or one of the other's, gets of the leaves below; `r` and `o` columns have parted. */
  const below = (node: number, r: number, o: number): readonly [ofRow: number, ofOther: number] => {
    const f = tree.feature[node];
    if (f < 0) {
      const value = scale * tree.value[node];
      return [r > 0 ? value / (r * choose(r + o, o)) : 0, o > 0 ? -value / (o * choose(r + o, r)) : 0];
    }
    const ofRow = goesLeft(tree, node, x, row) ? tree.left[node] : tree.right[node];
    const ofOther = goesLeft(tree, node, background, other) ? tree.left[node] : tree.right[node];
    if (side[f] === ROW || ofRow === ofOther) return below(ofRow, r, o);
    if (side[f] === OTHER) return below(ofOther, r, o);
    side[f] = ROW;
    const here = below(ofRow, r + 1, o);
    side[f] = OTHER;
    const there = below(ofOther, r, o + 1);
    side[f] = EITHER;
    out[f] += here[0] + there[1];
    return [here[0] + there[0], here[1] + there[1]];
  };
  below(0, 0, 0);
}
