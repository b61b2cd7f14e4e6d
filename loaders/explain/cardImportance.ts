import {
  correlatedGroups,
  permutationImportance,
  type ColumnGroup,
  type GroupImportance
} from "../../src/lib/explain/permutationImportance.js";
import type {Predict} from "../../src/lib/explain/shapley.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import type {PairedMetric} from "../../src/lib/metrics/comparisons.js";
import {takeRows, type TrainingSet} from "../../src/lib/models/matrix.js";
import type {CardImportance, CardImportanceOf} from "../../src/lib/models/modelCard.js";

export interface ImportanceChoices {
  readonly metric: PairedMetric;
  readonly repeats: number;
  readonly seed: number;
  /** Test rows at most: each is predicted once for each feature and shuffle. */
  readonly mostRows: number;
  /** What is worked out: each feature alone, correlated features together, or both. */
  readonly of: "features" | "groups" | "both";
  /** Features to be worked out alone; all where none are named. */
  readonly only?: readonly string[];
  readonly report?: (progress: {readonly done: number; readonly of: number}) => void;
}

/** As cards have it. */
export const CARD_IMPORTANCE: ImportanceChoices = {metric: "auc", repeats: 5, seed: 1, mostRows: 2000, of: "both"};

/**
 * What a model goes by on the test rows, evenly spread ones where there are more than are asked for, with intervals over
 * rows, clustered by owner, and over shuffles. Every feature has the same shuffles, so that each can be worked out again
 * without the others. A sentence where there is nothing to rank.
 */
export async function importanceOf(
  predict: Predict,
  {test, groups}: Dataset,
  {metric, repeats, seed, mostRows, of, only, report}: ImportanceChoices
): Promise<CardImportance | string> {
  const count = Math.min(mostRows, test.rows);
  const kept = Int32Array.from({length: count}, (_, i) => Math.floor((i * test.rows) / count));
  const few: TrainingSet = {...takeRows(test, kept), y: Float64Array.from(kept, (row) => test.y[row])};
  const classes = new Set(Array.from(few.y));
  if (classes.size < 2)
    return `the label is ${[...classes].join()} in ${few.rows === 1 ? "the only test row" : `all ${few.rows} test rows`}, so there is nothing to rank`;
  const owners = groups?.test;
  const ofOwners = owners === undefined ? null : clusters(Array.from(kept, (row) => owners[row]));
  const {columns} = few;
  const asTheyAre = await predict(few);
  const shuffled: Predict = (matrix) => (matrix === few ? asTheyAre : predict(matrix));
  const alone = of === "groups" ? [] : columns.flatMap((name, f) => ((only?.includes(name) ?? true) ? [[f]] : []));
  const together = of === "features" ? [] : correlatedGroups(few).map((group) => group.columns);
  const found = new Map<string, GroupImportance>();
  let score = NaN;
  const sets = [...new Map([...alone, ...together].map((set) => [set.join(), set])).values()];
  for (const [done, set] of sets.entries()) {
    const group: ColumnGroup = {name: set.map((f) => columns[f]).join(", "), columns: set};
    const options = {metric, repeats, seed, clusters: ofOwners, groups: [group]};
    const {groups: told, score: whole} = await permutationImportance(shuffled, few, options);
    score = whole;
    found.set(set.join(), told[0]);
    report?.({done: done + 1, of: sets.length});
  }
  const said = (set: readonly number[]): CardImportanceOf => {
    const {name, value, interval, p} = found.get(set.join())!;
    return {name, value, low: interval?.low ?? null, high: interval?.high ?? null, p};
  };
  return {
    method: "permutation",
    metric,
    score,
    rows: few.rows,
    positives: Array.from(few.y).filter((label) => label === 1).length,
    repeats,
    seed,
    features: alone.map(said),
    groups: together.map((set) => ({...said(set), features: set.map((f) => columns[f])}))
  };
}
