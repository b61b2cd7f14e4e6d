import {html} from "htl";
import {atGap} from "../../lib/reports/sessions.js";
import type {CutCounts} from "../../browser/answersOfLog.js";
import {COLOURS} from "../colours.js";
import {count, duration} from "../format.js";
import type {SessionsPage} from "./sessionsPage.js";

const COUNTS = [
  ["sessions", "sessions"],
  ["single", "with a single event"],
  ["buying", "that buy"],
  ["exact", "true visits recovered exactly"]
] as const;

/** The counts of the curve at a gap next to those that DuckDB has just made in this tab, and whether they are the same. */
export function cutCheck(page: SessionsPage, gap: number, live: CutCounts | null): HTMLElement {
  const published = atGap(page, gap);
  const rows = COUNTS.filter(([name]) => published[name] !== null);
  const known = page.generated ? "made when the site was built" : "made when your log was read";
  const same = live !== null && rows.every(([name]) => live[name] === published[name]);
  const verdict =
    live === null
      ? `These counts at ${gap} min come from the curve ${known}. Start DuckDB to cut the log in this tab and compare.`
      : same
        ? `✓ identical: DuckDB cut the log at ${gap} min in this tab in ${duration(live.ms)}, with the same counts.`
        : `✗ different: DuckDB's counts at ${gap} min in this tab differ from the curve's.`;
  return html`<div class="cut-check" aria-live="polite" data-same=${live === null ? "" : String(same)}>
    <p>${verdict}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">at ${gap} min</th>
          <th scope="col" class="number" style=${`color:${COLOURS.published}`}>
            ${page.generated ? "published" : "from the curve"}
          </th>
          <th scope="col" class="number" style=${`color:${COLOURS.recomputed}`}>in this tab</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, label]) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="number">${count(published[name]!)}</td>
              <td class="number">${live === null ? "–" : count(live[name]!)}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>` as HTMLElement;
}
