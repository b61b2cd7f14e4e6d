import {html} from "htl";
import {random} from "../../lib/core/random.js";
import type {StudyResult} from "../../lib/core/result.js";
import {PEEKING_RULES, peekingBoundaries, type PeekingOptions, simulatePeeking} from "../../lib/experiments/peeking.js";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {computedPeeking, type PeekingRow} from "../../lib/reports/experiments.js";
import {figure} from "../figure.js";
import {count, percent} from "../format.js";
import {progress} from "../progress.js";
import {peekingFigure} from "./peekingFigure.js";

export interface PeekingSettings {
  readonly kind: "aa" | "ab";
  readonly looks: number;
  readonly perArm: number;
}

export interface PeekingPanel {
  readonly run: HTMLElement;
  readonly figure: HTMLElement;
  choose(settings: PeekingSettings): void;
  stop(): void;
}

/** Experiments of a run in the tab. */
const RUNS = 2000;
/** So long the tab computes before it draws and listens. */
const SLICE_MS = 12;

interface StudyOptions {
  readonly peeking: {
    readonly rate: number;
    readonly lift: number;
    readonly perArm: number;
    readonly looks: number;
    readonly runs: number;
  };
}

/** Computed curves for any settings, the study's simulation where it has these settings, and one in the tab where it is asked for. */
export function peekingPanel(study: StudyResult): PeekingPanel {
  const {peeking} = study.options as StudyOptions;
  let settings: PeekingSettings = {kind: "aa", looks: peeking.looks, perArm: peeking.perArm};
  let stopRunning = () => {};
  const button = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const pause = html`<button type="button" class="button" hidden></button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p class="peeking-said" role="status"></p>` as HTMLElement;
  const optionsOf = ({kind, looks, perArm}: PeekingSettings): PeekingOptions => ({
    rate: peeking.rate,
    lift: kind === "aa" ? 0 : peeking.lift,
    looks,
    perArm
  });
  const committed = (own: PeekingSettings) => {
    const isStudy = own.looks === peeking.looks && own.perArm === peeking.perArm;
    const {curves} = study.tables;
    const rows = computedPeeking(optionsOf(own)).map((row): PeekingRow => {
      const at = isStudy
        ? curves.look.findIndex(
            (look, i) => look === row.look && curves.rule[i] === row.rule && curves.kind[i] === own.kind
          )
        : -1;
      const of = (name: string) => (at === -1 ? null : Number(curves[name][at]));
      return {...row, share: of("share"), low: of("low"), high: of("high")};
    });
    return peekingFigure({...own, rows, lift: peeking.lift, runs: isStudy ? peeking.runs : 0});
  };
  const drawn = figure(...committed(settings));
  const label = () =>
    (button.textContent = `Simulate ${count(RUNS)} experiments ${settings.kind === "aa" ? "without an effect" : `with a lift of ${percent(peeking.lift, 0)}`}`);

  async function start(own: PeekingSettings): Promise<void> {
    const line = progress({label: "Simulation"});
    let stopped = false;
    let paused = false;
    stopRunning = () => (stopped = true);
    line.signal.addEventListener("abort", stopRunning);
    button.disabled = true;
    pause.hidden = false;
    pause.textContent = "Pause";
    pause.onclick = () => {
      paused = !paused;
      pause.textContent = paused ? "Go on" : "Pause";
    };
    bar.hidden = false;
    bar.replaceChildren(line);
    said.textContent = "";
    const options = optionsOf(own);
    const boundaries = peekingBoundaries(options);
    const computed = computedPeeking(options);
    const hits = Object.fromEntries(PEEKING_RULES.map((rule) => [rule, new Int32Array(own.looks)]));
    let done = 0;
    const draw = () => {
      const sums = Object.fromEntries(PEEKING_RULES.map((rule) => [rule, 0]));
      const rows = computed.map((row): PeekingRow => {
        const sum = (sums[row.rule] += hits[row.rule][row.look - 1]);
        return {...row, share: sum / done, ...wilsonInterval(sum / done, done)};
      });
      drawn.update(...peekingFigure({...own, rows, lift: peeking.lift, runs: done}));
    };
    const begun = Date.now();
    while (done < RUNS && !stopped) {
      const until = performance.now() + SLICE_MS;
      while (!paused && done < RUNS && performance.now() < until) {
        const {stopped: at} = simulatePeeking(options, boundaries, random(begun, done));
        for (const rule of PEEKING_RULES) if (at[rule] >= 0) hits[rule][at[rule]]++;
        done++;
      }
      line.update(paused ? "Paused" : "Simulating", done / RUNS);
      if (done > 0 && !paused) draw();
      await new Promise((resolve) => setTimeout(resolve, paused ? 50 : 0));
    }
    if (done === RUNS)
      said.textContent = `${count(RUNS)} experiments simulated. Stopping at the first p below 5 % declares ${percent(hits.peeking.reduce((a, b) => a + b, 0) / RUNS)} of them different.`;
    else if (line.signal.aborted)
      said.textContent = `Cancelled after ${count(done)} experiments, which the figure shows.`;
    bar.hidden = true;
    pause.hidden = true;
    button.disabled = false;
    stopRunning = () => {};
  }

  button.addEventListener("click", () => void start(settings));
  label();
  return {
    run: html`<div>
      <div class="live-log">${button} ${pause} ${bar}</div>
      ${said}
    </div>` as HTMLElement,
    figure: drawn,
    choose(next) {
      stopRunning();
      settings = next;
      label();
      drawn.update(...committed(next));
    },
    stop: () => stopRunning()
  };
}
