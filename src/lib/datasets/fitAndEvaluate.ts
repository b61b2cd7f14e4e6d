import {evaluate, type Evaluation} from "../metrics/evaluate.js";
import type {FitContext, Learner} from "../models/learner.js";
import type {Model} from "../models/model.js";
import {scoresHash} from "./scoresHash.js";
import type {Task} from "./task.js";
import {evaluateWithCensored} from "./withCensored.js";

/** The share of rows whose precision is given: one in twenty, as published tables have it. */
export const TOP = 0.05;

/** A learner tried on a task. */
export interface EvaluatedModel {
  readonly model: Model;
  /** Of the test rows. */
  readonly scores: Float64Array;
  readonly evaluation: Evaluation;
  /** The same with censored rows counted as negatives; null where there are none. */
  readonly withCensored: Evaluation | null;
  /** Of the scores, see `scoresHash`. */
  readonly sha256: string;
}

/**
 * Fits on the training rows and evaluates on those of the test, by user where rows have users; and once more with the
 * censored rows of the test. Throws what the learner throws.
 */
export async function fitAndEvaluate(
  learner: Learner,
  task: Task,
  {seed, report}: Pick<FitContext, "seed" | "report">
): Promise<EvaluatedModel> {
  const {train, test, users, censored} = task;
  const model = await learner.fit(train, {seed, groups: users?.train, report});
  const scores = model.predict(test);
  return {
    model,
    scores,
    evaluation: evaluate(scores, test.y, {clusters: users?.test, shares: [TOP]}),
    withCensored:
      censored === undefined || censored.test.rows === 0
        ? null
        : evaluateWithCensored(task, {test: scores, censored: model.predict(censored.test)}, {shares: [TOP]}),
    sha256: scoresHash(scores)
  };
}
