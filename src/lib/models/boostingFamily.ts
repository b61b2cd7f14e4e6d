import {UserError} from "../core/errors.js";
import {addTrees} from "./addTrees.js";
import {boost, boostingFromJson, type BoostingJson, type BoostingModel} from "./boosting.js";
import {BOOSTING_OPTIONS, type BoostingOptions} from "./boostingOptions.js";
import {checkTraining} from "./checkTraining.js";
import {TABULAR, type Family} from "./family.js";
import type {Estimator} from "./estimator.js";
import {withoutWeightless, type TrainingSet} from "./matrix.js";
import {fitTargetCodes, type TargetCodesOptions} from "./targetEncoding.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";

const SMALL = {trees: 100, learningRate: 0.05, leastRows: 30} as const;

/** Of the boosting that is trained by name, in its three kinds: small enough to be sent to a page. */
export const SMALL_BOOSTING = {
  leaf: {...SMALL, leaves: 15},
  level: {...SMALL, growth: "level", depth: 4},
  symmetric: {...SMALL, growth: "symmetric", depth: 4}
} as const satisfies Record<string, Partial<BoostingOptions>>;

/** Gradient boosting on histograms, with trees of three kinds. */
export const boostingFamily: Family<BoostingModel, BoostingJson> = {
  ...TABULAR,
  name: "boosting",
  estimators: () => Object.values(SMALL_BOOSTING).map((options) => boostingEstimator(options)),
  fromJson: boostingFromJson,
  addToGraph(graph, {features}, {trees, start, options: {loss}}) {
    const score = graph.cast(addTrees(graph, features, trees, {combine: "sum", start}), "double");
    if (loss === "logistic") return graph.node("Sigmoid", [score], "double");
    return loss === "poisson" ? graph.node("Exp", [score], "double") : score;
  }
};

const GROWTH_TITLES = {
  leaf: "Boosting, leaf by leaf",
  level: "Boosting, level by level",
  symmetric: "Boosting, symmetric trees"
} as const;

export interface BoostingEstimatorOptions extends BoostingOptions {
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
 * const learner = boostingEstimator({trees: 1, learningRate: 1, leastRows: 1});
 * learner.setting // → "1 trees of 31 leaves, rate 1"
 * const model = await learner.fit(train, {seed: 1});
 * // one cut, in the middle; a Newton step from log-odds of 0: ∓(1/2 + 1/2 − 1/2) / (3 · 1/4)
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 6)}) // → [0.3392…, 0.6607…]
 * ```
 */
export function boostingEstimator({
  codes = [],
  strength = 10,
  ...given
}: Partial<BoostingEstimatorOptions> = {}): Estimator {
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
    async fit(all, {seed, validation, report}) {
      const train = withoutWeightless(all);
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
