import {setImmediate} from "node:timers/promises";
import type {JournalEntry} from "../../src/lib/tuning/journal.js";
import type {Parameters} from "../../src/lib/tuning/searchSpace.js";
import type {Study, TrialResult} from "../../src/lib/tuning/study.js";
import {Stopped, type TuningTask} from "./tuningTask.js";

/** Tells a trial's step and hears whether it should stop. */
export type Report = (step: number, value: number) => Promise<boolean>;

/** Tries configurations, one at a time: in this process, or in one of its own. */
export interface TrialWorker {
  /** What a configuration is worth; null where it was stopped. Rejects only where the worker itself has ended. */
  run(parameters: Parameters, report: Report): Promise<TrialResult | null>;
  close(): void;
}

export interface RunStudyOptions {
  /** How many trials the study is to have, those of before included. */
  readonly trials: number;
  readonly workers: readonly TrialWorker[];
  /** Given each trial when it has ended, before the next one of its worker; whatever it throws ends the study. */
  readonly ended: (entry: JournalEntry) => void;
  /** Ends the study; the trials that run are given up. */
  readonly signal?: AbortSignal;
}

/** Tries configurations with all workers until the study has so many trials, or is cancelled. Throws what `ended` throws. */
export async function runStudy(
  study: Study,
  {trials, workers, ended, signal}: RunStudyOptions
): Promise<{readonly cancelled: boolean}> {
  let begun = study.trials.length;
  let over = false;
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => (wake = resolve));
  const cancelled = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(new Cancelled()), {once: true});
  });
  cancelled.catch(() => {});
  const work = async (worker: TrialWorker, place: number) => {
    while (begun < trials && !signal?.aborted) {
      const trial = study.ask();
      if (trial === null) {
        await Promise.race([changed, cancelled]);
        continue;
      }
      begun++;
      const startMs = Date.now();
      const result = await Promise.race([
        worker.run(trial.parameters, async (step, value) => {
          if (signal?.aborted) throw new Cancelled();
          return trial.report(step, value);
        }),
        cancelled
      ]);
      if (over) return;
      const made = result === null ? trial.prune() : trial.tell(result);
      ended({trial: made, startMs, endMs: Date.now(), worker: place});
      wake();
      changed = new Promise<void>((resolve) => (wake = resolve));
    }
  };
  try {
    await Promise.all(workers.map(work));
    return {cancelled: signal?.aborted ?? false};
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return {cancelled: true};
  } finally {
    over = true;
    for (const worker of workers) worker.close();
  }
}

class Cancelled extends Error {}

/** For how long a training does not look at what happens besides. */
const LOOK_MS = 100;

/** Tries configurations of a task in this process. A configuration that throws has failed, and the next one is tried. */
export function ownWorker<Fitted>(task: TuningTask<Fitted>, seed: number): TrialWorker {
  return {
    async run(parameters, report) {
      let looked = performance.now();
      // a signal is heard only between turns
      await setImmediate();
      try {
        const fitted = await task.fit(parameters, {
          seed,
          async report(step, value) {
            if (performance.now() - looked > LOOK_MS) {
              await setImmediate();
              looked = performance.now();
            }
            return report(step, value);
          }
        });
        return {values: [task.validation(fitted).value]};
      } catch (error) {
        if (error instanceof Stopped) return null;
        if (error instanceof Cancelled) throw error;
        return {error: error instanceof Error ? error.message : String(error)};
      }
    },
    close() {}
  };
}
