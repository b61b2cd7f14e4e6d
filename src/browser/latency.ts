import {UserError} from "../lib/core/errors.js";
import {openWorkerClient} from "./workerClient.js";
import type {ColdQuestion} from "./coldStartWorker.js";
import type {LatencyProgress, LatencyQuestion, LatencyReply} from "./latencyWorker.js";

export interface LatencyRun extends LatencyReply {
  /** From starting a worker to its first prediction, milliseconds, one worker after another; the first may have had to fetch. */
  readonly coldMs: readonly number[];
}

interface Hearing {
  readonly onProgress: (progress: LatencyProgress) => void;
  readonly signal: AbortSignal;
}

/** One that may fetch, and six more: their median lies between the least and the greatest in 31 of 32 cases. */
const COLD_STARTS = 7;

/**
 * Times first scores in fresh workers, then all calls in a worker of its own. Rejects with the signal's reason once it
 * is aborted, which stops the worker at whatever it does.
 */
export async function measureInTab(
  question: LatencyQuestion & {readonly coldModel: string},
  {onProgress, signal}: Hearing
): Promise<LatencyRun> {
  const {coldModel: model, archive} = question;
  const coldMs: number[] = [];
  while (coldMs.length < COLD_STARTS) {
    onProgress({kind: "work", text: `Starting afresh, ${coldMs.length + 1} of ${COLD_STARTS}`, share: null});
    const start = performance.now();
    await askOnce<ColdQuestion>(
      new Worker(import.meta.resolve("./coldStartWorker.js"), {type: "module"}),
      {archive, model},
      {onProgress, signal}
    );
    coldMs.push(performance.now() - start);
  }
  const worker = new Worker(import.meta.resolve("./latencyWorker.js"), {type: "module"});
  return {...((await askOnce<LatencyQuestion>(worker, question, {onProgress, signal})) as LatencyReply), coldMs};
}

async function askOnce<Question>(worker: Worker, question: Question, hearing: Hearing): Promise<unknown> {
  const asked = openWorkerClient<Question, LatencyProgress>(worker, hearing);
  try {
    return await asked.ask(question);
  } finally {
    asked.end(new UserError("the measurement is over", "start another"));
  }
}
