import type {Dataset} from "../lib/datasets/dataset.js";
import type {Matrix} from "../lib/models/matrix.js";
import {openWorkerClient, type WorkerClient} from "./workerClient.js";
import type {OnnxQuestion, OnnxReply} from "./onnxWorker.js";

export type {OnnxReply} from "./onnxWorker.js";

/** A worker that keeps an ONNX file open, so that row after row can be scored with it. */
export interface FileScorer {
  /** Scores and judges the test rows of a task. Throws `UserError` for a file of other columns, or that cannot be run. */
  judge(file: Uint8Array, task: Dataset): Promise<OnnxReply>;
  /** Scores rows that have the file's columns. Throws as `fitAndEvaluate`. */
  score(file: Uint8Array, rows: Matrix): Promise<Float64Array>;
  close(): void;
}

/** Starts the worker when it is first asked; ONNX Runtime is fetched then. */
export function fileScorer(): FileScorer {
  let asked: WorkerClient<OnnxQuestion> | undefined;
  let open: Uint8Array | undefined;
  function ask<T>(file: Uint8Array, rest: {readonly task: Dataset} | {readonly rows: Matrix}): Promise<T> {
    asked ??= openWorkerClient<OnnxQuestion>(new Worker(import.meta.resolve("./onnxWorker.js"), {type: "module"}));
    const known = file === open;
    open = file;
    const answer = asked.ask<T>({file: known ? null : file, ...rest});
    // a file that could not be opened is not held
    answer.catch(() => {
      if (open === file) open = undefined;
    });
    return answer;
  }
  return {
    judge: (file, task) => ask(file, {task}),
    score: (file, rows) => ask(file, {rows}),
    close() {
      asked?.end(new Error("the page was left"));
      asked = undefined;
      open = undefined;
    }
  };
}
