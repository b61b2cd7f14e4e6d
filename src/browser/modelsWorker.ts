import {fitAndEvaluate, type EvaluatedModel} from "../lib/datasets/fitAndEvaluate.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import {describeDataset} from "../lib/datasets/describeDataset.js";
import type {FitProgress, Estimator} from "../lib/models/estimator.js";
import {modelCard, type ModelCard} from "../lib/models/modelCard.js";
import {modelFacts} from "../lib/models/modelFacts.js";
import {modelToOnnx} from "../lib/models/modelToOnnx.js";
import {trainableEstimators} from "../lib/models/trainableEstimators.js";
import {answerQuestions} from "./answerQuestions.js";

/** A module worker: fits one learner to a task and judges it, in the tab as in Node. */
export interface FitQuestion {
  readonly task: Dataset;
  /** The id of a learner of `trainable` or of `layersEstimators`. */
  readonly learner: string;
  readonly seed: number;
  /** For the card of the file that is made. */
  readonly about: Pick<ModelCard, "name" | "target"> & {
    readonly data: Omit<ModelCard["data"], keyof ReturnType<typeof describeDataset>>;
  };
}

export interface FitReply extends Pick<EvaluatedModel, "evaluation" | "withCensored" | "sha256"> {
  /** What the fit and its judgement took, without fetching what they need. */
  readonly ms: number;
  /** Steps of the fit, and what they took. */
  readonly fit: {readonly steps: number; readonly ms: number};
  /** The model as ONNX, with its card in the metadata; null for a network of TensorFlow.js's layers. */
  readonly file: {readonly bytes: Uint8Array; readonly card: ModelCard} | null;
}

/** The kernel leaves no turn to messages of progress oftener than this. */
const TELL_EVERY_MS = 50;

const tell = answerQuestions<FitQuestion, FitProgress>(async ({task, learner: id, seed, about}): Promise<FitReply> => {
  const tabular = trainableEstimators().find((one) => one.id === id);
  const learner = tabular ?? (await layersLearner(id));
  const start = performance.now();
  let told = start;
  let fit = {steps: 0, ms: 0};
  const {model, evaluation, withCensored, sha256} = await fitAndEvaluate(
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
  const ms = performance.now() - start;
  return {evaluation, withCensored, sha256, ms, fit, file: tabular === undefined ? null : fileOf()};

  function fileOf(): FitReply["file"] {
    const {title, setting} = tabular!;
    const {family, configuration, columns} = modelFacts(model);
    const card = modelCard(
      {
        ...about,
        learner: {id, title, setting, seed, configuration},
        family,
        data: {...about.data, ...describeDataset(task)},
        columns
      },
      evaluation,
      withCensored
    );
    return {bytes: modelToOnnx(model, {name: about.name, metadata: {card: JSON.stringify(card)}}), card};
  }
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
