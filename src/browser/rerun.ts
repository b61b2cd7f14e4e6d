import {UserError} from "../lib/core/errors.js";
import type {Difference} from "../lib/pipeline/firstDifference.js";
import type {RunDocument, StageOptions} from "../lib/pipeline/stages.js";
import type {RecomputedFigure, RecomputeOptions} from "../lib/reports/recomputedFigures.js";
import {openWorkerClient} from "./workerClient.js";
import type {OwnRerun, RerunProgress, RerunRequest} from "./rerunWorker.js";

export type {OwnRerun, RerunProgress} from "./rerunWorker.js";

export interface RerunOptions extends StageOptions {
  readonly profile: string;
  readonly seed: number;
}

export interface RerunSettings {
  readonly onProgress?: (progress: RerunProgress) => void;
  /** Stops the worker at once, whatever it is doing, and the database's worker with it. */
  readonly signal?: AbortSignal;
}

/** A run in a worker of its own. The page does nothing but wait for it. */
export interface Rerun {
  /** Rejects with the signal's reason when aborted, and with the worker's error. */
  readonly document: Promise<RunDocument>;
  /** The first difference between a published table, as Parquet, and the recomputed one; null where there is none. After `document`. */
  compare(stage: string, parquet: ArrayBuffer): Promise<Difference | null>;
  /** The figures that hang on the tables, made anew. After `document`. */
  figures(options: Omit<RecomputeOptions, "onProgress">): Promise<RecomputedFigure[]>;
  /** Frees the memory of the tables. */
  stop(): void;
}

/** What this browser lacks for a re-run, in words for its reader; null where nothing is missing. */
export function missingForRerun(): string | null {
  if (typeof WebAssembly !== "object") return "WebAssembly, which is switched off or not part of this browser";
  if (typeof Worker !== "function") return "workers, which are switched off or not part of this browser";
  return null;
}

const start = (settings: RerunSettings) =>
  openWorkerClient<RerunRequest, RerunProgress>(
    new Worker(import.meta.resolve("./rerunWorker.js"), {type: "module"}),
    settings
  );

/** Generates the shop and runs all stages of the pipeline on it, off the page's thread. */
export function rerun({profile, seed, ...options}: RerunOptions, settings: RerunSettings = {}): Rerun {
  const {ask, end} = start(settings);
  return {
    document: ask({kind: "run", profile, seed, options}),
    figures: (options) => ask({kind: "figures", options}),
    compare: (stage, parquet) => ask({kind: "compare", stage, parquet}, [parquet]),
    stop: () => end(new UserError("the run was stopped", "start it again"))
  };
}

/** Runs all stages again on the rows of the log that this browser keeps under an id, and compares every table with the first run's. */
export async function rerunOwn(id: string, options: StageOptions, settings: RerunSettings = {}): Promise<OwnRerun> {
  const {ask, end} = start(settings);
  try {
    return await ask({kind: "runOwn", id, options});
  } finally {
    end(new UserError("the run is over", "start it again"));
  }
}
