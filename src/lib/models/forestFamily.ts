import {addTrees} from "./addTrees.js";
import {TABULAR, type Family} from "./family.js";
import {
  FOREST_OPTIONS,
  forestFromJson,
  growForest,
  TREE_OPTIONS,
  type ForestJson,
  type ForestModel,
  type ForestOptions
} from "./forest.js";
import type {FitContext, Estimator} from "./estimator.js";
import type {TrainingSet} from "./matrix.js";

/** Of the forest that is trained by name: small enough to be sent to a page. */
export const SMALL_FOREST = {trees: 60, depth: 7, leastRows: 20} as const;

/** Classification trees, one or many. */
export const forestFamily: Family<ForestModel, ForestJson> = {
  ...TABULAR,
  name: "forest",
  estimators: () => [treeEstimator(), forestEstimator(SMALL_FOREST)],
  fromJson: forestFromJson,
  addToGraph: (graph, {features}, {trees}) => graph.cast(addTrees(graph, features, trees, {combine: "mean"}), "double")
};

/**
 * One classification tree.
 *
 * Fitting throws what `growForest` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const model = await treeEstimator({leastRows: 1}).fit(train, {seed: 1});
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(2.4, 2.6)}) // → [0, 1]
 * ```
 */
export function treeEstimator(given: Partial<ForestOptions> = {}): Estimator {
  const o = {...FOREST_OPTIONS, ...TREE_OPTIONS, depth: 6, leastRows: 20, ...given};
  return {
    id: "tree",
    title: "Decision tree",
    setting: `depth ${o.depth} at most, ${o.leastRows} rows in a leaf at least`,
    fit: (train, context) => growAll(train, {...o, seed: context.seed}, context)
  };
}

/**
 * A random forest.
 *
 * Fitting throws what `growForest` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 8, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), y: [0, 0, 0, 1, 0, 1, 1, 1]};
 * const model = await forestEstimator({trees: 30, leastRows: 1}).fit(train, {seed: 1});
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 8)});
 * few < 0.2 && many > 0.8 // → true
 * ```
 */
export function forestEstimator(given: Partial<ForestOptions> = {}): Estimator {
  const o = {...FOREST_OPTIONS, leastRows: 3, ...given};
  return {
    id: "forest",
    title: "Random forest",
    setting: `${o.trees} trees of depth ${o.depth} at most, ${o.leastRows} rows in a leaf at least`,
    fit: (train, context) => growAll(train, {...o, seed: context.seed}, context)
  };
}

async function growAll(train: TrainingSet, options: ForestOptions, {report}: FitContext): ReturnType<Estimator["fit"]> {
  const run = growForest(train, options);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
    await report?.({done: value, of: options.trees});
  }
}
