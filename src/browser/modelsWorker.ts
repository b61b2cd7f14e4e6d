import {fitAndEvaluate, type EvaluatedModel} from "../lib/datasets/fitAndEvaluate.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import type {FitProgress, Estimator} from "../lib/models/estimator.js";
import {trainableEstimators} from "../lib/models/trainableEstimators.js";
import {answerQuestions} from "./answerQuestions.js";

/** A module worker: fits one learner to a task and judges it, in the tab as in Node. */
export interface FitQuestion {
  readonly task: Dataset;
  /** The id of a learner of `trainable` or of `layersEstimators`. */
  readonly learner: string;
  readonly seed: number;
}

export interface FitReply extends Pick<EvaluatedModel, "evaluation" | "withCensored" | "sha256"> {
  /** What the fit and its judgement took, without fetching what they need. */
  readonly ms: number;
  /** Steps of the fit, and what they took. */
  readonly fit: {readonly steps: number; readonly ms: number};
}

/** The kernel leaves no turn to messages of progress oftener than this. */
const TELL_EVERY_MS = 50;

const tell = answerQuestions<FitQuestion, FitProgress>(async ({task, learner: id, seed}): Promise<FitReply> => {
  const learner = trainableEstimators().find((one) => one.id === id) ?? (await layersLearner(id));
  const start = performance.now();
  let told = start;
  let fit = {steps: 0, ms: 0};
  const {evaluation, withCensored, sha256} = await fitAndEvaluate(
    learner as Parameters<typeof fitAndEvaluate>[0],
    task,
    {
      seed,
      report(progress) {
        const now = performance.now();
        fit = {steps: progress.done, ms: now - start};
        if (now - told < TELL_EVERY_MS) return;
        told = now;
        tell(progress);
      }
    }
  );
  return {evaluation, withCensored, sha256, ms: performance.now() - start, fit};
});

/** A learner that needs TensorFlow.js, which is fetched for it. */
async function layersLearner(id: string): Promise<Estimator<never>> {
  const [{openTfjs}, {layersEstimators}] = await Promise.all([
    import("./tfjs.js"),
    import("../lib/models/neural/layersEstimators.js")
  ]);
  const learner = layersEstimators().find((one) => one.id === id);
  if (learner === undefined) throw new RangeError(`no learner ${id}`);
  await openTfjs();
  return learner;
}
