import {html} from "htl";
import type {Difference} from "../../lib/pipeline/firstDifference.js";
import {dataTable} from "../dataTable.js";
import {count} from "../format.js";
import type {Compared} from "./stageTable.js";

/** The first row in which a table and the recomputed one differ: in words, and both rows column by column. */
export function differenceTable(table: string, difference: Difference | null, compared: Compared): HTMLElement {
  if (difference === null) return html`<p>No row of <code>${table}</code> differs.</p>` as HTMLElement;
  const {row, column, publishedValue, recomputedValue, publishedRow, recomputedRow} = difference;
  const names = Object.keys(publishedRow ?? recomputedRow ?? {});
  const first = compared === "published" ? "published" : "first run's";
  const written = (value: number | string | null) => (value === null ? "missing" : String(value));
  const what =
    column === null
      ? `the ${publishedRow === null ? first : "recomputed"} table ends`
      : `${column} is ${written(publishedValue)} in the ${first} table and ${written(recomputedValue)} in the recomputed one`;
  return html`<div class="rerun-difference">
    <p>
      <strong>First difference in <code>${table}</code>.</strong> In row ${count(row + 1)}, ${what}.
    </p>
    ${dataTable({
      name: `first-difference-${table}`,
      caption: `Row ${count(row + 1)} of ${table}`,
      columns: {
        column: names,
        published: names.map((name) => publishedRow?.[name] ?? null),
        recomputed: names.map((name) => recomputedRow?.[name] ?? null)
      },
      header: {published: compared},
      format: {published: plain, recomputed: plain}
    })}
  </div>` as HTMLElement;
}

/** Ids and times are names more than quantities: no separators. */
function plain(value: number | string | null): string {
  return value === null ? "–" : String(value);
}
