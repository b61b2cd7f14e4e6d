import {html} from "htl";
import {failureText} from "../failureText.js";
import {UserError} from "../../lib/core/errors.js";
import {missingForRerun} from "../../browser/rerun.js";
import type {RerunProgress} from "../../browser/rerun.js";
import type {Followed} from "../../lib/reports/followed.js";
import type {Difference} from "../../lib/pipeline/firstDifference.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";
import {differingStages, stageOf} from "../../lib/reports/rerun.js";
import {download, downloadButton} from "../download.js";
import {duration} from "../format.js";
import {progress} from "../progress.js";
import {changedAssumptions, differingAssumptions, publishedAssumptions, type Assumptions} from "./assumptions.js";
import {differenceTable} from "./differenceTable.js";
import {followedTables} from "./followedTables.js";
import {stageTexts, type RerunSource} from "./rerunSource.js";
import {stageTable} from "./stageTable.js";
import {totalsTable} from "./totalsTable.js";

/** The elements of the Re-run page that a run changes. */
export interface RerunPanel {
  readonly answer: HTMLElement;
  /** Button, cancel, phases. */
  readonly run: HTMLElement;
  readonly stages: HTMLElement;
  readonly totals: HTMLElement;
  /** Claims that change their outcome, and the figures that they hang on. */
  readonly claims: HTMLElement;
  /** The SQL of each stage under the assumptions of the next run. */
  readonly sql: HTMLElement;
  /** Sets the assumptions of the next run. */
  assume(assumptions: Assumptions): void;
  /** Stops what runs. */
  stop(): void;
}

/** The Re-run page for one log. */
export function rerunPanel(source: RerunSource): RerunPanel {
  const {compared} = source;
  const differences = new Map<string, Difference | null>();
  let next = publishedAssumptions(source.first());
  let assumed = next;
  let recomputed: RunDocument | null = null;
  let abort: AbortController | null = null;
  let followed: Followed | null = null;
  let tell: (text: string, share: number) => void = () => {};

  const bars = source.phases();
  const start = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const cancel = html`<button type="button" class="button" disabled>Cancel</button>` as HTMLButtonElement;
  const keep = html`<span></span>` as HTMLElement;
  const status = html`<p class="rerun-status" role="status"></p>` as HTMLElement;
  const follow = html`<button type="button" class="button" hidden>
    Go on to figures and claims
  </button>` as HTMLButtonElement;
  const following = html`<div></div>` as HTMLElement;
  const panel = {
    answer: html`<span aria-live="polite"></span>`,
    run: html`<div class="rerun">
      <div class="tools">${start}${cancel}${follow}${keep}</div>
      ${status}${bars.element}${following}
    </div>`,
    stages: html`<div class="rerun"></div>`,
    totals: html`<div class="rerun"></div>`,
    claims: html`<div class="rerun"></div>`,
    sql: html`<div class="rerun-sql"></div>`
  } as Omit<Record<keyof RerunPanel, HTMLElement>, "assume" | "stop">;

  start.addEventListener("click", () => void run());
  follow.addEventListener("click", () => void goOn());
  cancel.addEventListener("click", () => abort?.abort(new Error("Cancelled")));

  async function run(): Promise<void> {
    source.stop();
    abort = new AbortController();
    const {signal} = abort;
    assumed = next;
    recomputed = null;
    differences.clear();
    followed = null;
    bars.reset();
    draw();
    start.disabled = true;
    cancel.disabled = false;
    status.textContent = "Running …";
    const begun = performance.now();
    try {
      recomputed = await source.run(assumed, {signal, onProgress: heard});
      draw();
      status.textContent = `Done in ${duration(performance.now() - begun)}, DuckDB's start included.`;
      const [first] = differingStages(source.first(), recomputed);
      if (first !== undefined) await locate(first);
      if (source.follow !== undefined && changedAssumptions(source.first(), assumed).length > 0) await goOn(abort);
    } catch (error) {
      bars.reset();
      status.textContent = signal.aborted ? "Cancelled. Nothing was kept." : `The run failed: ${failureText(error)}`;
    } finally {
      start.disabled = false;
      cancel.disabled = true;
    }
  }

  /** From the tables of the run to figures and claims. */
  async function goOn(running: AbortController = new AbortController()): Promise<void> {
    const line = progress({label: "Figures and claims", onCancel: () => running.abort(new Error("Cancelled"))});
    following.replaceChildren(line);
    follow.hidden = true;
    start.disabled = true;
    cancel.disabled = true; // the progress bar has its own
    abort = running;
    tell = (text, share) => line.update(text, share);
    const before = status.textContent;
    running.signal.addEventListener("abort", () => source.stop());
    try {
      followed = await source.follow!();
      status.textContent = before;
      following.replaceChildren();
    } catch (error) {
      status.textContent = running.signal.aborted
        ? "Cancelled. The tables below are of the run; its figures and claims were not computed."
        : `The figures could not be computed: ${failureText(error)}`;
      following.replaceChildren();
    } finally {
      start.disabled = false;
      cancel.disabled = true;
    }
    draw();
  }

  async function locate(stage: string): Promise<void> {
    const before = status.textContent;
    const {table} = stageOf(source.first(), stage);
    if (!source.differencesKnown) status.textContent = `Fetching the published ${table} …`;
    try {
      differences.set(stage, await source.difference(stage));
      status.textContent = before;
    } catch (error) {
      status.textContent = `The published table could not be compared: ${(error as Error).message}.`;
    }
    draw();
  }

  function heard(progress: RerunProgress): void {
    if (progress.kind === "figures") tell(progress.text, progress.share);
    else bars.show(progress);
  }

  /** What was run under other assumptions than those that are set now is greyed, and said to be so. */
  function markStale(): void {
    const changed = recomputed === null ? [] : differingAssumptions(assumed, next);
    const stale = changed.length > 0;
    for (const element of [panel.answer, panel.stages, panel.totals, panel.claims, keep])
      element.classList.toggle("rerun-stale", stale);
    panel.answer.textContent = stale
      ? `Not run with ${changed.join(" and ")}. Run it again; what is below belongs to the last run.`
      : source.answer(recomputed, assumed);
    follow.disabled = stale;
  }

  /** Why no claim is shown. */
  function withoutClaims(): string {
    if (source.follow === undefined) return "No claim is about your log, so none can flip.";
    return recomputed === null ? "Nothing has run yet." : "The figures of this run have not been computed.";
  }

  function draw(): void {
    const published = source.first();
    const same = changedAssumptions(published, assumed).length === 0;
    const onLocate = (stage: string) => void locate(stage);
    panel.stages.replaceChildren(
      stageTable({published, compared, recomputed, same, onLocate}),
      ...[...differences].map(([stage, difference]) =>
        differenceTable(stageOf(published, stage).table, difference, compared)
      )
    );
    panel.totals.replaceChildren(totalsTable(published, recomputed, compared));
    keep.replaceChildren(...(recomputed === null ? [] : [runDownload(recomputed)]));
    follow.hidden =
      source.follow === undefined || recomputed === null || followed !== null || (abort?.signal.aborted ?? false);
    panel.claims.replaceChildren(followedTables(followed, withoutClaims()));
    markStale();
  }

  function assume(assumptions: Assumptions): void {
    next = assumptions;
    markStale();
    const changes = changedAssumptions(source.first(), next);
    start.textContent = changes.length === 0 ? "Re-run in this tab" : `Re-run with ${changes.join(" and ")}`;
    stageTexts(source, next).forEach(({sql}, i) => (codes[i].textContent = sql));
  }

  const codes = stageTexts(source, next).map(({name, from, to}) => {
    const code = html`<code></code>`;
    panel.sql.append(
      html`<details>
        <summary>${name}: from ${from} to ${to}</summary>
        <pre tabindex="0" aria-label=${`SQL of the stage ${name}`}>${code}</pre>
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
  return {
    ...panel,
    assume,
    stop() {
      abort?.abort(new UserError("the page was left", "start it again"));
      source.stop();
    }
  };
}

/** The document of a run as the command line writes it. */
function runDownload(run: RunDocument): HTMLElement {
  return html`<span class="rerun-keep"
    >${downloadButton("run.json", "Download run.json, the document of this run with all its hashes", () =>
      download("run.json", JSON.stringify(run, null, 2), "application/json")
    )}</span
  >` as HTMLElement;
}
