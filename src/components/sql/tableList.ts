import {html} from "htl";
import {TABLE_NOTES} from "../../lib/sql/exampleQueries.js";
import type {QueryTable} from "../../lib/sql/readOnlyQuery.js";
import {count} from "../format.js";

/** The tables that a query can read, each with its columns folded away; a button puts a query on it into the box. */
export function tableList(tables: readonly QueryTable[], onChoose: (table: QueryTable) => void): HTMLElement {
  return html`<div class="query-tables">
    ${tables.map((table) => {
      const look = html`<button type="button" class="button">First rows</button>` as HTMLElement;
      look.setAttribute("aria-label", `Query the first rows of ${table.name}`);
      look.addEventListener("click", () => onChoose(table));
      return html`<details>
        <summary><code>${table.name}</code> <span class="query-rows">${count(table.rows)} rows</span></summary>
        ${TABLE_NOTES[table.name] === undefined ? null : html`<p class="query-note">${sentence(TABLE_NOTES[table.name])}</p>`}
        <ul>
          ${table.columns.map(
            ({name, type}) => html`<li><code>${name}</code> <span class="query-type">${type}</span></li>`
          )}
        </ul>
        ${look}
      </details>`;
    })}
  </div>` as HTMLElement;
}

function sentence(note: string): string {
  return `${note[0].toUpperCase()}${note.slice(1)}.`;
}
