import {html} from "htl";
import type {CutCounts} from "../../browser/shopDeskWorker.js";
import {COLOURS} from "../colours.js";
import {count, duration} from "../format.js";
import {atGap} from "./gapFigures.js";
import type {SessionsPage} from "./sessionsPage.js";

const ROWS = [
  ["sessions", "sessions"],
  ["single", "with a single event"],
  ["buying", "that buy"],
  ["exact", "true visits recovered exactly"]
] as const;

/** The published counts at a gap beside those that DuckDB has just made in this tab, and whether they are the same. */
export function cutCheck(page: SessionsPage, gap: number, live: CutCounts | null): HTMLElement {
  const published = atGap(page, gap);
  const same = live !== null && ROWS.every(([name]) => live[name] === published[name]);
  const verdict =
    live === null
      ? `At ${gap} min, from the curve made when the site was built; start DuckDB to cut the log here.`
      : same
        ? `✓ identical: DuckDB cut the log at ${gap} min in this tab in ${duration(live.ms)} and counts the same.`
        : `✗ different: what DuckDB counts at ${gap} min in this tab is not what was published.`;
  return html`<div class="cut-check" aria-live="polite" data-same=${live === null ? "" : String(same)}>
    <p>${verdict}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">at ${gap} min</th>
          <th scope="col" class="number" style=${`color:${COLOURS.published}`}>published</th>
          <th scope="col" class="number" style=${`color:${COLOURS.recomputed}`}>in this tab</th>
        </tr>
      </thead>
      <tbody>
        ${ROWS.map(
          ([name, label]) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="number">${count(published[name])}</td>
              <td class="number">${live === null ? "–" : count(live[name])}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>` as HTMLElement;
}
