import {openWorkerClient} from "../../src/browser/workerClient.js";
import type {TabProgress, TabReply} from "./fitWorker.js";

/** What one training in this tab took. */
export interface TabRun {
  readonly ms: number;
  /** Messages of progress that arrived while it trained. */
  readonly told: number;
  /** From asking to stop, after 20 trees of another training, to its end. */
  readonly stopMs: number;
  /** Messages of progress that arrived after that. */
  readonly toldAfterStop: number;
}

const open = (onProgress: (progress: TabProgress) => void, signal?: AbortSignal) =>
  openWorkerClient<{trees: number}, TabProgress>(
    new Worker(new URL("./fitWorker.js", location.href), {type: "module"}),
    {
      onProgress,
      ...(signal === undefined ? {} : {signal})
    }
  );

async function train(trees: number): Promise<TabRun> {
  let told = 0;
  const asked = open(() => told++);
  await asked.ask<TabReply>({trees: 0});
  const start = performance.now();
  await asked.ask<TabReply>({trees});
  const ms = performance.now() - start;
  asked.end(new Error("done"));

  const stop = new AbortController();
  let stopped = Infinity;
  let toldAfterStop = 0;
  const again = open(({trees: done}) => {
    if (stopped < Infinity) toldAfterStop++;
    if (done !== 20) return;
    stopped = performance.now();
    stop.abort(new Error("stopped"));
  }, stop.signal);
  await again.ask<TabReply>({trees}).catch(() => {});
  const stopMs = performance.now() - stopped;
  await new Promise((resolve) => setTimeout(resolve, 300));
  return {ms, told, stopMs, toldAfterStop};
}

Object.assign(window, {train});
