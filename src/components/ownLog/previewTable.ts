import {html} from "htl";
import type {Preview} from "../../browser/ownLog/previewOf.js";
import type {InspectedLog} from "../../browser/ownLog/ownLogWorker.js";
import type {LogMapping} from "../../lib/eventLog/mapping.js";
import {count, fixed} from "../format.js";

/** The first rows of a log as they would be read, beside why the others would not. */
export function previewTable(
  {columns, rows}: Pick<InspectedLog, "columns" | "rows">,
  mapping: LogMapping,
  preview: Preview
): HTMLElement {
  const text = (row: number, column: string | null) =>
    (column === null ? null : rows[row]?.[columns.indexOf(column)]) ?? "–";
  const all = preview.read + preview.aside;
  return html`<div>
    <div class="own-log-frame" tabindex="0" role="region" aria-label="The first rows as they would be read">
      <table>
        <caption>
          The first rows as they would be read
        </caption>
        <thead>
          <tr>
            ${["user", "time (UTC)", "event type", "item", "price", "set aside because"].map(
              (name) => html`<th scope="col">${name}</th>`
            )}
          </tr>
        </thead>
        <tbody>
          ${preview.rows.map(
            ({timeMs, event, priceCents, reason}, row) =>
              html`<tr class=${reason === null ? "" : "own-log-aside"}>
                <td>${text(row, mapping.user)}</td>
                <td>${timeMs === null ? "–" : new Date(timeMs).toISOString().replace("T", " ").replace("Z", "")}</td>
                <td>${event ?? "–"}</td>
                <td>${text(row, mapping.item)}</td>
                <td>${priceCents === null ? "–" : fixed(priceCents / 100)}</td>
                <td>${reason ?? ""}</td>
              </tr>`
          )}
        </tbody>
      </table>
    </div>
    <p>
      Of the first ${count(all)} rows
      ${preview.aside === 0 ? "all would be read." : `${count(preview.read)} would be read and ${count(preview.aside)} set aside.`}
    </p>
  </div>` as HTMLElement;
}
