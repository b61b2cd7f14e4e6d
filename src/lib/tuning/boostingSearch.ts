import {rocAuc} from "../metrics/auc.js";
import {boost, type BoostingModel} from "../models/boosting.js";
import type {BoostingOptions} from "../models/boostingOptions.js";
import {inverseLink} from "../models/losses.js";
import type {TrainingSet} from "../models/matrix.js";
import type {Sampler} from "./sampler.js";
import type {Parameters, SearchSpace} from "./searchSpace.js";
import {startStudy} from "./study.js";
import type {Trial} from "./trial.js";

/** The search space of a published search, of 50 trials that are scored by AUC on the validation rows. */
const PUBLISHED_SPACE = {
  iterations: {kind: "int", low: 100, high: 1000},
  learning_rate: {kind: "float", low: 0.01, high: 0.3},
  depth: {kind: "int", low: 4, high: 10},
  l2_leaf_reg: {kind: "float", low: 1, high: 10}
} as const satisfies SearchSpace;

/** The same with a tenth of the iterations: what a study that fits thousands of models, or a tab, can afford. */
export const SMALL_SPACE = {
  ...PUBLISHED_SPACE,
  iterations: {kind: "int", low: 10, high: 100}
} as const satisfies SearchSpace;

/** What somebody would take without a search, within `SMALL_SPACE`. */
export const SMALL_DEFAULTS: Parameters = {iterations: 50, learning_rate: 0.1, depth: 6, l2_leaf_reg: 3};

/** Options that the search leaves alone. */
export const SEARCHED_BOOSTING = {growth: "level", bins: 32} as const satisfies Partial<BoostingOptions>;

/** The options of a boosting that a trial's values stand for. */
function boostingOptionsOf(values: Parameters): Partial<BoostingOptions> {
  return {
    ...SEARCHED_BOOSTING,
    trees: Number(values.iterations),
    learningRate: Number(values.learning_rate),
    depth: Number(values.depth),
    l2: Number(values.l2_leaf_reg)
  };
}

/** A boosting that a search has tried. */
export interface TriedBoosting {
  readonly parameters: Parameters;
  readonly model: BoostingModel;
  /** Of the validation rows. */
  readonly scores: Float64Array;
  readonly auc: number;
  /** The same model stopped where the loss on the validation rows was least: its trees, and its AUC on the same rows. */
  readonly early: {readonly trees: number; readonly auc: number};
}

/** Fits one configuration and scores the validation rows, with all its trees and with those up to the least validation loss. */
export function tryBoosting(parameters: Parameters, train: TrainingSet, validation: TrainingSet): TriedBoosting {
  const run = boost(train, boostingOptionsOf(parameters), {validation});
  let least = {trees: 0, loss: Infinity};
  for (;;) {
    const {done, value} = run.next();
    if (!done) {
      if (value.validation! < least.loss) least = {trees: value.trees, loss: value.validation!};
      continue;
    }
    const scores = inverseLink("logistic", value.score(validation));
    return {
      parameters,
      model: value,
      scores,
      auc: rocAuc(scores, validation.y).value,
      early: {trees: least.trees, auc: rocAuc(value.score(validation, least.trees), validation.y).value}
    };
  }
}

/** A trial of a search, with what was fitted. */
export interface BoostingTrial extends TriedBoosting {
  readonly trial: Trial;
}

/**
 * A search for the boosting with the largest AUC on the validation rows, one trial after another, as the published one does it. Yields after
 * each trial, so that a worker can pause; the same seed gives the same trials.
 *
 * Throws what `startStudy` and `boost` throw.
 */
export function* searchBoosting(
  train: TrainingSet,
  validation: TrainingSet,
  {
    space = SMALL_SPACE,
    sampler,
    trials,
    seed,
    enqueued = []
  }: {
    readonly space?: SearchSpace;
    readonly sampler: Sampler;
    readonly trials: number;
    readonly seed: number;
    readonly enqueued?: readonly Parameters[];
  }
): Generator<BoostingTrial, void> {
  const study = startStudy({space, directions: ["maximize"], sampler, seed, enqueued});
  for (let k = 0; k < trials; k++) {
    const running = study.ask()!;
    const tried = tryBoosting(running.parameters, train, validation);
    yield {...tried, trial: running.tell({values: [tried.auc]})};
  }
}
