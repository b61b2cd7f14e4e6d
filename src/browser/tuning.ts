import {UserError} from "../lib/core/errors.js";
import {openWorkerClient} from "./workerClient.js";
import type {TuningQuestion, TuningReply} from "./tuningWorker.js";

export type {TuningQuestion, TuningReply} from "./tuningWorker.js";

/** A worker of this tab that fits one trial after another. */
export interface TuningWorker {
  fit(question: TuningQuestion): Promise<TuningReply>;
  /** Stops it at whatever it does; what was asked rejects. */
  close(): void;
}

/** Starts a worker. The examples are fetched when it is first asked. */
export function openTuningWorker(): TuningWorker {
  const asked = openWorkerClient<TuningQuestion>(
    new Worker(import.meta.resolve("./tuningWorker.js"), {type: "module"})
  );
  return {
    fit: (question) => asked.ask(question),
    close: () => asked.end(new UserError("the search was stopped", "start it again"))
  };
}
