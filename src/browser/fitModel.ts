import type {FitProgress} from "../lib/models/estimator.js";
import {openWorkerClient} from "./workerClient.js";
import type {FitQuestion, FitReply} from "./modelsWorker.js";

export type {FitQuestion, FitReply} from "./modelsWorker.js";

/**
 * Fits a learner in a worker of its own. Rejects with the signal's reason once it is aborted, which stops the fit at
 * whatever it does.
 */
export async function fitModel(
  question: FitQuestion,
  {onProgress, signal}: {onProgress?: (progress: FitProgress) => void; signal?: AbortSignal} = {}
): Promise<FitReply> {
  const asked = openWorkerClient<FitQuestion, FitProgress>(
    new Worker(import.meta.resolve("./modelsWorker.js"), {type: "module"}),
    {onProgress, signal}
  );
  try {
    return await asked.ask<FitReply>(question);
  } finally {
    asked.end(new Error("the fit is over"));
  }
}
