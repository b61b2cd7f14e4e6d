import {UserError} from "../lib/core/errors.js";
import type {WorkerMessage} from "./workerClient.js";

/**
 * Makes a module worker answer the questions of `openWorkerClient`, one after another. Gives the function by which it tells the page how
 * far it is.
 */
export function answerQuestions<Q, P = never>(answer: (question: Q) => Promise<unknown>): (progress: P) => void {
  const say = (message: WorkerMessage<P>) => postMessage(message);
  let turn: Promise<void> = Promise.resolve();
  addEventListener("message", ({data: {id, question}}: MessageEvent<{id: number; question: Q}>) => {
    turn = turn.then(async () => {
      try {
        say({kind: "value", id, value: await answer(question)});
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        say({kind: "error", id, message, user: error instanceof UserError});
      }
    });
  });
  return (progress) => say({kind: "progress", progress});
}
