import {openWorkerClient} from "./workerClient.js";
import type {OnnxQuestion, OnnxReply} from "./onnxWorker.js";

export type {OnnxReply} from "./onnxWorker.js";

/**
 * Scores the test rows of a task with an ONNX file in a worker of its own. Throws `UserError` for a file of other
 * columns; rejects with the signal's reason once it is aborted.
 */
export async function scoreFile(question: OnnxQuestion, {signal}: {signal?: AbortSignal} = {}): Promise<OnnxReply> {
  const asked = openWorkerClient<OnnxQuestion>(new Worker(import.meta.resolve("./onnxWorker.js"), {type: "module"}), {
    signal
  });
  try {
    return await asked.ask<OnnxReply>(question);
  } finally {
    asked.end(new Error("the scoring is over"));
  }
}
