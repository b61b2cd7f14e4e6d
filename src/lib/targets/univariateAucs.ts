import {random} from "../core/random.js";
import {numbers, type Table} from "../core/table.js";
import {featureBins} from "../features/featureBins.js";
import type {Feature} from "../features/feature.js";
import {rocAuc} from "../metrics/auc.js";

/** How one feature alone tells positives from negatives. */
export interface FeatureAuc {
  readonly name: string;
  /** Ranges of values, and how many examples and positives have them. */
  readonly bins: {
    readonly labels: readonly string[];
    readonly examples: readonly number[];
    readonly positives: readonly number[];
  };
  /** Of the feature's value as a score, with the 95 % interval by user; null where a class is empty. */
  readonly auc: {readonly value: number; readonly low: number; readonly high: number} | null;
  /** How often the best of all features came as far from one half in permutations; null likewise. */
  readonly adjustedP: number | null;
}

/** All features beside one label. */
export interface UnivariateAucs {
  readonly examples: number;
  readonly positives: number;
  /** Users of the positives. */
  readonly positiveUsers: number;
  readonly permutations: number;
  /** The distance from one half that the best feature exceeds in 5 % of permutations; null where a class is empty. */
  readonly chance: number | null;
  readonly features: readonly FeatureAuc[];
}

export interface UnivariateAucOptions {
  readonly permutations: number;
  readonly seed: number;
}

const UNIVARIATE_AUC_OPTIONS: UnivariateAucOptions = {permutations: 2000, seed: 1};

const STREAM = 11;
/** The same sum in another order may differ in its last digits. */
const ROUNDING = 1e-12;

/**
 * Each feature's values by label, its area under the ROC curve, and what the best of so many features reaches by chance: labels are dealt out anew, and the greatest distance of
 * any feature's area from one half is noted (Westfall and Young's single-step maxT). A feature's adjusted p is the share of dealings, the real one among them, whose greatest distance
 * is no smaller than its own.
 *
 * A user's positives stay together: each user who has some hands their number on to a user drawn in proportion to how many examples they have, who gets it on random ones of
 * them, or on all where there are fewer.
 *
 * Gives a function of labels, 1 or 0 for each row, so that what does not depend on them is worked out once.
 *
 * @param table a column for each feature
 * @param users whose row it is
 *
 * Throws `RangeError` where lengths differ. Source: P. H. Westfall and S. S. Young (1993), Resampling-Based Multiple Testing, § 2.6.
 */
export function univariateAucs(
  features: readonly Feature[],
  table: Table,
  users: ArrayLike<number>,
  {permutations, seed}: UnivariateAucOptions = UNIVARIATE_AUC_OPTIONS
): (labels: ArrayLike<number>) => UnivariateAucs {
  const n = table.rows;
  if (users.length !== n) throw new RangeError(`${users.length} users for ${n} rows`);
  const looks = features.map((feature) => {
    const values = numbers(table, feature.name);
    return {
      name: feature.name,
      values,
      bins: featureBins(feature, values),
      // a row's distance from the middle rank, so that an area's distance from one half is a sum over the positives
      ranks: feature.categorical === true ? null : centredRanks(values)
    };
  });
  const scores = looks.flatMap(({ranks}) => (ranks === null ? [] : [ranks]));
  return (labels) => {
    if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} rows`);
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (labels[i] === 1) rows.push(i);
    const judged = rows.length > 0 && rows.length < n;
    const greatest = judged
      ? dealings(rows, users, {permutations, seed}).map((dealt) =>
          scores.reduce((most, ranks) => Math.max(most, distance(ranks, dealt)), 0)
        )
      : [];
    greatest.sort((a, b) => a - b);
    return {
      examples: n,
      positives: rows.length,
      positiveUsers: new Set(rows.map((i) => users[i])).size,
      permutations: greatest.length,
      chance: judged ? greatest[Math.ceil(0.95 * greatest.length) - 1] : null,
      features: looks.map(({name, values, bins: {labels: ranges, of}, ranks}) => {
        const examples = ranges.map(() => 0);
        const positives = ranges.map(() => 0);
        for (let i = 0; i < n; i++) examples[of[i]]++;
        for (const i of rows) positives[of[i]]++;
        const bins = {labels: ranges, examples, positives};
        if (ranks === null || !judged) return {name, bins, auc: null, adjustedP: null};
        const {value, low, high} = rocAuc(values, labels, {clusters: users});
        const own = distance(ranks, rows) - ROUNDING;
        return {
          name,
          bins,
          auc: {value, low, high},
          adjustedP: (1 + greatest.filter((x) => x >= own).length) / (1 + greatest.length)
        };
      })
    };
  };
}

/** Mid-ranks less their mean. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const rank = new Map<number, number>();
  for (let from = 0; from < n;) {
    let to = from;
    while (to < n && sorted[to] === sorted[from]) to++;
    rank.set(sorted[from], (from + to - 1) / 2 - (n - 1) / 2);
    from = to;
  }
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i++) ranks[i] = rank.get(values[i])!;
  return ranks;
}

/** How far the area under the curve is from one half if these rows are the positives. */
function distance(centred: Float64Array, rows: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < rows.length; k++) sum += centred[rows[k]];
  return Math.abs(sum) / (rows.length * (centred.length - rows.length));
}

/** Rows that get the positives in each dealing. */
function dealings(
  positiveRows: readonly number[],
  users: ArrayLike<number>,
  {permutations, seed}: UnivariateAucOptions
): Int32Array[] {
  const source = random(seed, STREAM);
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < users.length; i++) {
    if (!rowsOf.has(users[i])) rowsOf.set(users[i], []);
    rowsOf.get(users[i])!.push(i);
  }
  const counts = new Map<number, number>();
  for (const row of positiveRows) counts.set(users[row], (counts.get(users[row]) ?? 0) + 1);
  const handedOn = [...counts.values()].sort((a, b) => b - a);
  const order = Int32Array.from({length: users.length}, (_, i) => i);
  // a shuffle that goes on from the last one
  const draw = (list: Int32Array | number[], i: number): number => {
    const j = i + source.below(list.length - i);
    [list[i], list[j]] = [list[j], list[i]];
    return list[i];
  };
  return Array.from({length: permutations}, () => {
    const dealt: number[] = [];
    const taken = new Set<number>();
    let at = 0;
    for (const count of handedOn) {
      let user: number;
      do user = users[draw(order, at++)];
      while (taken.has(user));
      taken.add(user);
      const rows = rowsOf.get(user)!;
      for (let i = 0; i < Math.min(count, rows.length); i++) dealt.push(draw(rows, i));
    }
    return Int32Array.from(dealt);
  });
}
