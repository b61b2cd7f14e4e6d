import {fitAndEvaluate, type EvaluatedModel} from "../lib/datasets/fitAndEvaluate.js";
import type {Task} from "../lib/datasets/task.js";
import type {FitProgress} from "../lib/models/learner.js";
import {trainableLearners} from "../lib/models/trainableLearners.js";
import {answerQuestions} from "./answerQuestions.js";

/** A module worker: fits one learner to a task and judges it, in the tab as in Node. */
export interface FitQuestion {
  readonly task: Task;
  /** The id of a learner of `trainable`. */
  readonly learner: string;
  readonly seed: number;
}

export interface FitReply extends Pick<EvaluatedModel, "evaluation" | "sha256"> {
  /** What the fit and its judgement took. */
  readonly ms: number;
}

/** The kernel leaves no turn to messages of progress oftener than this. */
const TELL_EVERY_MS = 50;

const tell = answerQuestions<FitQuestion, FitProgress>(async ({task, learner: id, seed}): Promise<FitReply> => {
  const learner = trainableLearners().find((one) => one.id === id);
  if (learner === undefined) throw new RangeError(`no learner ${id}`);
  const start = performance.now();
  let told = start;
  const {evaluation, sha256} = await fitAndEvaluate(learner as Parameters<typeof fitAndEvaluate>[0], task, {
    seed,
    report(progress) {
      if (performance.now() - told < TELL_EVERY_MS) return;
      told = performance.now();
      tell(progress);
    }
  });
  return {evaluation, sha256, ms: performance.now() - start};
});
