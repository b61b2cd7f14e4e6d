import type {FitProgress} from "../lib/models/estimator.js";
import {openWorkerClient} from "./workerClient.js";
import type {ExplainedTestRow, ExplainQuestion, FitQuestion, FitReply, ModelsQuestion} from "./modelsWorker.js";

export type {ExplainedTestRow, FitQuestion, FitReply} from "./modelsWorker.js";

/** A model that was fitted in a worker, which keeps it to explain what it says. */
export interface FittedHere {
  readonly reply: FitReply;
  /** Takes what it says of a test row apart; rejects for a network of TensorFlow.js's layers. */
  explain(question: Omit<ExplainQuestion, "kind">): Promise<ExplainedTestRow>;
  /** Ends the worker. */
  close(): void;
}

/**
 * Fits a learner in a worker of its own. Rejects with the signal's reason once it is aborted, which stops the fit at
 * whatever it does, and ends the worker later too.
 */
export async function fitModel(
  question: Omit<FitQuestion, "kind">,
  {onProgress, signal}: {onProgress?: (progress: FitProgress) => void; signal?: AbortSignal} = {}
): Promise<FittedHere> {
  const asked = openWorkerClient<ModelsQuestion, FitProgress>(
    new Worker(import.meta.resolve("./modelsWorker.js"), {type: "module"}),
    {onProgress, signal}
  );
  try {
    const reply = await asked.ask<FitReply>({kind: "fit", ...question});
    return {
      reply,
      explain: (which) => asked.ask<ExplainedTestRow>({kind: "explain", ...which}),
      close: () => asked.end(new Error("the model was let go"))
    };
  } catch (error) {
    asked.end(new Error("the fit is over"));
    throw error;
  }
}
