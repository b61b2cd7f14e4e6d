import {UserError} from "../lib/core/errors.js";
import {openWorkerClient} from "./workerClient.js";
import type {TrainingProgress, TrainingQuestion, TrainingReply} from "./trainingWorker.js";

export type {TrainingProgress, TrainingReply} from "./trainingWorker.js";

/** A worker of this tab that trains models of one log. */
export interface Training {
  train(question: TrainingQuestion, hear: (progress: TrainingProgress) => void): Promise<TrainingReply>;
  /** Stops it at whatever it does; what was asked rejects. */
  close(): void;
}

/** Starts the worker. What it needs is fetched when it is first asked. */
export function openTraining(): Training {
  let hearing: (progress: TrainingProgress) => void = () => {};
  const asked = openWorkerClient<TrainingQuestion, TrainingProgress>(
    new Worker(import.meta.resolve("./trainingWorker.js"), {type: "module"}),
    {onProgress: (progress) => hearing(progress)}
  );
  return {
    train(question, hear) {
      hearing = hear;
      return asked.ask(question);
    },
    close: () => asked.end(new UserError("the training was stopped", "start it again"))
  };
}
