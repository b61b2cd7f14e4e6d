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
 * the threshold (branch and bound).
 *
 * @param x the row
 * @param limits one a column
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
  {threshold, mostColumns}: CounterfactualOptions
): CounterfactualSearch {
  const width = limits.length;
  const row = Float64Array.from(x);
  /** The least and the greatest value that a column may yet take. */
  const least = Float64Array.from(x);
  const greatest = Float64Array.from(x);
  const scoreOf = () => trees.reduce((sum, tree) => sum + scale * leafOf(tree, row), start);
  const score = scoreOf();
  const wanted = score >= threshold ? "below" : "at least";
  const rising = wanted === "at least";
  const crosses = (of: number) => (rising ? of >= threshold : of < threshold);
  /** Sums in another order differ in their last digits: a bound leaves room for it. */
  const room = 1e-9 * (1 + Math.abs(threshold));
  const candidates = Array.from({length: width}, (_, f) => stretchesOf(trees, f, limits[f], x[f]));
  const movable = candidates.flatMap((of, f) => (of.length > 0 ? [f] : []));
  const mayCross = () => {
    let best = start;
    for (const tree of trees) best += scale * farthestLeaf(tree, least, greatest, rising !== scale < 0);
    return rising ? best >= threshold - room : best < threshold + room;
  };
  const open = (f: number) => {
    for (const {to} of candidates[f]) {
      least[f] = Math.min(least[f], to);
      greatest[f] = Math.max(greatest[f], to);
    }
  };
  const put = (f: number, value: number) => (row[f] = least[f] = greatest[f] = value);

  let best: Counterfactual | null = null;
  /** Goes through the values of the columns from `at` on, the nearest first. */
  const choose = (chosen: readonly number[], at: number, cost: number): void => {
    if (at === chosen.length) {
      const reached = scoreOf();
      if (crosses(reached))
        best = {
          changes: chosen.map((column) => ({column, from: x[column], to: row[column]})),
          distance: cost,
          score: reached
        };
      return;
    }
    const f = chosen[at];
    for (const candidate of candidates[f]) {
      const until = cost + candidate.cost;
      if (best !== null && until >= best.distance) break;
      put(f, candidate.to);
      if (at === chosen.length - 1 || mayCross()) choose(chosen, at + 1, until);
    }
    put(f, x[f]);
    open(f);
  };
  const take = (chosen: readonly number[], from: number, size: number): void => {
    if (chosen.length === size) {
      if (!mayCross()) return;
      choose(chosen, 0, 0);
      return;
    }
    for (let i = from; i < movable.length; i++) {
      open(movable[i]);
      take([...chosen, movable[i]], i + 1, size);
      put(movable[i], x[movable[i]]);
    }
  };
  for (let size = 1; size <= Math.min(mostColumns, movable.length) && best === null; size++) take([], 0, size);
  return {score, wanted, found: best, columns: mostColumns};
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
function farthestLeaf(tree: Tree, least: Float64Array, greatest: Float64Array, largest: boolean, node = 0): number {
  const {feature, threshold, left, right, missingLeft, value} = tree;
  const f = feature[node];
  if (f < 0) return value[node];
  const from = Math.fround(least[f]);
  const next = (of: number) => farthestLeaf(tree, least, greatest, largest, of);
  if (from !== from) return next(missingLeft[node] === 1 ? left[node] : right[node]);
  if (Math.fround(greatest[f]) <= threshold[node]) return next(left[node]);
  if (from > threshold[node]) return next(right[node]);
  const [a, b] = [next(left[node]), next(right[node])];
  return largest ? Math.max(a, b) : Math.min(a, b);
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
