import {html} from "htl";
import type {RunDocument, StageRun} from "../../lib/pipeline/stages.js";
import {stageOf} from "../../lib/reports/rerun.js";
import {dataTable} from "../dataTable.js";
import {bytes, duration} from "../format.js";

/** The published run, with the bytes of each stage's table as Parquet. */
export interface PublishedRun extends RunDocument {
  readonly bytes: Readonly<Record<string, number>>;
}

/** What a run is compared with: what this site published, or the first run of the reader's own log. */
export type Compared = "published" | "first run";

export interface StageTableOptions {
  readonly published: RunDocument & Partial<Pick<PublishedRun, "bytes">>;
  readonly compared: Compared;
  /** Null before the first run. */
  readonly recomputed: RunDocument | null;
  /** Whether the run was made under the published assumptions, so that nothing may differ. */
  readonly same: boolean;
  /** Asked for the first difference of a stage, where it is not known without asking. */
  readonly onLocate?: (stage: string) => void;
}

/** One row for each stage: both hashes, what they say, rows and times. */
export function stageTable({published, compared, recomputed, same, onLocate}: StageTableOptions): HTMLElement {
  const names = published.stages.map(({name}) => name);
  const before = names.map((name) => stageOf(published, name));
  const after = names.map((name) => (recomputed === null ? null : stageOf(recomputed, name)));
  const result = after.map((run, i) => run && (run.sha256 === before[i].sha256 ? "identical" : "differs"));
  const time = (ms: number | string | null) => (ms === null ? "–" : duration(Number(ms)));
  return dataTable({
    name: "rerun-stages",
    caption: `Each stage: ${compared} and recomputed`,
    columns: {
      stage: names,
      result,
      published: before.map(({sha256}) => sha256),
      recomputed: after.map((run) => run && run.sha256),
      rows: after.map((run, i) => (run ?? before[i]).rows),
      ms: after.map((run) => run && run.ms),
      hashMs: after.map((run) => run && run.hashMs)
    },
    header: {published: `${compared}: SHA-256`, recomputed: "recomputed: SHA-256", ms: "made in", hashMs: "hashed in"},
    format: {published: short, recomputed: short, ms: time, hashMs: time, result: verdict}
  });

  function verdict(text: number | string | null, row: number): string | Node {
    if (text === null) return "–";
    if (text === "identical") return html`<span class="rerun-identical">✓ identical</span>` as Node;
    const stage = names[row];
    const button =
      onLocate === undefined
        ? null
        : html`<button type="button">First difference (${bytes(published.bytes?.[stage] ?? NaN)})</button>`;
    button?.addEventListener("click", () => onLocate!(stage));
    const columns = differingColumns(before[row], after[row]!);
    const place = columns.length > 3 ? `${columns.length} columns` : columns.join(", ");
    return html`<span class=${same ? "rerun-differs" : "rerun-moved"}>${same ? "✗" : "△"} differs</span> in
      <span title=${columns.join(", ")}>${place}</span> ${button}` as Node;
  }
}

function short(hash: number | string | null): string | Node {
  return hash === null ? "–" : (html`<code title=${hash}>${String(hash).slice(0, 12)}</code>` as Node);
}

/** Columns whose own hashes differ: known without fetching a single row. */
function differingColumns(published: StageRun, recomputed: StageRun): string[] {
  return recomputed.columns
    .filter(({name, sha256}) => published.columns.find((column) => column.name === name)?.sha256 !== sha256)
    .map(({name}) => name);
}
