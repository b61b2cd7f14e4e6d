import {fitAndEvaluate, type EvaluatedModel} from "../lib/datasets/fitAndEvaluate.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import {describeDataset} from "../lib/datasets/describeDataset.js";
import {backgroundOf, explainModel, type Explanation} from "../lib/explain/explainer.js";
import type {FitProgress, Estimator} from "../lib/models/estimator.js";
import {takeRows} from "../lib/models/matrix.js";
import type {Model} from "../lib/models/model.js";
import {modelCard, type ModelCard} from "../lib/models/modelCard.js";
import {modelFacts} from "../lib/models/modelFacts.js";
import {modelToOnnx} from "../lib/models/modelToOnnx.js";
import {trainableEstimators} from "../lib/models/trainableEstimators.js";
import {answerQuestions} from "./answerQuestions.js";

/**
 * A module worker: fits one learner to a task and judges it, in the tab as in Node, and explains what the model says of
 * single test rows.
 */
export type ModelsQuestion = FitQuestion | ExplainQuestion;

export interface FitQuestion {
  readonly kind: "fit";
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

/** A test row of the model that was fitted last, by the rank of its score. */
export interface ExplainQuestion {
  readonly kind: "explain";
  /** From 0, the lowest score, to 1, the highest. */
  readonly rank: number;
  /** Log-odds are given where the model is a sum on that scale, and probabilities else. */
  readonly scale: "log-odds" | "probability";
}

/** What a model says of a test row, taken apart. */
export interface ExplainedTestRow {
  readonly explanation: Explanation;
  readonly columns: readonly string[];
  readonly x: Float64Array;
  readonly y: number;
  /** Its place among the test rows, from 0, and how many there are. */
  readonly number: number;
  readonly rows: number;
  readonly probability: number;
  /** Rows of training that it was compared with, where the method compares. */
  readonly background: number;
  readonly ms: number;
}

/** Training rows that a test row is compared with, and coalitions a column where they are sampled. */
const BACKGROUND_ROWS = 20;
const COALITIONS_A_COLUMN = 32;

let fitted: {readonly model: Model; readonly task: Dataset; ranked?: Int32Array} | null = null;

/** The kernel leaves no turn to messages of progress oftener than this. */
const TELL_EVERY_MS = 50;

const tell = answerQuestions<ModelsQuestion, FitProgress>((question): Promise<FitReply | ExplainedTestRow> =>
  question.kind === "fit" ? fit(question) : explain(question)
);

async function explain({rank, scale}: ExplainQuestion): Promise<ExplainedTestRow> {
  if (fitted === null) throw new RangeError("no model of columns was fitted");
  const {model, task} = fitted;
  const start = performance.now();
  fitted.ranked ??= ranked(model.predict(task.test));
  const {rows} = task.test;
  const number = fitted.ranked[Math.round(rank * (rows - 1))];
  const row = takeRows(task.test, [number]);
  const background = backgroundOf(task.train, BACKGROUND_ROWS);
  const explanation = await explainModel(model, row, background, {
    how: scale === "probability" ? "probability" : "fast",
    kernel: {coalitions: COALITIONS_A_COLUMN * row.columns.length}
  });
  return {
    explanation,
    columns: row.columns,
    x: Float64Array.from(row.x),
    y: task.test.y[number],
    number,
    rows,
    probability: model.predict(row)[0],
    background: background.rows,
    ms: performance.now() - start
  };
}

/** Rows by their scores, the lowest first. */
function ranked(scores: ArrayLike<number>): Int32Array {
  return Int32Array.from({length: scores.length}, (_, row) => row).sort((a, b) => scores[a] - scores[b] || a - b);
}

async function fit({task, learner: id, seed, about}: FitQuestion): Promise<FitReply> {
  const tabular = trainableEstimators().find((one) => one.id === id);
  const learner = tabular ?? (await layersLearner(id));
  const start = performance.now();
  let told = start;
  let taken = {steps: 0, ms: 0};
  const {model, evaluation, withCensored, sha256} = await fitAndEvaluate(
    learner as Parameters<typeof fitAndEvaluate>[0],
    task,
    {
      seed,
      report(progress) {
        const now = performance.now();
        taken = {steps: progress.done, ms: now - start};
        if (now - told < TELL_EVERY_MS) return;
        told = now;
        tell(progress);
      }
    }
  );
  const ms = performance.now() - start;
  fitted = tabular === undefined ? null : {model: model as Model, task};
  return {evaluation, withCensored, sha256, ms, fit: taken, file: tabular === undefined ? null : fileOf()};

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
}

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
