import {html} from "htl";
import {openTraining, type Training} from "../../browser/training.js";
import {UserError} from "../../lib/core/errors.js";
import type {OverfitSettings} from "../../lib/overfitting/overfitSettings.js";
import {againstCurve} from "../../lib/reports/sparsity.js";
import type {SparsityPage} from "../../lib/reports/sparsityPage.js";
import {count, duration, interval} from "../format.js";
import {progress} from "../progress.js";
import type {LivePoint} from "./curveFigure.js";
import {targetTitle} from "./sparsityLabels.js";

/** The same trees as the study's, so that a point can be held against its band. */
const TREES = {model: "boosting", steps: 100, size: 15, layers: 0, l2: 1, weight: 1} as const;

export interface RetrainPanel {
  readonly element: HTMLElement;
  choose(asked: {target: string; positives: number; draw: number}): void;
  stop(): void;
}

/**
 * Trains boosting in a worker on so many positives of the page's own examples, and says whether the published band
 * agrees.
 */
export function retrainPanel(page: SparsityPage, url: string, onPoint: (point: LivePoint) => void): RetrainPanel {
  let asked = {target: "", positives: 0, draw: 1};
  let training: Training | undefined;
  let running: AbortController | undefined;
  const button = html`<button type="button" class="button">Train here</button>` as HTMLButtonElement;
  const what = html`<span></span>` as HTMLElement;
  const bar = html`<div class="retrain-bar"></div>` as HTMLElement;
  const said = html`<p class="retrain-said" role="status">Nothing has been trained in this tab yet.</p>` as HTMLElement;

  async function start(): Promise<void> {
    const {target, positives, draw} = asked;
    const settings: OverfitSettings = {...TREES, target, positives, seed: draw};
    const line = progress({label: "Training"});
    const controller = new AbortController();
    running = controller;
    const stopped = () => {
      training?.close();
      training = undefined;
    };
    line.signal.addEventListener("abort", () => controller.abort());
    controller.signal.addEventListener("abort", stopped);
    button.disabled = true;
    bar.replaceChildren(line);
    line.update("Starting", null);
    try {
      training ??= openTraining();
      const {real, ms} = await training.train({settings, log: {kind: "shop", url}}, (heard) => {
        if (heard.kind === "work") line.update(heard.text, null);
        else if (heard.labels === "real") line.update("Growing trees", heard.point.step / settings.steps);
      });
      const {train, test} = real.end;
      line.done(`Trained in ${duration(ms)}.`);
      const point = {target: target, positives: train.positives, ...test.auc};
      onPoint(point);
      said.textContent = verdictOn(page, point, test.positives);
    } catch (error) {
      if (controller.signal.aborted) said.textContent = "Stopped. Nothing was kept.";
      else {
        const {message} = error as Error;
        line.fail(error instanceof UserError ? message : `Training failed: ${message}`);
        stopped();
      }
    } finally {
      button.disabled = false;
      running = undefined;
    }
  }
  button.addEventListener("click", () => void start());
  return {
    element: html`<div class="retrain">
      <div class="live-log">${button} ${what} ${bar}</div>
      ${said}
    </div>` as HTMLElement,
    choose(next) {
      asked = next;
      button.textContent = `Train on ${count(next.positives)} positives here`;
      what.textContent = `“${targetTitle(next.target)}”, draw ${next.draw}`;
    },
    stop() {
      running?.abort();
      training?.close();
    }
  };
}

/** Holds a point against the published mark with the nearest number of positives. */
export function verdictOn(page: SparsityPage, point: LivePoint, tested: number): string {
  const {near, agree, told} = againstCurve(page.curve, TREES.model, point);
  return `“${targetTitle(point.target)}” from ${count(point.positives)} positives: test AUC ${interval(point)} on ${count(tested)} positives, ${told === "untold" ? "not distinguishable from chance" : `${told} chance`}. The nearest published point, with ${count(near.positives)} positives, has ${interval(near.auc)}: the two intervals ${agree ? "overlap, so the results agree" : "do not overlap, so this shop differs from the mean of several"}.`;
}
