import {random} from "../core/random.js";
import {numbers, type Table} from "../core/table.js";
import {featureBins} from "../features/featureBins.js";
import type {Feature} from "../features/feature.js";
import {rocAuc} from "../metrics/rocAuc.js";

/** How one feature alone tells positives from negatives. */
export interface FeatureSeparation {
  readonly name: string;
  /** Ranges of values, and how many examples and positives have them. */
  readonly bins: {readonly labels: readonly string[]; readonly examples: readonly number[]; readonly positives: readonly number[]};
  /** Of the feature's value as a score, with the 95 % interval by user; null where a class is empty. */
  readonly auc: {readonly value: number; readonly low: number; readonly high: number} | null;
  /** How often the best of all features came as far from one half in permutations; null likewise. */
  readonly adjustedP: number | null;
}

/** All features beside one label. */
export interface Separation {
  readonly examples: number;
  readonly positives: number;
  /** Users of the positives. */
  readonly positiveUsers: number;
  readonly permutations: number;
  /** The distance from one half that the best feature exceeds in 5 % of permutations; null where a class is empty. */
  readonly chance: number | null;
  readonly features: readonly FeatureSeparation[];
}

export interface SeparationOptions {
  readonly permutations: number;
  readonly seed: number;
}

export const SEPARATION_OPTIONS: SeparationOptions = {permutations: 2000, seed: 1};

const STREAM = 11;

/**
 * Each feature's values by label, its area under the ROC curve, and what the best of so many features reaches by chance: labels are dealt out anew among the examples, and the
 * greatest distance of any feature's area from one half is noted (Westfall and Young's single-step maxT). A feature's adjusted p is the share of dealings, the real one among them, whose greatest distance
 * is no smaller than its own. Dealings take examples as exchangeable; users with several positives make them a little too hopeful.
 *
 * @param table a column for each feature
 * @param labels 1 or 0 for each row
 * @param users whose row it is
 *
 * Throws `RangeError` where lengths differ. Source: P. H. Westfall and S. S. Young (1993), Resampling-Based Multiple Testing, § 2.6.
 */
export function separation(
  features: readonly Feature[],
  table: Table,
  labels: ArrayLike<number>,
  users: ArrayLike<number>,
  {permutations, seed}: SeparationOptions = SEPARATION_OPTIONS
): Separation {
  const n = table.rows;
  if (labels.length !== n || users.length !== n) {
    throw new RangeError(`${labels.length} labels and ${users.length} users for ${n} rows`);
  }
  const positiveRows: number[] = [];
  for (let i = 0; i < n; i++) if (labels[i] === 1) positiveRows.push(i);
  const positives = positiveRows.length;
  const positiveUsers = new Set(positiveRows.map((i) => users[i])).size;
  const judged = positives > 0 && positives < n;
  const columns = features.map(({name}) => numbers(table, name));
  // a row's distance from the middle rank, so that an area's distance from one half is a sum over the positives
  const centred = judged ? columns.map((values) => centredRanks(values)) : [];
  const scale = positives * (n - positives);
  const distance = (ranks: Float64Array, rows: ArrayLike<number>) => {
    let sum = 0;
    for (let k = 0; k < positives; k++) sum += ranks[rows[k]];
    return Math.abs(sum) / scale;
  };
  const own = centred.map((ranks) => distance(ranks, positiveRows));
  const greatest = judged ? dealings(n, positives, permutations, seed, (rows) => maximum(centred, rows, distance)) : [];
  greatest.sort((a, b) => a - b);
  return {
    examples: n,
    positives,
    positiveUsers,
    permutations: greatest.length,
    chance: judged ? greatest[Math.ceil(0.95 * greatest.length) - 1] : null,
    features: features.map((feature, f) => {
      const {labels: ranges, of} = featureBins(feature, columns[f]);
      const examples = ranges.map(() => 0);
      const hits = ranges.map(() => 0);
      for (let i = 0; i < n; i++) {
        examples[of[i]]++;
        if (labels[i] === 1) hits[of[i]]++;
      }
      const {value, low, high} = judged ? rocAuc(columns[f], labels, {clusters: users}) : {value: 0, low: 0, high: 0};
      return {
        name: feature.name,
        bins: {labels: ranges, examples, positives: hits},
        auc: judged ? {value, low, high} : null,
        adjustedP: judged ? (1 + atLeast(greatest, own[f])) / (1 + greatest.length) : null
      };
    })
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
  return Float64Array.from(values, (value) => rank.get(value)!);
}

/** What `measure` gives of each of many random choices of `k` of `n` rows. */
function dealings(
  n: number,
  k: number,
  times: number,
  seed: number,
  measure: (rows: Int32Array) => number
): number[] {
  const source = random(seed, STREAM);
  // the first k of a shuffle that goes on from the last one
  const order = Int32Array.from({length: n}, (_, i) => i);
  return Array.from({length: times}, () => {
    for (let i = 0; i < k; i++) {
      const j = i + source.below(n - i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return measure(order);
  });
}

function maximum(
  centred: readonly Float64Array[],
  rows: Int32Array,
  distance: (ranks: Float64Array, rows: Int32Array) => number
): number {
  let most = 0;
  for (const ranks of centred) most = Math.max(most, distance(ranks, rows));
  return most;
}

/** How many of ascending values are no smaller, but for rounding. */
function atLeast(ascending: readonly number[], value: number): number {
  const least = value - 1e-12;
  return ascending.length - (ascending.findIndex((x) => x >= least) + 1 || ascending.length + 1) + 1;
}
