import {random} from "../core/random.js";
import {binColumns} from "./binColumns.js";
import {BOOSTING_OPTIONS, checkBoosting, type BoostingOptions} from "./boostingOptions.js";
import {boostingBuffers} from "./boostingBuffers.js";
import {checkTraining, type Labels} from "./checkTraining.js";
import {Layout} from "./kernel/kernel.js";
import {inverseLink, meanLoss, initialPrediction} from "./losses.js";
import {withoutWeightless, type Matrix, type TrainingSet} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {sampleColumns, sampleRows} from "./sampleRows.js";
import {addTree, treeFromJson, treeToJson, type Tree, type TreeJson} from "./tree.js";
import {TreeGrower, type Leaf} from "./treeGrower.js";
import {weightedQuantile} from "./weightedQuantile.js";

/** Trees whose sum, added to `start`, is the score of a row. */
export interface BoostingModel extends Model {
  readonly family: "boosting";
  readonly options: BoostingOptions;
  readonly start: number;
  readonly trees: readonly Tree[];
  /** Before the link: log-odds, the logarithm of a mean, or the mean itself. */
  score(matrix: Matrix, trees?: number): Float64Array;
  toJSON(): BoostingJson;
}

export interface BoostingJson {
  readonly family: "boosting";
  readonly columns: readonly string[];
  readonly options: BoostingOptions;
  readonly start: number;
  readonly trees: readonly TreeJson[];
}

export interface BoostingProgress {
  /** Trees so far. */
  readonly trees: number;
  /** Mean loss on the training set and on the validation set; null where there is none. */
  readonly training: number | null;
  readonly validation: number | null;
}

export interface Watched {
  readonly validation?: TrainingSet;
  /** Whether the training loss is worked out after each tree. */
  readonly training?: boolean;
}

/**
 * What the Poisson loss counts its second derivative higher by, as a power of e, so that steps from low means stay
 * small; LightGBM's and XGBoost's value.
 */
const STEADY = 0.7;

const LABELS: Readonly<Record<BoostingOptions["loss"], Labels>> = {
  logistic: "classes",
  poisson: "counts",
  squared: "numbers",
  quantile: "numbers"
};

/**
 * Fits at one go; see `boost`.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [1, 1, 1, 5, 5, 5]};
 * const model = fitBoosting(train, {loss: "squared", trees: 1, learningRate: 1, leastRows: 1});
 * model.start // → 3
 * model.predict(train) // → [1, 1, 1, 5, 5, 5]
 * ```
 */
export function fitBoosting(
  train: TrainingSet,
  options: Partial<BoostingOptions> = {},
  watched: Watched = {}
): BoostingModel {
  const run = boost(train, options, watched);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
}

/**
 * Gradient boosting on histograms: every column is cut into at most 255 bins once; each tree is grown on sums of
 * gradients and hessians by bin, those of a leaf's larger child being the leaf's less the smaller child's. Missing
 * values go to the side that gains more. After each tree it yields, so that a worker can tell how far it is and stop.
 * The same bits everywhere: sums are in a fixed order, and the exponential function is our own. A row counts as often
 * as it weighs, also where bins are made and rows of leaves are counted.
 *
 * Throws what `checkTraining` and `checkBoosting` throw.
 *
 * Sources: J. H. Friedman (2001), Greedy function approximation, Annals of Statistics 29; T. Chen and C. Guestrin
 * (2016), XGBoost (the second-order gain, missing values, level-wise growth); G. Ke et al. (2017), LightGBM
 * (histograms, leaf-wise growth); L. Prokhorenkova et al. (2018), CatBoost (symmetric trees).
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [1, 1, 1, 5, 5, 5]};
 * // half of what is left, ± 2 at first, is taken away by each tree
 * const run = boost(train, {loss: "squared", trees: 2, learningRate: 0.5, leastRows: 1}, {training: true});
 * [...run]
 * // → [{trees: 1, training: 0.5, validation: null}, {trees: 2, training: 0.125, validation: null}]
 * ```
 */
export function* boost(
  all: TrainingSet,
  given: Partial<BoostingOptions> = {},
  {validation, training: watchTraining = false}: Watched = {}
): Generator<BoostingProgress, BoostingModel> {
  const o: BoostingOptions = {...BOOSTING_OPTIONS, ...given};
  const {columns} = all;
  checkBoosting(o, columns);
  checkTraining(all, {labels: LABELS[o.loss]});
  if (validation !== undefined) {
    checkColumns(columns, validation);
    checkTraining(validation, {labels: o.loss === "logistic" ? "zero or one" : LABELS[o.loss]});
  }

  const train = withoutWeightless(all);
  const {rows} = train;
  const uneven = train.weights !== undefined && Array.from(train.weights).some((weight) => weight !== 1);
  const layout = new Layout();
  const room = boostingBuffers(layout, rows, columns.length, o, uneven);
  const memory = layout.make();
  const {kernel, f64, u32} = memory;
  const reals = (at: number) => f64.subarray(at / 8, at / 8 + rows);
  const labels = reals(room.labels);
  const weights = reals(room.weights);
  const scores = reals(room.scores);
  const index = u32.subarray(room.index / 4, room.index / 4 + rows);

  const binned = binColumns(memory, room, train, {bins: o.bins, edges: o.edges, seed: o.seed});
  const direction = Int32Array.from(columns, (name) => o.monotone[name] ?? 0);
  const grower = new TreeGrower(o, memory, room, binned, rows, direction);
  labels.set(train.y);
  if (uneven) reals(room.rowWeights).set(train.weights!);
  for (let row = 0; row < rows; row++)
    weights[row] = (train.weights?.[row] ?? 1) * (o.loss === "logistic" && labels[row] === 1 ? o.scalePosWeight : 1);
  const weighted = weights.some((w) => w !== 1);
  const start = initialPrediction(o, labels, weights);
  scores.fill(start);
  const watchedScores = validation === undefined ? null : new Float64Array(validation.rows).fill(start);

  const gradients = () => {
    const w = weighted ? room.weights : 0;
    if (o.loss === "logistic") kernel.logistic(room.scores, room.labels, w, rows, room.pairs);
    else if (o.loss === "poisson") kernel.poisson(room.scores, room.labels, w, rows, room.pairs, STEADY);
    else if (o.loss === "squared") kernel.squared(room.scores, room.labels, w, rows, room.pairs);
    else kernel.quantile(room.scores, room.labels, w, rows, room.pairs, o.level);
  };

  /** The quantile of what is left of the labels in a leaf: the quantile loss has no second derivative to go by. */
  const quantileOf = ({from, rows: members}: Leaf): number => {
    const of = index.subarray(from, from + members);
    const left = Float64Array.from(of, (row) => labels[row] - scores[row]);
    const heavy = weighted ? Float64Array.from(of, (row) => weights[row]) : undefined;
    return weightedQuantile(left, o.level, heavy);
  };

  const trees: Tree[] = [];
  let best = {trees: 0, loss: Infinity};
  for (let t = 0; t < o.trees; t++) {
    const source = random(o.seed, t);
    gradients();
    const seen = sampleRows(rows, o.rowSample, source, index);
    const {tree: growing, leaves} = grower.grow(seen, sampleColumns(columns.length, o.columnSample, source));
    for (const leaf of leaves) {
      const value = o.learningRate * (o.loss === "quantile" ? quantileOf(leaf) : grower.value(leaf));
      growing.set(leaf.node, value);
      if (seen === rows) kernel.addTo(room.scores, room.index + leaf.from * 4, leaf.rows, value);
    }
    const tree = growing.finish();
    trees.push(tree);
    // also for the rows that the tree has not seen
    if (seen < rows) addTree(tree, train, scores);
    let loss: number | null = null;
    if (validation !== undefined) {
      addTree(tree, validation, watchedScores!);
      loss = meanLoss(o, watchedScores!, validation.y, validation.weights);
      if (loss < best.loss) best = {trees: t + 1, loss};
    }
    yield {trees: t + 1, training: watchTraining ? meanLoss(o, scores, labels, weights) : null, validation: loss};
    if (o.patience > 0 && validation !== undefined && t + 1 - best.trees >= o.patience) break;
  }
  const kept = o.patience > 0 && validation !== undefined ? trees.slice(0, best.trees) : trees;
  return boostingModel(columns, o, start, kept);
}

function boostingModel(
  columns: readonly string[],
  options: BoostingOptions,
  start: number,
  trees: readonly Tree[]
): BoostingModel {
  const score = (matrix: Matrix, count = trees.length) => {
    checkColumns(columns, matrix);
    const scores = new Float64Array(matrix.rows).fill(start);
    for (const tree of trees.slice(0, count)) addTree(tree, matrix, scores);
    return scores;
  };
  return {
    family: "boosting",
    columns,
    options,
    start,
    trees,
    score,
    predict: (matrix) => inverseLink(options.loss, score(matrix)),
    toJSON: () => ({family: "boosting", columns, options, start, trees: trees.map(treeToJson)})
  };
}

/**
 * The model that `toJSON` wrote.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [1, 1, 1, 5, 5, 5]};
 * const model = fitBoosting(train, {loss: "squared", trees: 1, learningRate: 1, leastRows: 1});
 * boostingFromJson(JSON.parse(JSON.stringify(model))).predict(train) // → [1, 1, 1, 5, 5, 5]
 * ```
 */
export function boostingFromJson({columns, options, start, trees}: BoostingJson): BoostingModel {
  return boostingModel(columns, options, start, trees.map(treeFromJson));
}
