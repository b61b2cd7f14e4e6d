import {random, permutation} from "../../src/lib/core/random.js";
import {meanSizes} from "../../src/lib/explain/attribution.js";
import {permutationImportance, type GroupImportance} from "../../src/lib/explain/permutationImportance.js";
import {treeShap} from "../../src/lib/explain/treeShap.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {takeTraining, type TrainingSet} from "../../src/lib/models/matrix.js";

/** A part of a task with the user of each row. */
export interface OwnedRows {
  readonly rows: TrainingSet;
  readonly users: ArrayLike<number>;
}

const ROWS_STREAM = 51;
const LABELS_STREAM = 52;

/** Small, because hundreds are fitted. */
export const TRUST_BOOSTING = {trees: 40, leaves: 15} as const;

export interface ShuffledTrustOptions {
  readonly rows: number;
  readonly repeats: number;
}

/** What one model says of its columns on rows that it has not seen. */
export interface DrawnImportance {
  readonly groups: readonly GroupImportance[];
  /** The mean size of each column's contributions, in log-odds. */
  readonly sizes: Float64Array;
}

/**
 * Draws rows of both parts, deals out their labels anew where asked to, fits a boosting and measures what each column is
 * worth to it: permutation importance of the AUC with intervals clustered by user, and the mean size of its contributions.
 */
export async function drawnImportance(
  train: OwnedRows,
  test: OwnedRows,
  {rows, repeats, seed, shuffled}: ShuffledTrustOptions & {readonly seed: number; readonly shuffled: boolean}
): Promise<DrawnImportance> {
  const [learned, held] = [train, test].map((part, i) => {
    const drawn = drawRows(part, rows, random(seed, ROWS_STREAM, i));
    return shuffled ? deal(drawn, random(seed, LABELS_STREAM, i)) : drawn;
  });
  const model = fitBoosting(learned.rows, {...TRUST_BOOSTING, seed});
  const {groups} = await permutationImportance((matrix) => model.predict(matrix), held.rows, {
    repeats,
    seed,
    clusters: clusters(held.users)
  });
  const {values} = treeShap({trees: model.trees, start: model.start, scale: 1}, held.rows);
  return {groups, sizes: meanSizes(values, held.rows.columns.length)};
}

function drawRows({rows, users}: OwnedRows, count: number, source: ReturnType<typeof random>): OwnedRows {
  const chosen = permutation(rows.rows, source).slice(0, count);
  return {rows: takeTraining(rows, chosen), users: Array.from(chosen, (row) => users[row])};
}

function deal({rows, users}: OwnedRows, source: ReturnType<typeof random>): OwnedRows {
  return {rows: {...rows, y: Float64Array.from(permutation(rows.rows, source), (row) => rows.y[row])}, users};
}
