import {html} from "htl";
import {openTuningWorker, type TuningReply, type TuningWorker} from "../../browser/tuning.js";
import type {ShownTrial, TuningSampler} from "../../lib/reports/tuning.js";
import {SMALL_SPACE} from "../../lib/tuning/boostingSearch.js";
import {randomSampler} from "../../lib/tuning/sampler.js";
import {startStudy, type RunningTrial, type Study} from "../../lib/tuning/study.js";
import {tpeSampler} from "../../lib/tuning/tpe.js";
import {failureText} from "../failureText.js";
import {figure} from "../figure.js";
import {count, duration, fixed} from "../format.js";
import {progress} from "../progress.js";
import {SEARCH_FIGURES, type ShownSearch} from "./searchFigures.js";
import {SAMPLER_NAMES} from "./tuningLabels.js";

/** What the reader chose. */
export interface SearchSettings {
  readonly trials: number;
  readonly sampler: TuningSampler;
  readonly labels: "real" | "shuffled";
  readonly seed: number;
}

export interface SearchPanelOptions {
  /** The search that is shown until one has run here. */
  readonly committed: ShownSearch;
  /** The examples, as `datasetsToCsv` writes them, and the target to learn. */
  readonly url: string;
  readonly target: string;
}

/** The live part of the page. */
export interface SearchPanel {
  /** Buttons, progress, and what came of it. */
  readonly run: HTMLElement;
  readonly figures: readonly HTMLElement[];
  choose(settings: SearchSettings): void;
  stop(): void;
}

const WORKERS = 2;
const SAMPLERS = {tpe: () => tpeSampler(), random: () => randomSampler} as const;

/** Runs a search in two workers of the tab, and shows the committed one until then. */
export function searchPanel({committed, url, target}: SearchPanelOptions): SearchPanel {
  let settings: SearchSettings | undefined;
  let shown = committed;
  let stopRunning: (() => void) | undefined;

  const button = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const pause = html`<button type="button" class="button" hidden></button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p class="tuning-said" role="status"></p>` as HTMLElement;
  const run = html`<div>
    <div class="live-log">${button} ${pause} ${bar}</div>
    ${said}
  </div>` as HTMLElement;
  const figures = SEARCH_FIGURES.map((draw) => figure(...draw(committed)));

  function draw(next: ShownSearch): void {
    shown = next;
    SEARCH_FIGURES.forEach((of, k) => figures[k].update(...of(next)));
  }

  async function start({trials, sampler, labels, seed}: SearchSettings): Promise<void> {
    const before = shown;
    const line = progress({label: "Search"});
    const study = startStudy({
      space: SMALL_SPACE,
      directions: ["maximize"],
      sampler: SAMPLERS[sampler](),
      seed,
      // trials are then the same for any number of workers
      batch: WORKERS
    });
    const workers = Array.from({length: WORKERS}, openTuningWorker);
    const close = () => workers.forEach((worker) => worker.close());
    line.signal.addEventListener("abort", close);
    stopRunning = close;
    const clock = pausable();
    pause.onclick = () => {
      clock.toggle();
      pause.textContent = clock.paused() ? "Go on" : "Pause";
      line.update(clock.paused() ? "Paused; trials that had begun end" : "Searching", share());
    };
    button.disabled = true;
    pause.hidden = false;
    pause.textContent = "Pause";
    bar.hidden = false;
    bar.replaceChildren(line);
    said.textContent = "";
    const begun = performance.now();
    const done: ShownTrial[] = [];
    const share = () => done.length / trials;
    let rows: TuningReply | undefined;
    const about = `${SAMPLER_NAMES[sampler]}, ${labels} labels, seed ${seed}, in this tab`;
    const search = (): ShownSearch => ({
      trials: [...done].sort((a, b) => a.number - b.number),
      space: SMALL_SPACE,
      about: about.charAt(0).toUpperCase() + about.slice(1),
      n:
        rows === undefined
          ? ""
          : `n = ${count(done.length)} trials, each trained on ${count(rows.positives.train)} positives of ${count(rows.rows.train)} rows and scored on ${count(rows.positives.validation)} of ${count(rows.rows.validation)}; ${count(rows.positives.fresh)} of ${count(rows.rows.fresh)} rows are fresh.`,
      generated: true
    });
    line.update("Fetching the examples", null);
    try {
      const cancelled = new Promise<never>((_, reject) =>
        line.signal.addEventListener("abort", () => reject(new Error("cancelled")))
      );
      const finished = Promise.all(
        workers.map((worker, k) =>
          work(worker, study, {
            trials,
            clock,
            signal: line.signal,
            question: (trial) => ({url, target, shuffled: labels === "shuffled", seed, parameters: trial.parameters}),
            ended(trial, reply, fromMs) {
              if (line.signal.aborted) return;
              rows = reply;
              done.push({
                number: trial.number,
                parameters: trial.parameters as Record<string, number>,
                auc: reply.auc,
                fresh: reply.fresh,
                nodes: reply.nodes,
                ran: {worker: k, fromMs: fromMs - begun, untilMs: performance.now() - begun}
              });
              if (!clock.paused()) line.update("Searching", share());
              draw(search());
            }
          })
        )
      );
      await Promise.race([finished, cancelled]);
      const best = study.best()!;
      const {auc, fresh} = done.find(({number}) => number === best.number)!;
      said.textContent = `${count(done.length)} trials in ${duration(performance.now() - begun)}. The best validation AUC is ${fixed(auc, 3)}; the same model has ${fixed(fresh!, 3)} on fresh rows.`;
    } catch (error) {
      draw(before);
      said.textContent = line.signal.aborted ? "Cancelled. The previous search is shown." : failureText(error);
    } finally {
      close();
      bar.hidden = true;
      pause.hidden = true;
      stopRunning = undefined;
      offer();
    }
  }

  function offer(): void {
    button.disabled = stopRunning !== undefined || settings === undefined;
    button.textContent =
      settings === undefined
        ? "Search in this tab"
        : `Search in this tab: ${count(settings.trials)} trials, ${SAMPLER_NAMES[settings.sampler]}, ${settings.labels} labels`;
  }

  button.addEventListener("click", () => settings !== undefined && void start(settings));
  offer();
  said.textContent = "The figures show a search that came with this site. Start one here to see it happen.";
  return {
    run,
    figures,
    choose(next) {
      settings = next;
      offer();
    },
    stop() {
      stopRunning?.();
    }
  };
}

interface Work {
  readonly trials: number;
  readonly clock: ReturnType<typeof pausable>;
  readonly signal: AbortSignal;
  question(trial: RunningTrial): Parameters<TuningWorker["fit"]>[0];
  ended(trial: RunningTrial, reply: TuningReply, fromMs: number): void;
}

/** One worker's share of a study: it takes the next trial as long as there are some. */
async function work(worker: TuningWorker, study: Study, {trials, clock, signal, question, ended}: Work): Promise<void> {
  for (;;) {
    await clock.over();
    if (signal.aborted) return;
    const trial = study.ask();
    if (trial === null) {
      // a trial of the batch before still runs
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    // those that were asked for beyond the last one stay untold
    if (trial.number >= trials) return;
    const fromMs = performance.now();
    const reply = await worker.fit(question(trial));
    trial.tell({values: [reply.auc]});
    ended(trial, reply, fromMs);
  }
}

/** Holds work up between two trials. */
function pausable() {
  let goOn: (() => void) | undefined;
  let waiting = Promise.resolve();
  return {
    paused: () => goOn !== undefined,
    toggle() {
      if (goOn !== undefined) {
        goOn();
        goOn = undefined;
      } else waiting = new Promise((resolve) => (goOn = resolve));
    },
    over: () => waiting
  };
}
