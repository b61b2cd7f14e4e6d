import {UserError} from "../lib/core/errors.js";

/** What a worker made with `answerQuestions` sends: reports while it works, and one answer for each question. */
export type WorkerMessage<P> =
  | {readonly kind: "progress"; readonly progress: P}
  | {readonly kind: "value"; readonly id: number; readonly value: unknown}
  | {readonly kind: "error"; readonly id: number; readonly message: string; readonly user: boolean};

/** A worker that answers questions in the order in which they are asked. */
export interface WorkerClient<Q> {
  ask<T>(question: Q, transfer?: Transferable[]): Promise<T>;
  /** Stops the worker at whatever it does, and its own workers with it; every open question rejects with the reason. */
  end(reason: unknown): void;
}

/**
 * Asks a worker. A `UserError` thrown there is one here. Rejects with the signal's reason once it is aborted, which stops the worker at
 * whatever it does.
 */
export function openWorkerClient<Q, P = never>(
  worker: Worker,
  {onProgress = () => {}, signal}: {onProgress?: (progress: P) => void; signal?: AbortSignal} = {}
): WorkerClient<Q> {
  const waiting = new Map<number, {resolve: (value: unknown) => void; reject: (reason: unknown) => void}>();
  let asked = 0;
  let over: {reason: unknown} | undefined;
  const end = (reason: unknown) => {
    over ??= {reason};
    worker.terminate();
    for (const {reject} of waiting.values()) reject(reason);
    waiting.clear();
  };
  if (signal?.aborted) end(signal.reason);
  signal?.addEventListener("abort", () => end(signal.reason));
  worker.addEventListener("error", (event) =>
    end(new UserError(`the worker of this page failed: ${event.message || "it did not load"}`, "reload the page"))
  );
  worker.addEventListener("message", ({data}: MessageEvent<WorkerMessage<P>>) => {
    if (data.kind === "progress") return onProgress(data.progress);
    const {resolve, reject} = waiting.get(data.id)!;
    waiting.delete(data.id);
    if (data.kind === "value") resolve(data.value);
    else reject(data.user ? new UserError(data.message) : new Error(data.message));
  });
  return {
    ask: (question, transfer = []) =>
      over !== undefined
        ? Promise.reject(over.reason)
        : new Promise((resolve, reject) => {
            const id = asked++;
            waiting.set(id, {resolve: resolve as (value: unknown) => void, reject});
            worker.postMessage({id, question}, transfer);
          }),
    end
  };
}
