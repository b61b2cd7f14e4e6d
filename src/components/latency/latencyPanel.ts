import {html} from "htl";
import {forgetLatency, keepLatency, keptLatency, type KeptLatency} from "../../browser/keptLatency.js";
import {measureInTab} from "../../browser/latency.js";
import {failureText} from "../failureText.js";
import {UserError} from "../../lib/core/errors.js";
import {quantileInterval} from "../../lib/metrics/intervals.js";
import {latencyHeadline, publishedResult} from "../../lib/reports/latency.js";
import {featuredModel} from "../../lib/reports/latency.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import {dataTable} from "../dataTable.js";
import {download, downloadButton} from "../download.js";
import {figure, type FigureElement} from "../figure.js";
import {count, duration} from "../format.js";
import {progress} from "../progress.js";
import {batchFigure} from "./batchFigure.js";
import {labelOf} from "./labelOf.js";
import {latencyAnswer, latencyTakeaway} from "./latencyAnswer.js";
import {cellTable, openingTable, speedUpTable} from "./latencyTables.js";
import {qualityFigure, tasksOf} from "./qualityFigure.js";
import {spreadFigure} from "./spreadFigure.js";
import {timeFigure} from "./timeFigure.js";
import {time} from "./timeText.js";

/** How much is measured. */
export const SIZES = ["one row", "one row, briefly", "all sizes"] as const;
export type Size = (typeof SIZES)[number];

/** Milliseconds for each model, runtime and number of rows. */
const CELL_MS: Readonly<Record<Size, number>> = {"one row": 60, "one row, briefly": 10, "all sizes": 30};

/** What is shown in detail. */
export interface LatencyView {
  readonly size: Size;
  readonly rows: number;
  readonly model: string;
  readonly task: string;
}

/** The live part of the page. */
export interface LatencyPanel {
  readonly answer: HTMLElement;
  readonly takeaway: HTMLElement;
  /** Button, progress, and what came of it. */
  readonly run: HTMLElement;
  /** Where the figures come from. */
  readonly machine: HTMLElement;
  readonly times: FigureElement;
  readonly spread: FigureElement;
  readonly batches: FigureElement;
  readonly quality: FigureElement;
  readonly cells: HTMLElement;
  readonly openings: HTMLElement;
  readonly speedUps: HTMLElement;
  choose(view: LatencyView): void;
  stop(): void;
}

/** Measures in a worker when asked, and shows what was measured in Node until then. */
export function latencyPanel(page: LatencyPage, archive: string): LatencyPanel {
  const published = publishedResult(page);
  const [firstTask] = tasksOf(page);
  let view: LatencyView = {size: "one row", rows: 1, model: page.models[0].id, task: firstTask};
  let kept: KeptLatency | null = keptLatency(page.models);
  let running: AbortController | undefined;

  const answer = html`<span aria-live="polite"></span>` as HTMLElement;
  const takeaway = html`<span></span>` as HTMLElement;
  const button = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p class="latency-said" role="status"></p>` as HTMLElement;
  const file = downloadButton("Results as JSON", "Download the results as JSON", () =>
    download("latency.json", JSON.stringify({here: kept, node: published}, null, 1), "application/json")
  );
  const forget = html`<button type="button" class="button">Forget what was measured here</button>` as HTMLButtonElement;
  const run = html`<div>
    <div class="live-log">${button} ${bar}</div>
    ${said}
    <div class="tools">${file} ${forget}</div>
  </div>` as HTMLElement;
  const machine = html`<p></p>` as HTMLElement;
  const where = () => (kept === null ? nodeText(published) : `Measured in this browser: ${kept.reply.machine}`);
  const shown = (): LatencyResult => kept?.reply ?? published;
  /** What was measured here may be of one row only. */
  const sized = (): [result: LatencyResult, where: string] =>
    kept !== null && kept.reply.cells.some(({rows}) => rows > 1)
      ? [kept.reply, where()]
      : [published, nodeText(published)];
  const drawnBatches = () => {
    const [result, from] = sized();
    return batchFigure(page, result, view.model, from);
  };
  const times = figure(...timeFigure(page, shown(), where()));
  const spread = figure(...spreadFigure(page, shown(), view.model, where()));
  const batches = figure(...drawnBatches());
  const quality = figure(...qualityFigure(page, shown(), view.task, where()));
  const cells = html`<div class="latency-cells"></div>` as HTMLElement;
  const openings = html`<div></div>` as HTMLElement;
  const speedUps = html`<div></div>` as HTMLElement;

  function draw(): void {
    const result = shown();
    const here = kept !== null;
    const headline = latencyHeadline(page, result);
    answer.textContent = latencyAnswer(headline, here);
    takeaway.textContent = latencyTakeaway(headline, page.claims);
    machine.textContent =
      kept === null
        ? `These times were measured in Node: ${published.machine}. Its clock ticks every ${time(published.tickMs)}, so single calls can be timed. Nothing has been measured in this browser yet.`
        : `Measured in this browser on ${new Date(kept.madeMs).toISOString().slice(0, 16).replace("T", " ")} UTC: ${kept.reply.machine}. The page is ${kept.reply.isolated ? "" : "not "}isolated from other sites, and its clock ticks every ${time(kept.reply.tickMs)}${kept.reply.isolated ? "" : ", too coarse for a single call. So means of many calls are timed, and single calls only show whether they took more than one tick"}.`;
    times.update(...timeFigure(page, result, where()));
    quality.update(...qualityFigure(page, result, view.task, where()));
    openings.replaceChildren(
      ...(kept === null ? [] : [startsText(page, kept)]),
      dataTable(openingTable(page, result, here ? "in this browser" : "in Node"))
    );
    speedUps.replaceChildren(
      result.speedUps.length === 0
        ? html`<p>No ensemble of heads is among the models.</p>`
        : dataTable(speedUpTable(page, result, here ? "in this browser" : "in Node"))
    );
    forget.disabled = !here;
    drawChosen();
  }

  function drawChosen(): void {
    spread.update(...spreadFigure(page, shown(), view.model, where()));
    batches.update(...drawnBatches());
    quality.update(...qualityFigure(page, shown(), view.task, where()));
    cells.replaceChildren(dataTable(cellTable(page, published, kept?.reply ?? null, view.rows)));
  }

  async function start(): Promise<void> {
    const line = progress({label: "Measuring"});
    const controller = new AbortController();
    running = controller;
    line.signal.addEventListener("abort", () => controller.abort(new UserError("cancelled")));
    button.disabled = true;
    bar.hidden = false;
    bar.replaceChildren(line);
    said.textContent = "";
    const begun = performance.now();
    const {size} = view;
    try {
      const reply = await measureInTab(
        {
          archive: new URL(archive, document.baseURI).href,
          models: page.models,
          coldModel: featuredModel(page.models).id,
          rows: size === "all sizes" ? page.rows : [1],
          cellMs: CELL_MS[size]
        },
        {
          signal: controller.signal,
          onProgress(heard) {
            if (heard.kind === "work") line.update(heard.text, heard.share);
          }
        }
      );
      kept = {madeMs: Date.now(), reply};
      keepLatency(kept);
      draw();
      said.textContent = `Measured in this browser in ${duration(performance.now() - begun)}: ${count(reply.cells.filter(({p50}) => p50 !== null).length)} times, each the median of its readings.`;
    } catch (error) {
      said.textContent = controller.signal.aborted ? "Cancelled. The previous results are shown." : failureText(error);
    } finally {
      bar.hidden = true;
      running = undefined;
      offer();
    }
  }

  function offer(): void {
    button.disabled = running !== undefined;
    button.textContent = `Measure in this browser: ${view.size}`;
  }

  button.addEventListener("click", () => void start());
  forget.addEventListener("click", () => {
    forgetLatency();
    kept = null;
    said.textContent = "Deleted. The figures show what was measured in Node.";
    draw();
  });
  offer();
  draw();
  return {
    answer,
    takeaway,
    run,
    machine,
    times,
    spread,
    batches,
    quality,
    cells,
    openings,
    speedUps,
    choose(next) {
      view = next;
      offer();
      drawChosen();
    },
    stop() {
      running?.abort(new UserError("the page was left"));
    }
  };
}

const nodeText = ({machine}: LatencyResult) => `Measured in Node with this site: ${machine}`;

/** What a visitor's first score waits for. */
function startsText(page: LatencyPage, {reply: {coldMs, starts}}: KeptLatency): HTMLElement {
  const [first, ...others] = coldMs;
  const {value, low, high} = quantileInterval(
    [...others].sort((a, b) => a - b),
    0.5
  );
  const once = starts.map(({what, ms}) => `${what.toLowerCase()} ${duration(ms)}`).join("; ");
  return html`<p>
    From nothing to a first score of ${labelOf(page, featuredModel(page.models).id)}, in a fresh worker with ONNX
    Runtime: ${duration(first)} the first time, when files may have had to be fetched, then ${duration(value)} as the
    median of ${others.length} [${duration(low)}, ${duration(high)}]. Waited for once: ${once}.
  </p>` as HTMLElement;
}
