import {UserError} from "../lib/core/errors.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import {datasetHash} from "../lib/datasets/datasetHash.js";
import {evaluate, type Evaluation} from "../lib/metrics/evaluate.js";
import type {Matrix} from "../lib/models/matrix.js";
import {readOnnxFile} from "../lib/models/readOnnxFile.js";
import {answerQuestions} from "./answerQuestions.js";
import {openOnnx, type OnnxScorer} from "./onnx.js";

/**
 * A module worker: reckons with ONNX files of this project. The file asked with before is used again where `file` is
 * null.
 */
export type OnnxQuestion =
  /** Scores the test rows of a task and judges the scores. */
  | {readonly file: Uint8Array | null; readonly task: Dataset}
  /** Scores rows. */
  | {readonly file: Uint8Array | null; readonly rows: Matrix};

export interface OnnxReply {
  readonly evaluation: Evaluation;
  /** Of the test rows. */
  readonly scores: Float64Array;
  /** Of the task, see `datasetHash`. */
  readonly sha256: string;
  /** What reading the file and scoring the rows took; fetching the runtime, the first time, is part of it. */
  readonly ms: number;
}

let open: {readonly columns: readonly string[]; readonly model: OnnxScorer} | null = null;

answerQuestions<OnnxQuestion>(async (question): Promise<OnnxReply | Float64Array> => {
  const start = performance.now();
  if (question.file !== null) {
    const {columns} = readOnnxFile(question.file);
    await open?.model.close();
    open = null;
    open = {columns, model: await ran(openOnnx(question.file))};
  }
  if (open === null) throw new RangeError("no file was given");
  const rows = "task" in question ? question.task.test : question.rows;
  checkFileColumns(open.columns, rows);
  const scores = await ran(open.model.score(rows));
  if ("rows" in question) return scores;
  const ms = performance.now() - start;
  const {task} = question;
  const evaluation = evaluate(scores, task.test.y, {clusters: task.groups?.test});
  return {evaluation, scores, sha256: datasetHash(task), ms};
});

/** What ONNX Runtime says of a file that it cannot run, as something that the reader can act upon. */
async function ran<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new UserError(`ONNX Runtime cannot run the file (${said.split("\n")[0]})`, "choose a file of this project");
  }
}

function checkFileColumns(columns: readonly string[], rows: Matrix): void {
  const at = columns.findIndex((name, i) => name !== rows.columns[i]);
  if (at !== -1 || columns.length !== rows.columns.length)
    throw new UserError(
      `the file is of ${columns.length} columns${at === -1 ? "" : `, number ${at + 1} of them ${columns[at]}`}, the rows have ${rows.columns.length}`,
      "choose a file that was trained on such rows"
    );
}
