import {html} from "htl";
import {openTraining, type Training} from "../../browser/training.js";
import type {TrainingQuestion} from "../../browser/trainingWorker.js";
import {failureText} from "../failureText.js";
import type {StudyResult} from "../../lib/core/result.js";
import type {CurvePoint} from "../../lib/overfitting/trainingCurve.js";
import {checkOverfit, OVERFIT_PRESETS, type OverfitSettings} from "../../lib/overfitting/overfitSettings.js";
import {committedRun, LABELS, overfitHeadline, type Labels, type ShownRun} from "../../lib/reports/overfitting.js";
import {dataTable} from "../dataTable.js";
import {figure} from "../figure.js";
import {count, duration} from "../format.js";
import {progress} from "../progress.js";
import {settingsCodec, presetOf} from "./settingsForm.js";
import {CURVES, curveFigure} from "./curveFigure.js";
import {endTable} from "./endTable.js";
import {overfitAnswer, overfitDetails, settingsText} from "./runText.js";

export interface OverfitPanelOptions {
  readonly study: StudyResult;
  readonly log: TrainingQuestion["log"];
  /** What the log is called, e.g. "the generated shop". */
  readonly called: string;
  /** What follows the answer until something has been trained here. */
  readonly note?: Node | string;
}

/** The live part of the page for one log. */
export interface OverfitPanel {
  readonly answer: HTMLElement;
  /** Button, progress, and what came of it. */
  readonly run: HTMLElement;
  readonly curves: HTMLElement;
  readonly end: HTMLElement;
  choose(settings: OverfitSettings): void;
  stop(): void;
}

/** How often a screen is drawn anew while a model is trained. */
const FRAME_MS = 100;

/** Trains in a worker what the reader chose, and shows the committed run of a preset until then. */
export function overfitPanel({study, log, called, note = ""}: OverfitPanelOptions): OverfitPanel {
  const trained = new Map<string, ShownRun>();
  const first = committedRun(study, Object.keys(OVERFIT_PRESETS)[0]);
  let chosen = first.settings;
  let shown = first;
  let training: Training | undefined;
  let running: AbortController | undefined;

  const answer = html`<span aria-live="polite">${overfitAnswer(overfitHeadline(first))}${note}</span>` as HTMLElement;
  const button = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p class="overfit-said" role="status"></p>` as HTMLElement;
  const run = html`<div>
    <div class="live-log">${button} ${bar}</div>
    ${said}
  </div>` as HTMLElement;
  const figures = CURVES.map((metric) => figure(...curveFigure(first, metric)));
  const curves = html`<div class="overfit-figures">${figures}</div>` as HTMLElement;
  const end = html`<div class="overfit-end"></div>` as HTMLElement;

  function showEnd(next: ShownRun): void {
    end.replaceChildren(html`<p>${overfitDetails(overfitHeadline(next))}</p>`, dataTable(endTable(next)));
  }

  function draw(next: ShownRun): void {
    shown = next;
    CURVES.forEach((metric, k) => figures[k].update(...curveFigure(next, metric)));
    if (next.ends === null) return;
    answer.textContent = overfitAnswer(overfitHeadline(next));
    showEnd(next);
  }

  async function start(): Promise<void> {
    const settings = chosen;
    const key = settingsCodec.format(settings);
    const before = shown;
    const line = progress({label: "Training"});
    const controller = new AbortController();
    running = controller;
    line.signal.addEventListener("abort", () => controller.abort());
    controller.signal.addEventListener("abort", () => {
      training?.close();
      training = undefined;
    });
    button.disabled = true;
    bar.hidden = false;
    bar.replaceChildren(line);
    said.textContent = "";
    const points: Record<Labels, CurvePoint[]> = {real: [], shuffled: []};
    const about = {settings, log: called, generated: log.kind === "shop"};
    const unit = settings.model === "boosting" ? "trees" : "epochs";
    let drawn = 0;
    try {
      training ??= openTraining();
      const {real, shuffled, ms} = await training.train({settings, log}, (heard) => {
        if (controller.signal.aborted) return;
        if (heard.kind === "work") return line.update(heard.text, null);
        points[heard.labels].push(heard.point);
        const {step} = heard.point;
        const share =
          LABELS.reduce((sum, labels) => sum + (points[labels].at(-1)?.step ?? 0), 0) / (2 * settings.steps);
        line.update(
          share < 0.5
            ? `Training ${count(settings.steps)} ${unit}`
            : `Training, over half of ${count(settings.steps)} ${unit} done`,
          share
        );
        if (performance.now() - drawn < FRAME_MS && step !== settings.steps) return;
        drawn = performance.now();
        draw({...about, curves: {real: [...points.real], shuffled: [...points.shuffled]}, ends: null});
      });
      trained.set(key, {
        ...about,
        curves: {real: real.curve, shuffled: shuffled.curve},
        ends: {real: real.end, shuffled: shuffled.end}
      });
      draw(trained.get(key)!);
      said.textContent = `Trained twice in this tab, on real and on shuffled labels, in ${duration(ms)}.`;
    } catch (error) {
      // what it was fetching or opening may come the next time
      training?.close();
      training = undefined;
      draw(before);
      said.textContent = controller.signal.aborted ? "Cancelled. The previous run is shown." : failureText(error);
    } finally {
      bar.hidden = true;
      running = undefined;
      offer();
    }
  }

  /** Says what the button would train, and what is shown meanwhile. */
  function offer(): void {
    let fault: string | null = null;
    try {
      checkOverfit(chosen);
    } catch (error) {
      fault = (error as Error).message;
    }
    button.disabled = running !== undefined || fault !== null;
    button.textContent = fault === null ? `Train in this tab: ${settingsText(chosen)}` : "Train in this tab";
    if (fault !== null) said.textContent = `This cannot be trained: ${fault}.`;
  }

  button.addEventListener("click", () => void start());
  showEnd(first);
  return {
    answer,
    run,
    curves,
    end,
    choose(settings) {
      chosen = settings;
      said.textContent = "";
      offer();
      if (running !== undefined) return;
      const preset = log.kind === "shop" ? presetOf(settings) : null;
      const found =
        trained.get(settingsCodec.format(settings)) ?? (preset === null ? null : committedRun(study, preset));
      if (found !== null) draw(found);
      if (said.textContent !== "") return;
      said.textContent =
        found === null
          ? `Not trained yet. The figures show the previous run: ${settingsText(shown.settings)}, on ${shown.log}.`
          : trained.has(settingsCodec.format(settings))
            ? "The figures show what was trained in this tab."
            : "The figures show the run that was made with this site. Train it here to see it happen.";
    },
    stop() {
      running?.abort();
      training?.close();
    }
  };
}
