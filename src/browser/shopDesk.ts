import {UserError} from "../lib/core/errors.js";
import type {Description, TimeRange} from "../lib/pipeline/describe.js";
import type {SplitOptions} from "../lib/pipeline/split.js";
import type {SplitSummary} from "../lib/pipeline/splitSummary.js";
import type {CutCounts, DeskAnswer, DeskQuestion} from "./shopDeskWorker.js";

/** The generated shop on DuckDB in a worker of this tab, ready for questions. Questions are answered in turn. */
export interface ShopDesk {
  readonly engine: string;
  describe(range: TimeRange): Promise<Description>;
  /** Cuts the log anew, with the stage's SQL. */
  cut(gapMs: number): Promise<CutCounts>;
  /** Splits the sessions at the conventional gap, with the stage's SQL. */
  split(options: SplitOptions): Promise<SplitSummary>;
  close(): void;
}

/**
 * Generates the shop, starts DuckDB and runs the stages, all in a worker; nothing is fetched but this site's own files. Rejects with
 * the signal's reason once it is aborted, which stops the worker at whatever it does.
 */
export async function openShopDesk({
  profile,
  seed,
  onProgress = () => {},
  signal
}: {
  profile: string;
  seed: number;
  onProgress?: (text: string, share: number) => void;
  signal?: AbortSignal;
}): Promise<ShopDesk> {
  signal?.throwIfAborted();
  const worker = new Worker(import.meta.resolve("./shopDeskWorker.js"), {type: "module"});
  const waiting = new Map<number, {resolve: (value: unknown) => void; reject: (reason: unknown) => void}>();
  let asked = 0;
  let over: unknown;
  const end = (reason: unknown) => {
    over ??= reason;
    worker.terminate();
    for (const {reject} of waiting.values()) reject(reason);
    waiting.clear();
  };
  signal?.addEventListener("abort", () => end(signal.reason));
  worker.addEventListener("error", (event) =>
    end(new UserError(`the worker of this page failed: ${event.message || "it did not load"}`, "reload the page"))
  );
  worker.addEventListener("message", ({data}: MessageEvent<DeskAnswer>) => {
    if (data.kind === "progress") return onProgress(data.text, data.share);
    const {resolve, reject} = waiting.get(data.id)!;
    waiting.delete(data.id);
    if (data.kind === "value") resolve(data.value);
    else reject(data.user ? new UserError(data.message) : new Error(data.message));
  });
  const ask = <T>(question: DeskQuestion): Promise<T> =>
    over !== undefined
      ? Promise.reject(over)
      : new Promise((resolve, reject) => {
          const id = asked++;
          waiting.set(id, {resolve: resolve as (value: unknown) => void, reject});
          worker.postMessage({id, question});
        });
  const engine = await ask<string>({kind: "open", profile, seed});
  return {
    engine,
    describe: (range) => ask({kind: "describe", range}),
    cut: (gapMs) => ask({kind: "cut", gapMs}),
    split: (options) => ask({kind: "split", options}),
    close: () => end(new UserError("this page's worker was closed", "reload the page"))
  };
}
