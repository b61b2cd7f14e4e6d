import {UserError} from "../core/errors.js";
import type {Matrix} from "../models/matrix.js";
import type {Predict} from "./shapley.js";

/** What may change of one column, and what a change of it costs. */
export interface ChangeLimit {
  readonly fixed: boolean;
  readonly direction: "any" | "up" | "down";
  /** The least and the greatest value that it may take. */
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
  /** Of a category: the values that it may take, each change of which costs 1; null where it is a number. */
  readonly values: readonly number[] | null;
  /** The change of a number that costs 1. */
  readonly scale: number;
}

/** Which columns may change, by name, and how. */
export interface ChangeChoices {
  readonly fixed: readonly string[];
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** The values of columns that are categories. */
  readonly categories: Readonly<Record<string, readonly number[]>>;
}

/** A row that the model answers otherwise for, with as few changed columns as possible. */
export interface Counterfactual {
  /** By the number of the column. */
  readonly changes: readonly {readonly column: number; readonly from: number; readonly to: number}[];
  /** The sum over the changes of their size by the column's scale. */
  readonly distance: number;
  readonly score: number;
}

/** What came of a search. */
export interface CounterfactualSearch {
  /** The model's answer for the row as it is. */
  readonly score: number;
  /** The side of the threshold that was looked for; the row is on the other one. */
  readonly wanted: "at least" | "below";
  /** Null where no change of up to `columns` columns crosses the threshold within the limits. */
  readonly found: Counterfactual | null;
  /** Up to so many changed columns, all combinations were tried. */
  readonly columns: number;
}

export interface CounterfactualOptions {
  readonly threshold: number;
  /** Changed columns at most. */
  readonly mostColumns: number;
}

/** The value of a column that is missing, and one of a fixed column, stay as they are. */
export const mayChange = ({fixed}: ChangeLimit, value: number): boolean => !fixed && !Number.isNaN(value);

/**
 * What may change of each column, from rows of training: a number within its range there, whole where it always is, and a
 * category to its values. The change of a number that costs 1 is its median absolute deviation; where that is 0 the mean
 * one, where that is 0 too 1.
 *
 * @throws {UserError} for a name that is no column, and a direction of a category or of a fixed column
 *
 * @example
 * ```ts
 * const columns = ["views", "city"];
 * const train = {rows: 5, columns, x: Float64Array.of(1, 7, 2, 7, 3, 8, 4, 7, 9, 8)};
 * const [views, city] = changeLimits(train, {up: ["views"], categories: {city: [7, 8]}});
 * views // → {fixed: false, direction: "up", low: 1, high: 9, whole: true, values: null, scale: 1}
 * city.values // → [7, 8]
 * changeLimits(train, {fixed: ["views", "town"]}) // → throws UserError: there is no column town
 * ```
 */
export function changeLimits(
  {rows, columns, x}: Matrix,
  {fixed = [], up = [], down = [], categories = {}}: Partial<ChangeChoices> = {}
): ChangeLimit[] {
  for (const name of [...fixed, ...up, ...down])
    if (!columns.includes(name)) throw new UserError(`there is no column ${name}`, `there are ${columns.join(", ")}`);
  for (const name of [...up, ...down]) {
    const why = fixed.includes(name)
      ? "is fixed"
      : up.includes(name) && down.includes(name)
        ? "goes up only and down only"
        : name in categories
          ? "is a category, which has no direction"
          : null;
    if (why !== null) throw new UserError(`the column ${name} ${why}`, "name it once");
  }
  return columns.map((name, f) => {
    const known = Float64Array.from({length: rows}, (_, row) => x[row * columns.length + f]).filter(Number.isFinite);
    known.sort();
    const some = known.length > 0;
    return {
      fixed: !some || fixed.includes(name),
      direction: up.includes(name) ? "up" : down.includes(name) ? "down" : "any",
      low: some ? known[0] : 0,
      high: some ? known[known.length - 1] : 0,
      whole: known.every(Number.isInteger),
      values: categories[name] ?? null,
      scale: deviationOf(known)
    };
  });
}

function deviationOf(sorted: Float64Array): number {
  const middle = medianOfSorted(sorted);
  const away = sorted.map((value) => Math.abs(value - middle)).sort();
  return medianOfSorted(away) || away.reduce((sum, value) => sum + value / away.length, 0) || 1;
}

function medianOfSorted(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Whether a value is one that a column may take instead of `from`. */
export function isAllowed({direction, low, high, whole, values}: ChangeLimit, from: number, to: number): boolean {
  if (to === from) return false;
  if (values !== null) return values.includes(to);
  if (!(to >= low && to <= high) || (whole && !Number.isInteger(to))) return false;
  return direction === "any" || (direction === "up" ? to > from : to < from);
}

/** What a change costs. */
export const costOf = ({values, scale}: ChangeLimit, from: number, to: number): number =>
  values === null ? Math.abs(to - from) / scale : 1;

/** Values that a column may take, of a row. */
export interface Candidate {
  readonly to: number;
  readonly cost: number;
}

/**
 * Values of training that a column may take instead of the row's, the nearest first: all of them where there are no more
 * than `most`, else those at even steps of their order.
 *
 * @example
 * ```ts
 * const train = {rows: 5, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 9)};
 * const [views] = changeLimits(train, {up: ["views"]});
 * candidatesOf(train, 0, views, 2) // → [{to: 3, cost: 1}, {to: 4, cost: 2}, {to: 9, cost: 7}]
 * candidatesOf(train, 0, views, 2, 2) // → [{to: 3, cost: 1}, {to: 9, cost: 7}]
 * ```
 */
export function candidatesOf(
  {rows, columns, x}: Matrix,
  column: number,
  limit: ChangeLimit,
  from: number,
  most = 20
): Candidate[] {
  if (!mayChange(limit, from)) return [];
  const known =
    limit.values ??
    [...new Set(Float64Array.from({length: rows}, (_, row) => x[row * columns.length + column]))].sort((a, b) => a - b);
  const allowed = known.filter((to) => isAllowed(limit, from, to));
  const kept =
    allowed.length <= most || limit.values !== null
      ? allowed
      : Array.from({length: most}, (_, i) => allowed[Math.round((i * (allowed.length - 1)) / (most - 1))]);
  return kept.map((to) => ({to, cost: costOf(limit, from, to)})).sort((a, b) => a.cost - b.cost);
}

/** Rows that a model is asked about at once. */
const ASKED_AT_ONCE = 256;

/**
 * The nearest change of a row that moves any model's answer across a threshold: of all combinations of candidate values,
 * those of the fewest columns, and of these the one of the smallest distance. It is the nearest among the candidates; for
 * trees, `treeCounterfactual` has the nearest of all.
 *
 * Sources: S. Wachter, B. Mittelstadt and C. Russell (2017), Counterfactual explanations without opening the black box
 * (distance by median absolute deviations); R. Mothilal, A. Sharma and C. Tan (2020), Explaining machine learning
 * classifiers through diverse counterfactual explanations (limits on what may change).
 *
 * @param x the row
 * @param candidates one list a column; an empty one where it may not change
 * @param mostTried where the next number of columns has more combinations than this, it is not begun
 *
 * @example
 * ```ts
 * const columns = ["carts", "views"];
 * const score = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => (2 * x[2 * row] + x[2 * row + 1]) / 10);
 * const some = [1, 2, 3].map((to) => ({to, cost: to}));
 * const options = {threshold: 0.5, mostColumns: 2};
 * // 3 carts alone do, and so do 2 carts with 1 view: fewer columns come first
 * (await nearestCounterfactual(score, columns, Float64Array.of(0, 0), [some, some], options)).found
 * // → {changes: [{column: 0, from: 0, to: 3}], distance: 3, score: 0.6}
 * // views alone never do
 * (await nearestCounterfactual(score, columns, Float64Array.of(0, 0), [[], some], options))
 * // → {score: 0, wanted: "at least", found: null, columns: 2}
 * ```
 */
export async function nearestCounterfactual(
  predict: Predict,
  columns: readonly string[],
  x: Float64Array,
  candidates: readonly (readonly Candidate[])[],
  {threshold, mostColumns, mostTried = 20_000}: CounterfactualOptions & {readonly mostTried?: number}
): Promise<CounterfactualSearch> {
  const width = columns.length;
  const score = (await predict({rows: 1, columns, x}))[0];
  const wanted = score >= threshold ? "below" : "at least";
  const crosses = (of: number) => (wanted === "at least" ? of >= threshold : of < threshold);
  const movable = candidates.flatMap((of, f) => (of.length > 0 ? [f] : []));
  for (let size = 1; size <= Math.min(mostColumns, movable.length); size++) {
    if (combinations(movable.map((f) => candidates[f].length)).at(size)! > mostTried)
      return {score, wanted, found: null, columns: size - 1};
    const tried = changesOf(candidates, movable, size);
    tried.sort((a, b) => a.cost - b.cost);
    for (let from = 0; from < tried.length; from += ASKED_AT_ONCE) {
      const part = tried.slice(from, from + ASKED_AT_ONCE);
      const mixed = new Float64Array(part.length * width);
      part.forEach(({of}, i) => {
        mixed.set(x, i * width);
        for (const [f, to] of of) mixed[i * width + f] = to;
      });
      const scores = await predict({rows: part.length, columns, x: mixed});
      const at = part.findIndex((_, i) => crosses(scores[i]));
      if (at !== -1) {
        const changes = part[at].of.map(([column, to]) => ({column, from: x[column], to}));
        return {score, wanted, found: {changes, distance: part[at].cost, score: scores[at]}, columns: size};
      }
    }
  }
  return {score, wanted, found: null, columns: mostColumns};
}

/** In how many ways values of so many columns can be chosen, by the number of columns: the elementary symmetric sums. */
function combinations(counts: readonly number[]): number[] {
  const sums = [1, ...counts.map(() => 0)];
  for (const count of counts) for (let size = counts.length; size > 0; size--) sums[size] += count * sums[size - 1];
  return sums;
}

interface Change {
  /** Column and value. */
  readonly of: readonly (readonly [number, number])[];
  readonly cost: number;
}

function changesOf(candidates: readonly (readonly Candidate[])[], movable: readonly number[], size: number): Change[] {
  let found: Change[] = [{of: [], cost: 0}];
  for (let chosen = 0; chosen < size; chosen++)
    found = found.flatMap(({of, cost}) => {
      const after = of.length === 0 ? -1 : of[of.length - 1][0];
      return movable
        .filter((f) => f > after)
        .flatMap((f) => candidates[f].map((one): Change => ({of: [...of, [f, one.to]], cost: cost + one.cost})));
    });
  return found;
}
