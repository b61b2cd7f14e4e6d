import {html} from "htl";
import {rowCount, type PageColumns} from "./csv.js";
import {tableDownloads} from "./download.js";

export interface DataTableOptions {
  /** The name of its files, without ending. */
  readonly name: string;
  readonly columns: PageColumns;
  /** Column heads where the column's own name says too little; units belong here. */
  readonly header?: Readonly<Record<string, string>>;
  /** How a value is written; files always hold the full value. */
  readonly format?: Readonly<Record<string, (value: number | string | null, row: number) => string | Node>>;
  /** What the table shows, for everyone; also its name for a screen reader. */
  readonly caption?: string;
  readonly sort?: string;
  readonly reverse?: boolean;
  /** Rows drawn before "show all". */
  readonly rows?: number;
}

/** The order of rows by one column: numbers by size, text by letters, missing values last in both directions, ties in their first order. */
export function sortedRows(columns: PageColumns, by: string | undefined, reverse: boolean): number[] {
  const rows = Array.from({length: rowCount(columns)}, (_, i) => i);
  if (by === undefined) return rows;
  const column = columns[by];
  const missing = (v: number | string | null) => v === null || (typeof v === "number" && Number.isNaN(v));
  const direction = reverse ? -1 : 1;
  return rows.sort((i, j) => {
    const a = column[i];
    const b = column[j];
    if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
    return order === 0 ? i - j : direction * order;
  });
}

/**
 * A table that sorts by its heads (buttons, so by keyboard too), scrolls in its own frame and can be had as CSV and Arrow.
 * Long tables show their first rows until asked for all.
 */
export function dataTable(options: DataTableOptions): HTMLElement {
  const {name, columns, header = {}, format = {}, caption, rows: shown = 100} = options;
  const names = Object.keys(columns);
  const total = rowCount(columns);
  let by = options.sort;
  let reverse = options.reverse ?? false;
  let limit = shown;
  const numeric = Object.fromEntries(names.map((column) => [column, isNumeric(columns[column])]));
  const body = document.createElement("tbody");
  const heads = names.map((column) => {
    const button = html`<button type="button">${header[column] ?? column}</button>`;
    const th = html`<th scope="col" class=${numeric[column] ? "number" : ""}>${button}</th>` as HTMLElement;
    button.addEventListener("click", () => {
      // Numbers are first wanted from the largest down, names from A up; the second press turns either around.
      reverse = by === column ? !reverse : numeric[column];
      by = column;
      draw();
    });
    return th;
  });
  const more = html`<button type="button" class="more"></button>` as HTMLButtonElement;
  more.addEventListener("click", () => {
    limit = limit < total ? total : shown;
    draw();
  });
  function draw(): void {
    const cells = (row: number) =>
      names.map((column) => {
        const value = columns[column][row];
        const text = format[column]?.(value, row) ?? written(value);
        return html`<td class=${numeric[column] ? "number" : ""}>${text}</td>`;
      });
    body.replaceChildren(
      ...sortedRows(columns, by, reverse)
        .slice(0, limit)
        .map(
          (row) =>
            html`<tr>
              ${cells(row)}
            </tr>`
        )
    );
    heads.forEach((th, i) =>
      th.setAttribute("aria-sort", names[i] !== by ? "none" : reverse ? "descending" : "ascending")
    );
    more.hidden = total <= shown;
    more.textContent = limit < total ? `Show all ${total} rows` : `Show the first ${shown} rows`;
  }
  draw();
  return html`<div class="data-table">
    <div class="data-table-frame" tabindex="0" role="region" aria-label=${caption ?? name}>
      <table>
        ${
          caption === undefined
            ? null
            : html`<caption>
                ${caption}
              </caption>`
        }
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        ${body}
      </table>
    </div>
    <div class="tools">${more}<span class="tools-label">Table:</span>${tableDownloads(() => ({name, columns}))}</div>
  </div>` as HTMLElement;
}

function isNumeric(column: ArrayLike<number | string | null>): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== null) return typeof column[i] === "number";
  return false;
}

function written(value: number | string | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "–";
  if (typeof value === "string") return value;
  return new Intl.NumberFormat("en-US", {maximumSignificantDigits: Number.isInteger(value) ? 21 : 5})
    .format(value)
    .replace("-", "−");
}
