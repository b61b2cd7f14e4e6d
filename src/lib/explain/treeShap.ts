import {gaussLegendre} from "./gaussLegendre.js";
import type {Matrix} from "../models/matrix.js";
import type {Tree} from "../models/tree.js";

/**
 * What each column adds to each row's prediction, in the unit of the leaves, measured from `base`: the base and a row's
 * contributions sum to its prediction.
 */
export interface Contributions {
  /** What is predicted of a row of which nothing is known. */
  readonly base: number;
  /** rows × columns, row-major */
  readonly values: Float64Array;
}

/** How the trees of a model make one number. */
export interface TreeSum {
  readonly trees: readonly Tree[];
  /** What the leaves are multiplied by: 1 for a sum, 1 / trees for a mean. */
  readonly scale: number;
  /** Added to the sum. */
  readonly start: number;
}

/**
 * The Shapley values of a sum of trees, where a column that is not known is averaged over the training rows of each node
 * ("path-dependent", by the nodes' covers). As `feature_perturbation="tree_path_dependent"` of the package shap gives
 * them.
 *
 * The time is linear in leaves × depth: a walk down and up each tree, as in Linear TreeSHAP (P. Yu, A. Bifet, J. Read and
 * C. Xu, 2022), but on Owen's integral in place of polynomial division. With each column known with chance t, the mean of
 * a tree is a polynomial in t, and a column's Shapley value is the integral of its partial derivative along the diagonal
 * (G. Owen, 1972, Multilinear extensions of games, Management Science 18). A Gauss–Legendre rule of half as many points
 * as a path has columns gives it exactly.
 *
 * Sources: S. Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees,
 * Nature Machine Intelligence 2.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * tree.cut(root, {feature: 0, threshold: 2.5, left: tree.leaf(1, 6), right: tree.leaf(3, 4), missingLeft: true, gain: 3});
 * const sum = {trees: [tree.finish()], scale: 1, start: 0};
 * // six of ten training rows have 1, four have 3
 * treeShap(sum, {rows: 2, columns: ["views"], x: Float64Array.of(2, 4)})
 * // → {base: 1.8, values: [−0.8, 1.2]}
 * ```
 */
export function treeShap(sum: TreeSum, matrix: Matrix): Contributions {
  return treeExplainer(sum).explain(matrix);
}

/**
 * How the contributions part into columns alone and pairs of columns: rows × columns × columns, symmetric, each pair's
 * interaction in halves on both sides of the diagonal. A row of the square sums to the column's contribution, the whole
 * of it to the prediction without the base.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * // 1 where both columns are above 0, else 0; each is in half of the rows, independently
 * const tree = new GrowingTree();
 * const [root, right] = [tree.leaf(0, 4), tree.leaf(0, 2)];
 * tree.cut(root, {feature: 0, threshold: 0, left: tree.leaf(0, 2), right, missingLeft: true, gain: 1});
 * tree.cut(right, {feature: 1, threshold: 0, left: tree.leaf(0, 1), right: tree.leaf(1, 1), missingLeft: true, gain: 1});
 * const sum = {trees: [tree.finish()], scale: 1, start: 0};
 * const row = {rows: 1, columns: ["cart", "views"], x: Float64Array.of(1, 1)};
 * treeShap(sum, row) // → {base: 0.25, values: [0.375, 0.375]}
 * treeShapInteractions(sum, row).values // → [0.25, 0.125, 0.125, 0.25]
 * ```
 */
export function treeShapInteractions(sum: TreeSum, matrix: Matrix): Contributions {
  return treeExplainer(sum).interactions(matrix);
}

/** A sum of trees that is ready to be explained row by row. */
export interface TreeExplainer {
  readonly base: number;
  /** See `treeShap`. */
  explain(matrix: Matrix): Contributions;
  /** See `treeShapInteractions`. */
  interactions(matrix: Matrix): Contributions;
}

/**
 * Works out once what `treeShap` and `treeShapInteractions` need of the trees.
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * tree.leaf(7, 10);
 * const explainer = treeExplainer({trees: [tree.finish()], scale: 0.5, start: 1});
 * explainer.base // → 4.5
 * explainer.explain({rows: 1, columns: ["views"], x: Float64Array.of(2)}).values // → [0]
 * ```
 */
export function treeExplainer({trees, scale, start}: TreeSum): TreeExplainer {
  const walks = trees.map((tree) => treeWalk(tree, scale));
  const base = walks.reduce((sum, {mean}) => sum + mean, start);
  const explain = ({rows, columns, x}: Matrix): Contributions => {
    const width = columns.length;
    const values = new Float64Array(rows * width);
    for (const walk of walks) for (let row = 0; row < rows; row++) walk.addRow(x, row * width, values, row * width);
    return {base, values};
  };
  return {
    base,
    explain,
    interactions(matrix) {
      const {rows, columns, x} = matrix;
      const width = columns.length;
      const {values: alone} = explain(matrix);
      const values = new Float64Array(rows * width * width);
      for (const walk of walks)
        for (let row = 0; row < rows; row++) walk.addPairs(x, row * width, values, row * width * width, width);
      for (let row = 0; row < rows; row++)
        for (let f = 0; f < width; f++) {
          const at = (row * width + f) * width;
          let rest = alone[row * width + f];
          for (let g = 0; g < width; g++) if (g !== f) rest -= values[at + g];
          values[at + f] = rest;
        }
      return {base, values};
    }
  };
}

interface TreeWalk {
  /** The mean of the leaves over the training rows. */
  readonly mean: number;
  /** Adds the row's contributions to `out`, one a column. */
  addRow(x: Matrix["x"], row: number, out: Float64Array, at: number): void;
  /** Adds the pairs' halves to a square of `width`. */
  addPairs(x: Matrix["x"], row: number, out: Float64Array, at: number, width: number): void;
}

/** How a row stands to a node: on its way there by the node's column, only the parent's way, or neither. */
const HOT = 0;
const COLD = 1;
const COLDER = 2;

/** A tree whose nodes are numbered as a walk down meets them, a node's left child right after it. */
interface OrderedTree {
  readonly nodes: number;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  readonly parent: Int32Array;
  /** The column of the edge to a node, −1 at the root. */
  readonly by: Int32Array;
  /** The node with the edge of the same column that is nearest above, −1 where there is none. */
  readonly above: Int32Array;
  /** The chance that a row of the parent comes to the node. */
  readonly ratio: Float64Array;
  /** The chance that a row whose value is unknown passes all edges of the node's column down to it. */
  readonly share: Float64Array;
  /** The most columns that a way down asks for, 1 at least. */
  readonly most: number;
}

function orderTree({feature, threshold, left, right, missingLeft, value, cover}: Tree, scale: number): OrderedTree {
  const nodes = feature.length;
  const ordered = {
    nodes,
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    missingLeft: new Uint8Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    parent: new Int32Array(nodes).fill(-1),
    by: new Int32Array(nodes).fill(-1),
    above: new Int32Array(nodes).fill(-1),
    ratio: new Float64Array(nodes).fill(1),
    share: new Float64Array(nodes).fill(1),
    most: 1
  };
  let size = 0;
  const stack = [{node: 0, parent: -1, path: [] as readonly number[]}];
  while (stack.length > 0) {
    const {node, parent, path} = stack.pop()!;
    const to = size++;
    ordered.feature[to] = feature[node];
    ordered.threshold[to] = threshold[node];
    ordered.missingLeft[to] = missingLeft[node];
    ordered.value[to] = scale * value[node];
    let down = path;
    if (parent >= 0) {
      const from = path.length === 0 ? 0 : path[path.length - 1];
      const by = ordered.feature[from];
      if (to !== from + 1) ordered.right[from] = to;
      ordered.parent[to] = from;
      ordered.by[to] = by;
      ordered.above[to] = path.findLast((edge) => ordered.by[edge] === by) ?? -1;
      ordered.ratio[to] = cover[parent] > 0 ? cover[node] / cover[parent] : 0;
      ordered.share[to] = ordered.ratio[to] * (ordered.above[to] < 0 ? 1 : ordered.share[ordered.above[to]]);
      down = [...path, to];
    }
    if (feature[node] < 0) ordered.most = Math.max(ordered.most, new Set(down.map((edge) => ordered.by[edge])).size);
    else for (const child of [right[node], left[node]]) stack.push({node: child, parent: node, path: down});
  }
  return ordered;
}

/**
 * What can be worked out of a tree before any row is seen. With chance t of a column being known, the edges of one column
 * on a way down pass together with t·o + (1 − t)·share, o being 1 where the row passes them all.
 */
function treeWalk(tree: Tree, scale: number): TreeWalk {
  const {nodes, feature, threshold, missingLeft, right, value, parent, by, above, ratio, share, most} = orderTree(
    tree,
    scale
  );
  const {points, weights} = gaussLegendre(Math.ceil(most / 2));
  const q = points.length;
  /** By node and state: what passing on multiplies by, and what the column gets of all that lies below. */
  const down = new Float64Array(3 * nodes * q);
  const gets = new Float64Array(3 * nodes * q);
  for (let node = 1; node < nodes; node++) {
    const z = share[node];
    const zAbove = above[node] < 0 ? 1 : share[above[node]];
    for (let k = 0; k < q; k++) {
      const t = points[k];
      const passing = t + (1 - t) * zAbove;
      const given = above[node] < 0 ? 0 : (1 - zAbove) / passing;
      const at = 3 * node * q + k;
      down[at + HOT * q] = (t + (1 - t) * z) / passing;
      down[at + COLD * q] = ((1 - t) * z) / passing;
      down[at + COLDER * q] = ratio[node];
      gets[at + HOT * q] = weights[k] * ((1 - z) / (t + (1 - t) * z) - given);
      gets[at + COLD * q] = weights[k] * (-1 / (1 - t) - given);
    }
  }
  let mean = 0;
  const reach = new Float64Array(nodes).fill(1);
  for (let node = 0; node < nodes; node++) {
    if (node > 0) reach[node] = reach[parent[node]] * ratio[node];
    if (feature[node] < 0) mean += reach[node] * value[node];
  }

  const state = new Uint8Array(nodes);
  /** What has been multiplied up on the way to a node, and on the way back the sums of the leaves below it. */
  const passed = new Float64Array(nodes * q).fill(1, 0, q);

  const goDown = (x: Matrix["x"], row: number) => {
    for (let node = 0; node < nodes; node++) {
      const asked = feature[node];
      if (asked < 0) continue;
      const v = Math.fround(x[row + asked]);
      const goesLeft = v !== v ? missingLeft[node] === 1 : v <= threshold[node];
      const l = node + 1;
      const r = right[node];
      // both sides have the same edge above, or none
      const cold = above[l] >= 0 && state[above[l]] !== HOT;
      const ofLeft = cold ? COLDER : goesLeft ? HOT : COLD;
      const ofRight = cold ? COLDER : goesLeft ? COLD : HOT;
      state[l] = ofLeft;
      state[r] = ofRight;
      const from = node * q;
      const toLeft = l * q;
      const toRight = r * q;
      const byLeft = (3 * l + ofLeft) * q;
      const byRight = (3 * r + ofRight) * q;
      for (let k = 0; k < q; k++) {
        const p = passed[from + k];
        passed[toLeft + k] = p * down[byLeft + k];
        passed[toRight + k] = p * down[byRight + k];
      }
    }
  };

  return {
    mean,
    addRow(x, row, out, at) {
      goDown(x, row);
      for (let node = nodes - 1; node > 0; node--) {
        const to = node * q;
        const factor = (3 * node + state[node]) * q;
        let sum = 0;
        if (feature[node] < 0) {
          const of = value[node];
          for (let k = 0; k < q; k++) {
            const p = of * passed[to + k];
            passed[to + k] = p;
            sum += p * gets[factor + k];
          }
        } else {
          const l = to + q;
          const r = right[node] * q;
          for (let k = 0; k < q; k++) {
            const p = passed[l + k] + passed[r + k];
            passed[to + k] = p;
            sum += p * gets[factor + k];
          }
        }
        out[at + by[node]] += sum;
      }
    },
    addPairs(x, row, out, at, width) {
      goDown(x, row);
      const columnsOf: number[] = [];
      const slopes = new Float64Array(most * q);
      for (let leaf = 0; leaf < nodes; leaf++) {
        if (feature[leaf] >= 0) continue;
        columnsOf.length = 0;
        for (let edge = leaf; edge > 0; edge = parent[edge]) {
          // the deepest edge of a column has what all of them say together
          if (columnsOf.includes(by[edge])) continue;
          const z = share[edge];
          const to = columnsOf.length * q;
          for (let k = 0; k < q; k++)
            slopes[to + k] = state[edge] === HOT ? (1 - z) / (points[k] + (1 - points[k]) * z) : -1 / (1 - points[k]);
          columnsOf.push(by[edge]);
        }
        for (let i = 1; i < columnsOf.length; i++)
          for (let j = 0; j < i; j++) {
            let sum = 0;
            for (let k = 0; k < q; k++)
              sum += weights[k] * passed[leaf * q + k] * slopes[i * q + k] * slopes[j * q + k];
            const half = (value[leaf] * sum) / 2;
            out[at + columnsOf[i] * width + columnsOf[j]] += half;
            out[at + columnsOf[j] * width + columnsOf[i]] += half;
          }
      }
    }
  };
}
