import type {Difference} from "../lib/pipeline/firstDifference.js";
import type {RunDocument, StageOptions} from "../lib/pipeline/stages.js";
import type {RerunReply, RerunRequest} from "./rerunWorker.js";

export interface RerunOptions extends StageOptions {
  readonly profile: string;
  readonly seed: number;
}

/** A run in a worker of its own. The page does nothing but wait for it. */
export interface Rerun {
  /** Rejects with the signal's reason when aborted, and with the worker's error. */
  readonly document: Promise<RunDocument>;
  /** The first difference between a published table, as Parquet, and the recomputed one; null where there is none. After `document`. */
  compare(stage: string, parquet: ArrayBuffer): Promise<Difference | null>;
  /** Frees the memory of the tables. */
  stop(): void;
}

/** What this browser lacks for a re-run, in words for its reader; null where nothing is missing. */
export function missingForRerun(): string | null {
  if (typeof WebAssembly !== "object") return "WebAssembly, which is switched off or not part of this browser";
  if (typeof Worker !== "function") return "workers, which are switched off or not part of this browser";
  return null;
}

/**
 * Generates the shop and runs all stages of the pipeline on it, off the page's thread. An aborted signal stops the worker at once,
 * whatever it is doing, and the database's worker with it.
 */
export function rerun(
  {profile, seed, ...options}: RerunOptions,
  {onProgress, signal}: {onProgress?: (reply: RerunReply) => void; signal?: AbortSignal} = {}
): Rerun {
  const worker = new Worker(import.meta.resolve("./rerunWorker.js"), {type: "module"});
  /** The one request that is under way: requests follow each other. */
  let waiting: {resolve: (reply: RerunReply) => void; reject: (error: unknown) => void} | undefined;
  const end = (error: unknown) => {
    worker.terminate();
    waiting?.reject(error);
    waiting = undefined;
  };
  signal?.addEventListener("abort", () => end(signal.reason));
  worker.addEventListener("error", (event) => end(new Error(event.message || "the worker could not be started")));
  worker.addEventListener("message", ({data}: MessageEvent<RerunReply>) => {
    if (data.kind === "failed") waiting?.reject(new Error(data.message));
    else if (data.kind === "done" || data.kind === "compared") waiting?.resolve(data);
    else onProgress?.(data);
  });
  const ask = (request: RerunRequest, transfer: Transferable[] = []) =>
    new Promise<RerunReply>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      waiting = {resolve, reject};
      worker.postMessage(request, transfer);
    });
  return {
    document: ask({kind: "run", profile, seed, options}).then((reply) => (reply as {document: RunDocument}).document),
    compare: async (stage, parquet) =>
      ((await ask({kind: "compare", stage, parquet}, [parquet])) as {difference: Difference | null}).difference,
    stop: () => end(new Error("the run was stopped"))
  };
}
