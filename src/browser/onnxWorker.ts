import {UserError} from "../lib/core/errors.js";
import type {Task} from "../lib/experiments/task.js";
import {taskHash} from "../lib/experiments/taskHash.js";
import {evaluate, type Evaluation} from "../lib/metrics/evaluate.js";
import {readOnnxMetadata} from "../lib/onnx/readOnnxMetadata.js";
import {answerPage} from "./answerPage.js";
import {openOnnx} from "./onnx.js";

/** A module worker: scores the test rows of a task with an ONNX file of this project, and judges the scores. */
export interface OnnxQuestion {
  readonly file: Uint8Array;
  /** The rows of its test are scored. */
  readonly task: Task;
}

export interface OnnxReply {
  readonly evaluation: Evaluation;
  /** Of the task, see `taskHash`. */
  readonly sha256: string;
  /** What reading the file and scoring the rows took; fetching the runtime, the first time, is part of it. */
  readonly ms: number;
}

answerPage<OnnxQuestion>(async ({file, task}): Promise<OnnxReply> => {
  const {test: rows, users} = task;
  const columns = JSON.parse(readOnnxMetadata(file).metadata.columns ?? "[]") as string[];
  const at = columns.findIndex((name, i) => name !== rows.columns[i]);
  if (at !== -1 || columns.length !== rows.columns.length)
    throw new UserError(
      `the file is of ${columns.length} columns${at === -1 ? "" : `, number ${at + 1} of them ${columns[at]}`}, the rows have ${rows.columns.length}`,
      "choose a file that was trained on such rows"
    );
  const start = performance.now();
  const model = await openOnnx(file);
  try {
    const scores = await model.score(rows);
    const ms = performance.now() - start;
    return {evaluation: evaluate(scores, rows.y, {clusters: users?.test}), sha256: taskHash(task), ms};
  } finally {
    await model.close();
  }
});
