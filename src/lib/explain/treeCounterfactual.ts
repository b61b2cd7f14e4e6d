import type {Tree} from "../models/tree.js";
import {
  costOf,
  isAllowed,
  mayChange,
  type Candidate,
  type ChangeLimit,
  type Counterfactual,
  type CounterfactualOptions,
  type CounterfactualSearch
} from "./counterfactual.js";
import type {TreeSum} from "./treeShap.js";

/**
 * The nearest change of a row that moves a sum of trees across a threshold, exactly: between two thresholds of a column
 * the sum does not change, so that only the nearest value of each such stretch needs to be tried. Fewest columns come
 * first, then the smallest distance. Combinations are left out where the largest leaves that they leave open do not reach
 * the threshold (branch and bound), and all values of one column are looked at in one walk down each tree.
 *
 * @param x the row
 * @param limits one a column
 * @param mostTried walks through all trees at most; where they do not suffice, `columns` says how many changed columns
 *   all combinations were tried of, and what is found need not be the nearest
 * @param threshold on the scale of the leaves: of a boosting of two classes, log-odds
 *
 * @example
 * ```ts
 * import {GrowingTree} from "../models/tree.js";
 *
 * const tree = new GrowingTree();
 * const root = tree.leaf(0, 10);
 * tree.cut(root, {feature: 0, threshold: 2.5, left: tree.leaf(-1, 6), right: tree.leaf(1, 4), missingLeft: true, gain: 3});
 * const sum = {trees: [tree.finish()], scale: 1, start: 0};
 * const views = {fixed: false, direction: "any", low: 0, high: 9, whole: true, values: null, scale: 2} as const;
 * const options = {threshold: 0, mostColumns: 1};
 * treeCounterfactual(sum, Float64Array.of(1), [views], options).found
 * // → {changes: [{column: 0, from: 1, to: 3}], distance: 1, score: 1}
 * treeCounterfactual(sum, Float64Array.of(1), [{...views, high: 2}], options).found // → null
 * ```
 */
export function treeCounterfactual(
  {trees, scale, start}: TreeSum,
  x: Float64Array,
  limits: readonly ChangeLimit[],
  {threshold, mostColumns, mostTried = 300_000}: CounterfactualOptions & {readonly mostTried?: number}
): CounterfactualSearch {
  const width = limits.length;
  const row = Float64Array.from(x);
  /** The least and the greatest value that a column may yet take. */
  const least = Float64Array.from(x);
  const greatest = Float64Array.from(x);
  const leaves = Float64Array.from(trees, (tree) => scale * leafOf(tree, row));
  const scoreOf = () => trees.reduce((sum, tree) => sum + scale * leafOf(tree, row), start);
  const score = scoreOf();
  const wanted = score >= threshold ? "below" : "at least";
  const rising = wanted === "at least";
  /** Sums in another order differ in their last digits: what is near the threshold is summed in the trees' order. */
  const room = 1e-9 * (1 + Math.abs(threshold));
  const mayCross = (reached: number) => (rising ? reached >= threshold - room : reached < threshold + room);
  const candidates = Array.from({length: width}, (_, f) => stretchesOf(trees, f, limits[f], x[f]));
  const movable = candidates.flatMap((of, f) => (of.length > 0 ? [f] : []));
  /** Of each column: its candidates in the order of their values, and the trees that ask for it. */
  const sorted = candidates.map((of) => Float64Array.from(of, ({to}) => to).sort());
  const places = candidates.map((of, f) => of.map(({to}) => sorted[f].indexOf(to)));
  const asking = Array.from({length: width}, (_, f) => trees.map(({feature}) => feature.includes(f)));
  const steps = new Float64Array(Math.max(0, ...sorted.map(({length}) => length)) + 1);

  let best: Counterfactual | null = null;
  let tried = 0;
  const open = (f: number) => {
    least[f] = Math.min(x[f], sorted[f][0]);
    greatest[f] = Math.max(x[f], sorted[f][sorted[f].length - 1]);
  };
  const put = (f: number, value: number) => (row[f] = least[f] = greatest[f] = value);

  /** Goes through the values of the columns from `at` on, the nearest first; the last column's all at once. */
  const choose = (chosen: readonly number[], own: readonly Tree[], rest: number, at: number, cost: number): void => {
    const f = chosen[at];
    if (at === chosen.length - 1) {
      tried++;
      steps.fill(0, 0, sorted[f].length + 1);
      for (const tree of own) addSteps(tree, row, f, sorted[f], steps);
      for (let i = 1; i < sorted[f].length; i++) steps[i] += steps[i - 1];
      for (let i = 0; i < candidates[f].length; i++) {
        const until = cost + candidates[f][i].cost;
        if (best !== null && until >= best.distance) return;
        if (!mayCross(rest + scale * steps[places[f][i]])) continue;
        row[f] = candidates[f][i].to;
        const reached = scoreOf();
        if (rising ? reached >= threshold : reached < threshold) {
          const changes = chosen.map((column) => ({column, from: x[column], to: row[column]}));
          best = {changes, distance: until, score: reached};
        }
        row[f] = x[f];
      }
      return;
    }
    for (const candidate of candidates[f]) {
      const until = cost + candidate.cost;
      if ((best !== null && until >= best.distance) || tried > mostTried) break;
      put(f, candidate.to);
      // with two columns or more to go, it pays to look ahead
      if (at === chosen.length - 2 || mayCross(farthest(own, rest))) choose(chosen, own, rest, at + 1, until);
    }
    put(f, x[f]);
    open(f);
  };
  const farthest = (own: readonly Tree[], rest: number) => {
    let reached = rest;
    for (const tree of own) reached += scale * farthestLeaf(tree, least, greatest, rising !== scale < 0, 0);
    return reached;
  };
  const take = (chosen: readonly number[], from: number, size: number): void => {
    if (chosen.length === size) {
      let rest = start;
      const own = trees.filter((_, t) => {
        const asks = chosen.some((f) => asking[f][t]);
        if (!asks) rest += leaves[t];
        return asks;
      });
      if (!mayCross(farthest(own, rest))) return;
      // the column with the most values last
      const ordered = [...chosen].sort((a, b) => candidates[a].length - candidates[b].length);
      choose(ordered, own, rest, 0, 0);
      return;
    }
    for (let i = from; i < movable.length && tried <= mostTried; i++) {
      open(movable[i]);
      take([...chosen, movable[i]], i + 1, size);
      put(movable[i], x[movable[i]]);
    }
  };
  for (let size = 1; size <= Math.min(mostColumns, movable.length); size++) {
    take([], 0, size);
    if (tried > mostTried) return {score, wanted, found: best, columns: size - 1};
    if (best !== null) return {score, wanted, found: best, columns: size};
  }
  return {score, wanted, found: null, columns: mostColumns};
}

/**
 * Adds what a tree says of a row for each value of one column, as steps: entry i is what value i has more than the one
 * before it.
 */
function addSteps(tree: Tree, x: Float64Array, column: number, values: Float64Array, steps: Float64Array): void {
  const {feature, threshold, left, right, missingLeft, value} = tree;
  const walk = (node: number, from: number, until: number): void => {
    const f = feature[node];
    if (f < 0) {
      steps[from] += value[node];
      steps[until] -= value[node];
    } else if (f === column) {
      let cut = from;
      while (cut < until && Math.fround(values[cut]) <= threshold[node]) cut++;
      if (cut > from) walk(left[node], from, cut);
      if (cut < until) walk(right[node], cut, until);
    } else {
      const v = Math.fround(x[f]);
      walk((v !== v ? missingLeft[node] === 1 : v <= threshold[node]) ? left[node] : right[node], from, until);
    }
  };
  walk(0, 0, values.length);
}

function leafOf({feature, threshold, left, right, missingLeft, value}: Tree, x: Float64Array): number {
  let node = 0;
  for (let f = feature[0]; f >= 0; f = feature[node]) {
    const v = Math.fround(x[f]);
    node = (v !== v ? missingLeft[node] === 1 : v <= threshold[node]) ? left[node] : right[node];
  }
  return value[node];
}

/** The largest, or the smallest, leaf that a row can come to whose values lie between two others. */
function farthestLeaf(tree: Tree, least: Float64Array, greatest: Float64Array, largest: boolean, node: number): number {
  const f = tree.feature[node];
  if (f < 0) return tree.value[node];
  const from = Math.fround(least[f]);
  const cut = tree.threshold[node];
  const goesLeft = from !== from ? tree.missingLeft[node] === 1 : Math.fround(greatest[f]) <= cut;
  if (goesLeft) return farthestLeaf(tree, least, greatest, largest, tree.left[node]);
  if (from !== from || from > cut) return farthestLeaf(tree, least, greatest, largest, tree.right[node]);
  const a = farthestLeaf(tree, least, greatest, largest, tree.left[node]);
  const b = farthestLeaf(tree, least, greatest, largest, tree.right[node]);
  return largest === a > b ? a : b;
}

/** Of each stretch between two thresholds of a column that the row is not in, the nearest value allowed; nearest first. */
function stretchesOf(trees: readonly Tree[], column: number, limit: ChangeLimit, from: number): Candidate[] {
  if (!mayChange(limit, from)) return [];
  const cuts = new Set<number>();
  for (const {feature, threshold} of trees)
    for (let node = 0; node < feature.length; node++) if (feature[node] === column) cuts.add(threshold[node]);
  if (cuts.size === 0) return [];
  const candidate = (to: number): Candidate => ({to, cost: costOf(limit, from, to)});
  if (limit.values !== null) return limit.values.filter((to) => isAllowed(limit, from, to)).map(candidate);
  const sorted = [-Infinity, ...[...cuts].sort((a, b) => a - b), Infinity];
  const own = Math.fround(from);
  return sorted
    .slice(1)
    .flatMap((until, i) => {
      const above = sorted[i];
      // of 32-bit reals, those above one cut and up to the next
      if (own > above && own <= until) return [];
      const to = own <= above ? lowest(above, limit) : highest(until, limit);
      return Math.fround(to) > above && Math.fround(to) <= until && isAllowed(limit, from, to) ? [candidate(to)] : [];
    })
    .sort((a, b) => a.cost - b.cost);
}

function lowest(above: number, {low, whole}: ChangeLimit): number {
  const value = Math.max(low, nextAbove(above));
  return whole ? Math.ceil(value) : value;
}

function highest(until: number, {high, whole}: ChangeLimit): number {
  const value = Math.min(high, until);
  return whole ? Math.floor(value) : value;
}

const REAL = new Float32Array(1);
const BITS = new Int32Array(REAL.buffer);

/** The least 32-bit real above a number. */
function nextAbove(value: number): number {
  REAL[0] = value;
  if (REAL[0] > value) return REAL[0];
  if (REAL[0] === 0) return 2 ** -149;
  BITS[0] += REAL[0] > 0 ? 1 : -1;
  return REAL[0];
}
