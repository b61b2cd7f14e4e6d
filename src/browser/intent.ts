import type {Dataset} from "../lib/datasets/dataset.js";
import type {TrainingOrder} from "./pauseControl.js";
import {openWorkerClient} from "./workerClient.js";
import type {TabmProgress, TabmQuestion, TabmReply} from "./intentTrainingWorker.js";
import type {IntentQuestion, IntentRows, IntentSource, IntentSplit} from "./intentWorker.js";

export type {TabmPoint, TabmProgress, TabmReply} from "./intentTrainingWorker.js";
export type {IntentRows, IntentSource, IntentSplit} from "./intentWorker.js";

/** The rows of a source, in a worker of their own. */
export interface IntentData {
  readonly source: IntentSource;
  readonly found: IntentRows;
  /** Columns as models here take them. */
  task(split: IntentSplit, pageValues: boolean): Promise<Dataset>;
  /** The same rows with the columns that a file names. Throws `UserError` for a column that they do not have. */
  columns(split: IntentSplit, columns: readonly string[]): Promise<Dataset>;
  close(): void;
}

/** Reads a source. Throws `UserError` for a file that is not the table. */
export async function openIntent(source: IntentSource): Promise<IntentData> {
  const asked = openWorkerClient<IntentQuestion>(
    new Worker(import.meta.resolve("./intentWorker.js"), {type: "module"})
  );
  const close = () => asked.end(new Error("other rows were chosen"));
  try {
    const found = await asked.ask<IntentRows>({ask: "open", source});
    return {
      source,
      found,
      task: (split, pageValues) => asked.ask({ask: "task", split, pageValues}),
      columns: (split, columns) => asked.ask({ask: "columns", split, columns}),
      close
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A training under way. */
export interface TabmTraining {
  readonly reply: Promise<TabmReply>;
  /** Is heard after the step that it is at; `finish` once an epoch is done. */
  order(order: TrainingOrder): void;
}

/**
 * Trains a TabM in a worker of its own. `reply` rejects with the signal's reason once it is aborted, which stops the training at
 * whatever it does.
 */
export function trainTabm(
  question: Omit<TabmQuestion, "pauses">,
  {onProgress, signal}: {readonly onProgress: (progress: TabmProgress) => void; readonly signal: AbortSignal}
): TabmTraining {
  const asked = openWorkerClient<TabmQuestion, TabmProgress>(
    new Worker(import.meta.resolve("./intentTrainingWorker.js"), {type: "module"}),
    {onProgress, signal}
  );
  const {port1, port2} = new MessageChannel();
  return {
    reply: asked
      .ask<TabmReply>({...question, pauses: port2}, [port2])
      .finally(() => asked.end(new Error("the training is over"))),
    order: (order) => port1.postMessage(order)
  };
}
