import {UserError} from "../core/errors.js";
import {boost} from "./boosting.js";
import {BOOSTING_OPTIONS, type BoostingOptions} from "./boostingOptions.js";
import {checkTraining} from "./checkTraining.js";
import {growForest, FOREST_OPTIONS, TREE_OPTIONS, type ForestOptions} from "./forest.js";
import type {FitContext, Learner} from "./learner.js";
import {independentColumns} from "./independentColumns.js";
import {
  fitLogistic,
  LOGISTIC_OPTIONS,
  logisticModel,
  type LogisticModel,
  type LogisticOptions
} from "./logisticRegression.js";
import {takeColumns, type TrainingSet} from "./matrix.js";
import {fitStandardizer} from "./standardize.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";
import {fitTargetCodes, type TargetCodesOptions} from "./targetEncoding.js";

/**
 * Logistic regression on standardized columns, missing values at their mean. With Firth's penalty, which has no answer
 * where columns say the same, a column that those before it say already is left out: its coefficient is 0.
 *
 * Fitting throws what `fitLogistic` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const model = await logisticLearner().fit(train, {seed: 1});
 * // as scikit-learn's LogisticRegression behind its StandardScaler
 * model.predict(train).slice(0, 3) // → [0.2188…, 0.3178…, 0.4367…]
 * logisticLearner({penalty: "firth"}).id // → "firth"
 * ```
 */
export function logisticLearner(given: Partial<LogisticOptions> = {}): Learner {
  const o = {...LOGISTIC_OPTIONS, ...given};
  const firth = o.penalty === "firth";
  return {
    id: firth ? "firth" : "logistic",
    title: firth ? "Logistic regression, Firth" : "Logistic regression",
    setting: `columns standardized, ${firth ? "Firth's penalty" : `ridge ${o.l2}`}`,
    async fit(train, {report}) {
      const standardizer = fitStandardizer(train);
      const step: Transform = {step: "standardize", ...standardizer};
      const model = firth
        ? fitIndependent({...train, ...applyTransform(step, train)}, o)
        : fitLogistic(train, o, {standardizer});
      await report?.({done: 1, of: 1});
      return pipelineModel([step], model);
    }
  };
}

function fitIndependent(train: TrainingSet, o: LogisticOptions): LogisticModel {
  checkTraining(train, {labels: "classes"});
  const {rows, columns, weights} = train;
  const kept = independentColumns(
    train,
    Float64Array.from({length: rows}, (_, row) => weights?.[row] ?? 1)
  );
  if (kept.length === columns.length) return fitLogistic(train, o);
  if (kept.length === 0)
    throw new UserError("no column differs between rows", "choose a longer log, or another part of the data");
  const {intercept, coefficients, standardErrors, iterations} = fitLogistic({...train, ...takeColumns(train, kept)}, o);
  const spread = (of: ArrayLike<number>) => {
    const all = columns.map(() => 0);
    kept.forEach((f, k) => (all[f] = of[k]));
    return all;
  };
  return logisticModel({
    family: "logistic",
    columns,
    intercept,
    coefficients: spread(coefficients),
    standardErrors: [standardErrors[0], ...spread(standardErrors.subarray(1))],
    iterations
  });
}

/**
 * One classification tree.
 *
 * Fitting throws what `growForest` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const model = await treeLearner({leastRows: 1}).fit(train, {seed: 1});
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(2.4, 2.6)}) // → [0, 1]
 * ```
 */
export function treeLearner(given: Partial<ForestOptions> = {}): Learner {
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
 * const model = await forestLearner({trees: 30, leastRows: 1}).fit(train, {seed: 1});
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 8)});
 * few < 0.2 && many > 0.8 // → true
 * ```
 */
export function forestLearner(given: Partial<ForestOptions> = {}): Learner {
  const o = {...FOREST_OPTIONS, leastRows: 3, ...given};
  return {
    id: "forest",
    title: "Random forest",
    setting: `${o.trees} trees of depth ${o.depth} at most, ${o.leastRows} rows in a leaf at least`,
    fit: (train, context) => growAll(train, {...o, seed: context.seed}, context)
  };
}

const GROWTH_TITLES = {
  leaf: "Boosting, leaf by leaf",
  level: "Boosting, level by level",
  symmetric: "Boosting, symmetric trees"
} as const;

export interface BoostingLearnerOptions extends BoostingOptions {
  /** Columns that are codes: each is replaced by ordered target statistics before trees see it. */
  readonly codes: readonly string[];
  /** How many rows of the mean of all labels are counted in with each code. */
  readonly strength: number;
}

/**
 * Gradient boosting; stops early where the context has validation rows and `patience` is above 0. Fitting throws
 * `UserError` for codes that are no columns.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const learner = boostingLearner({trees: 1, learningRate: 1, leastRows: 1});
 * learner.setting // → "1 trees of 31 leaves, rate 1"
 * const model = await learner.fit(train, {seed: 1});
 * // one cut, in the middle; a Newton step from log-odds of 0: ∓(1/2 + 1/2 − 1/2) / (3 · 1/4)
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 6)}) // → [0.3392…, 0.6607…]
 * ```
 */
export function boostingLearner({codes = [], strength = 10, ...given}: Partial<BoostingLearnerOptions> = {}): Learner {
  const o = {...BOOSTING_OPTIONS, ...given};
  const size = o.growth === "leaf" ? `${o.leaves} leaves` : `depth ${o.depth}`;
  return {
    id: o.growth === "leaf" ? "boosting" : `boosting-${o.growth}`,
    title: GROWTH_TITLES[o.growth],
    setting:
      `${o.trees} trees of ${size}, rate ${o.learningRate}${o.l2 > 0 ? `, ridge ${o.l2}` : ""}` +
      (o.edges === "percentiles" ? ", columns cut at percentiles" : "") +
      (o.countRows ? ", rows of leaves counted" : "") +
      (codes.length > 0 ? `; ${codes.join(", ")} by ordered target statistics` : ""),
    async fit(train, {seed, validation, report}) {
      const {steps, encoded, watched} = encodeCodes(train, validation, codes, {strength, seed});
      const run = boost(encoded, {...o, seed}, {validation: watched});
      for (;;) {
        const {done, value} = run.next();
        if (done) return pipelineModel(steps, value);
        await report?.({done: value.trees, of: o.trees, training: value.training, validation: value.validation});
      }
    }
  };
}

/**
 * Training rows take the statistics of the rows before them in a random order; those of validation, like all later
 * ones, take those of all.
 */
function encodeCodes(
  train: TrainingSet,
  validation: TrainingSet | undefined,
  named: readonly string[],
  options: TargetCodesOptions
): {readonly steps: readonly Transform[]; readonly encoded: TrainingSet; readonly watched: TrainingSet | undefined} {
  if (named.length === 0) return {steps: [], encoded: train, watched: validation};
  const unknown = named.find((name) => !train.columns.includes(name));
  if (unknown !== undefined)
    throw new UserError(`codes names ${unknown}`, `there are the columns ${train.columns.join(", ")}`);
  checkTraining(train);
  const {encoded, codes} = fitTargetCodes(train, named, options);
  const step: Transform = {step: "targetCodes", ...codes};
  return {
    steps: [step],
    encoded: {...train, ...encoded},
    watched: validation && {...validation, ...applyTransform(step, validation)}
  };
}

async function growAll(
  train: Parameters<typeof growForest>[0],
  options: ForestOptions,
  {report}: FitContext
): ReturnType<Learner["fit"]> {
  const run = growForest(train, options);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
    await report?.({done: value, of: options.trees});
  }
}
