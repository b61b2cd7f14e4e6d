import {html} from "htl";
import {missingForRerun, rerun, type Rerun} from "../../browser/rerun.js";
import type {Difference} from "../../lib/pipeline/firstDifference.js";
import {STAGES, type RunDocument} from "../../lib/pipeline/stages.js";
import {SHOP_SOURCE} from "../../lib/sources/shop.js";
import {duration} from "../format.js";
import {answer} from "./answer.js";
import {changedAssumptions, publishedAssumptions, type Assumptions} from "./assumptions.js";
import {differenceTable} from "./differenceTable.js";
import {phases} from "./phases.js";
import {differingStages, stageOf, stageTable, type PublishedRun} from "./stageTable.js";
import {totalsTable} from "./totalsTable.js";

/** The elements of the Re-run page that a run changes. */
export interface RerunPanel {
  readonly answer: HTMLElement;
  /** Button, cancel, phases. */
  readonly run: HTMLElement;
  readonly stages: HTMLElement;
  readonly totals: HTMLElement;
  /** The SQL of each stage under the assumptions of the next run. */
  readonly sql: HTMLElement;
  /** Sets the assumptions of the next run. */
  assume(assumptions: Assumptions): void;
}

/** @param fetchTable by stage, what fetches the published table as Parquet, called only when a difference is to be found in it */
export function rerunPanel(
  published: PublishedRun,
  fetchTable: Readonly<Record<string, () => Promise<ArrayBuffer>>>
): RerunPanel {
  const differences = new Map<string, Difference | null>();
  let next = publishedAssumptions(published);
  let assumed = next;
  let recomputed: RunDocument | null = null;
  let current: Rerun | null = null;
  let abort: AbortController | null = null;

  const bars = phases();
  const start = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const cancel = html`<button type="button" class="button" disabled>Cancel</button>` as HTMLButtonElement;
  const status = html`<p class="rerun-status" role="status"></p>` as HTMLElement;
  const panel = {
    answer: html`<span aria-live="polite"></span>`,
    run: html`<div class="rerun">
      <div class="tools">${start}${cancel}</div>
      ${status}${bars.element}
    </div>`,
    stages: html`<div class="rerun"></div>`,
    totals: html`<div class="rerun"></div>`,
    sql: html`<div class="rerun-sql"></div>`
  } as Omit<Record<keyof RerunPanel, HTMLElement>, "assume">;

  start.addEventListener("click", () => void run());
  cancel.addEventListener("click", () => abort?.abort(new Error("Cancelled")));

  async function run(): Promise<void> {
    current?.stop();
    abort = new AbortController();
    const {signal} = abort;
    assumed = next;
    recomputed = null;
    differences.clear();
    bars.reset();
    draw();
    start.disabled = true;
    cancel.disabled = false;
    status.textContent = "Running …";
    const begun = performance.now();
    try {
      const {seed, gapMinutes, split} = assumed;
      const options = {profile: published.profile!, seed, gapMs: gapMinutes * 60_000, split};
      current = rerun(options, {signal, onProgress: bars.show});
      recomputed = await current.document;
      draw();
      status.textContent = `Done in ${duration(performance.now() - begun)}, DuckDB's start included.`;
      const [first] = differingStages(published, recomputed);
      if (first !== undefined) await locate(first);
    } catch (error) {
      bars.reset();
      status.textContent = signal.aborted
        ? "Cancelled. Nothing was kept."
        : `The run failed: ${(error as Error).message}. Reload the page and try again.`;
    } finally {
      start.disabled = false;
      cancel.disabled = true;
    }
  }

  async function locate(stage: string): Promise<void> {
    const before = status.textContent;
    status.textContent = `Fetching the published ${stageOf(published, stage).table} …`;
    try {
      differences.set(stage, await current!.compare(stage, await fetchTable[stage]()));
      status.textContent = before;
    } catch (error) {
      status.textContent = `The published table could not be compared: ${(error as Error).message}.`;
    }
    draw();
  }

  function draw(): void {
    const same = changedAssumptions(published, assumed).length === 0;
    panel.answer.textContent = answer(published, recomputed, assumed);
    panel.stages.replaceChildren(
      stageTable({published, recomputed, same, onLocate: (stage) => void locate(stage)}),
      ...[...differences].map(([stage, difference]) => differenceTable(stageOf(published, stage).table, difference))
    );
    panel.totals.replaceChildren(totalsTable(published, recomputed));
  }

  function assume(assumptions: Assumptions): void {
    next = assumptions;
    const changes = changedAssumptions(published, next);
    start.textContent = changes.length === 0 ? "Re-run in this tab" : `Re-run with ${changes.join(" and ")}`;
    const options = {gapMs: next.gapMinutes * 60_000, split: next.split};
    STAGES.slice(1).forEach((stage, i) => (codes[i].textContent = stage.sql(SHOP_SOURCE, options)));
  }

  const codes = STAGES.slice(1).map((stage, i) => {
    const code = html`<code></code>`;
    panel.sql.append(
      html`<details>
        <summary>${stage.name}: from ${STAGES[i].table} to ${stage.table}</summary>
        <pre tabindex="0" aria-label=${`SQL of the stage ${stage.name}`}>${code}</pre>
      </details>`
    );
    return code;
  });
  assume(next);
  draw();
  const missing = missingForRerun();
  if (missing === null) status.textContent = "Nothing has run yet.";
  else {
    start.disabled = true;
    status.textContent = `This needs ${missing}. The published hashes below can still be checked in Node, with npm run pipeline.`;
  }
  return {...panel, assume};
}
