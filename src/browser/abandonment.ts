import type {SequencesJson} from "../lib/sequence/sequencesJson.js";
import type {SessionTarget} from "../lib/sequence/sessionTargets.js";
import type {ScoredPrefix, ScoringQuestion} from "./abandonmentScoringWorker.js";
import type {AbandonmentProgress, AbandonmentQuestion, AbandonmentReply} from "./abandonmentTrainingWorker.js";
import type {TrainingOrder} from "./pauseControl.js";
import {openWorkerClient} from "./workerClient.js";

export type {ScoredPrefix} from "./abandonmentScoringWorker.js";
export type {AbandonmentProgress, AbandonmentReply, LossPoint} from "./abandonmentTrainingWorker.js";

/** A training under way. */
export interface AbandonmentTraining {
  readonly reply: Promise<AbandonmentReply>;
  /** Is heard after the step that it is at; `finish` once an epoch is done. */
  order(order: TrainingOrder): void;
}

/**
 * Trains a network over the events of sessions in a worker of its own. `reply` rejects with the signal's reason once it
 * is aborted, which stops the training at whatever it does.
 */
export function trainAbandonment(
  question: Omit<AbandonmentQuestion, "pauses">,
  {onProgress, signal}: {readonly onProgress: (progress: AbandonmentProgress) => void; readonly signal: AbortSignal}
): AbandonmentTraining {
  const asked = openWorkerClient<AbandonmentQuestion, AbandonmentProgress>(
    new Worker(import.meta.resolve("./abandonmentTrainingWorker.js"), {type: "module"}),
    {onProgress, signal}
  );
  const {port1, port2} = new MessageChannel();
  return {
    reply: asked
      .ask<AbandonmentReply>({...question, pauses: port2}, [port2])
      .finally(() => asked.end(new Error("the training is over"))),
    order: (order) => port1.postMessage(order)
  };
}

/** A network's ONNX file in a worker of this tab, with the sessions that it is asked about. */
export interface PrefixScorer {
  /** What the file is asked for, in the order of the chances. */
  readonly targets: readonly SessionTarget[];
  /** What it says after each of a session's first so many events, which are all that it is shown. */
  score(session: number, events: number): Promise<ScoredPrefix>;
  /** What it says last of the first so many events, two at least, without each of them: events × targets, row-major. */
  without(session: number, events: number): Promise<Float32Array>;
}

/**
 * Starts ONNX Runtime in a worker of its own and reads the file. Rejects with the signal's reason once it is aborted,
 * which ends the worker, also later.
 */
export async function openPrefixScorer(
  opening: {readonly file: Uint8Array; readonly sequences: SequencesJson},
  signal: AbortSignal
): Promise<PrefixScorer> {
  const asked = openWorkerClient<ScoringQuestion>(
    new Worker(import.meta.resolve("./abandonmentScoringWorker.js"), {type: "module"}),
    {signal}
  );
  try {
    const targets = await asked.ask<readonly SessionTarget[]>({kind: "open", ...opening});
    return {
      targets,
      score: (session, events) => asked.ask({kind: "score", session, events}),
      without: (session, events) => asked.ask({kind: "without", session, events})
    };
  } catch (error) {
    asked.end(error);
    throw error;
  }
}
