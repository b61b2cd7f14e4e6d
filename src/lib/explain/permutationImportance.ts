import {UserError} from "../core/errors.js";
import {permutation, random} from "../core/random.js";
import {spread, twoClassSpread, type Clusters} from "../metrics/clusters.js";
import {linearised, type PairedMetric} from "../metrics/comparisons.js";
import {normalCdf} from "../metrics/distributions.js";
import {transformedInterval, type Interval} from "../metrics/intervals.js";
import type {Matrix, TrainingSet} from "../models/matrix.js";
import type {Predict} from "./shapley.js";

/** Columns that are shuffled together. */
export interface ColumnGroup {
  readonly name: string;
  readonly columns: readonly number[];
}

export interface PermutationOptions {
  readonly metric: PairedMetric;
  /** How often each group is shuffled. */
  readonly repeats: number;
  readonly groups: readonly ColumnGroup[];
  /** Whose each row is: rows of one owner may depend on each other. */
  readonly clusters: Clusters | null;
  readonly level: number;
  readonly seed: number;
}

/** By how much a metric gets worse without what a group of columns says of each row. */
export interface GroupImportance extends ColumnGroup {
  /** Above 0 where the model is worse without it. */
  readonly value: number;
  /** Over other test rows and other shuffles, of the model as it is; null where a class is held by a single row or owner. */
  readonly interval: Interval | null;
  /** Two-sided, against none; null where shuffling never changes a prediction, or no interval is known. */
  readonly p: number | null;
}

export interface PermutationImportance {
  readonly metric: PairedMetric;
  /** Of the rows as they are. */
  readonly score: number;
  readonly rows: number;
  readonly positives: number;
  readonly groups: readonly GroupImportance[];
}

/**
 * Permutation importance on rows that the model has not seen: each group of columns in turn is shuffled between the rows,
 * and the metric's loss is its importance. Columns that stand in for each other hide each other's importance: shuffle them
 * as one group (`correlatedGroups`).
 *
 * The interval is that of a paired difference: what each row adds to the metric as it is, less the mean of what it adds
 * over the shuffles, and the spread between shuffles. It holds for the model as it is: how much another fit would differ
 * it does not say.
 *
 * Sources: L. Breiman (2001), Random forests; A. Fisher, C. Rudin and F. Dominici (2019), All models are wrong, but many
 * are useful (model reliance).
 *
 * @throws {UserError} for fewer than two repeats, or a group without columns
 * @throws {RangeError} for labels of one class, where the metric is of ranks
 *
 * @example
 * ```ts
 * const test = {rows: 6, columns: ["noise", "views"], x: Float64Array.of(1, 1, 9, 2, 3, 3, 4, 4, 7, 5, 2, 6), y: [0, 0, 0, 1, 1, 1]};
 * const byViews = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[2 * row + 1]);
 * const {score, groups} = await permutationImportance(byViews, test);
 * score // → 1
 * groups[0] // → {name: "noise", value: 0, interval: {low: 0, high: 0}, p: null}
 * groups[1].value > 0.3 // → true
 * ```
 */
export async function permutationImportance(
  predict: Predict,
  test: TrainingSet,
  given: Partial<PermutationOptions> = {}
): Promise<PermutationImportance> {
  const {rows, columns, y} = test;
  const {metric, repeats, groups, clusters, level, seed} = {
    metric: "auc" as const,
    repeats: 10,
    groups: columns.map((name, f) => ({name, columns: [f]})),
    clusters: null,
    level: 0.95,
    seed: 1,
    ...given
  };
  if (!Number.isInteger(repeats) || repeats < 2)
    throw new UserError(`${repeats} repeats`, "give a whole number from 2");
  const empty = groups.find((group) => group.columns.length === 0);
  if (empty !== undefined) throw new UserError(`the group ${empty.name} has no columns`, "name one or more");
  const ranks = metric === "auc" || metric === "averagePrecision";
  /** Of a metric that is better the lower it is, a loss is a rise. */
  const sign = ranks ? 1 : -1;
  const whole = linearised(metric, await predict(test), y);
  const found: GroupImportance[] = [];
  for (const [g, group] of groups.entries()) {
    const values: number[] = [];
    const influence = new Float64Array(rows);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const shuffled = shuffle(test, group.columns, permutation(rows, random(seed, g, repeat)));
      const without = linearised(metric, await predict(shuffled), y);
      values.push(sign * (whole.value - without.value));
      for (let row = 0; row < rows; row++)
        influence[row] += (sign * (whole.influence[row] - without.influence[row])) / repeats;
    }
    const value = values.reduce((sum, one) => sum + one, 0) / repeats;
    if (values.every((one) => one === 0) && influence.every((one) => one === 0)) {
      found.push({...group, value: 0, interval: {low: 0, high: 0}, p: null});
      continue;
    }
    const between = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (repeats - 1);
    const {variance: ofRows, df} = ranks ? twoClassSpread(influence, y, clusters) : spread(influence, clusters);
    const variance = ofRows + between / repeats;
    found.push({
      ...group,
      value,
      interval: df > 0 && variance > 0 ? transformedInterval(value, {variance, df}, {level}) : null,
      p: df > 0 && variance > 0 ? 2 * normalCdf(-Math.abs(value) / Math.sqrt(variance)) : null
    });
  }
  const positives = Array.from(y).filter((label) => label === 1).length;
  return {metric, score: whole.value, rows, positives, groups: found};
}

/** Rows with some columns of other rows, those of one row together. */
function shuffle({rows, columns, x}: Matrix, shuffled: readonly number[], from: Int32Array): Matrix {
  const width = columns.length;
  const mixed = Float64Array.from(x);
  for (let row = 0; row < rows; row++) for (const f of shuffled) mixed[row * width + f] = x[from[row] * width + f];
  return {rows, columns, x: mixed};
}

/**
 * Columns that say much the same: those whose rank correlation is `least` or more in size, in one group with all that
 * either is so near to (single linkage). Rows in which one of two columns is missing do not count for them.
 *
 * @example
 * ```ts
 * const columns = ["views", "clicks", "price"];
 * const x = Float64Array.of(1, 2, 5, 2, 4, 1, 3, 7, 4, 4, 9, 2);
 * correlatedGroups({rows: 4, columns, x})
 * // → [{name: "views, clicks", columns: [0, 1]}, {name: "price", columns: [2]}]
 * ```
 */
export function correlatedGroups({rows, columns, x}: Matrix, least = 0.7): ColumnGroup[] {
  const width = columns.length;
  const group = columns.map((_, f) => f);
  for (let f = 0; f < width; f++)
    for (let g = 0; g < f; g++) {
      if (group[f] === group[g]) continue;
      const both = Array.from({length: rows}, (_, row) => row).filter(
        (row) => !Number.isNaN(x[row * width + f]) && !Number.isNaN(x[row * width + g])
      );
      const of = (column: number) => Float64Array.from(both, (row) => x[row * width + column]);
      if (Math.abs(correlation(ranksOf(of(f)), ranksOf(of(g)))) >= least) {
        const [from, to] = [Math.max(group[f], group[g]), Math.min(group[f], group[g])];
        group.forEach((own, i) => own === from && (group[i] = to));
      }
    }
  return Array.from(new Set(group), (own) => {
    const members = columns.map((_, f) => f).filter((f) => group[f] === own);
    return {name: members.map((f) => columns[f]).join(", "), columns: members};
  });
}

/** From 1; equal values share the mean of their places. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let until = from + 1;
    while (until < order.length && values[order[until]] === values[order[from]]) until++;
    for (let i = from; i < until; i++) ranks[order[i]] = (from + until + 1) / 2;
    from = until;
  }
  return ranks;
}

/** 0 where one of the two does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / n;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
