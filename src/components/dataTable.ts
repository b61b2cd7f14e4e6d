import {html} from "htl";
import {rowCount, type PageColumns} from "./csv.js";
import {tableDownloads} from "./download.js";
import {numberFormat} from "./format.js";

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
  /** Rows drawn before "show all"; 12 where nothing is said. On a phone, where each is a card, fewer. */
  readonly rows?: number;
}

/** Below this width, in pixels, a table that does not fit has its rows as cards. */
const CARDS_BELOW = 600;
/** On cards, rows are shown until they have so many cells together, but at least three. */
const CARD_CELLS = 24;

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
 * A table that sorts by its heads (buttons, so by keyboard too) and can be had as CSV and Arrow. Long ones show their first rows until
 * asked for all. One that is too wide gets tighter, then breaks its cells' lines; then its first column stays, the rest scrolls, and the
 * edge that is cut fades. On a phone its rows are cards instead.
 */
export function dataTable(options: DataTableOptions): HTMLElement {
  const {name, columns, header = {}, format = {}, caption, rows: shown = 12} = options;
  const names = Object.keys(columns);
  const total = rowCount(columns);
  let by = options.sort;
  let reverse = options.reverse ?? false;
  let all = false;
  let paper = false;
  let cards = false;
  /** The widest frame that took cards. Fewer rows may be narrower, and must not bring the table back there. */
  let cardsUpTo = 0;
  const numeric = Object.fromEntries(names.map((column) => [column, isNumeric(columns[column])]));
  const labels = names.map((column) => header[column] ?? column);
  const body = document.createElement("tbody");
  const heads = names.map((column, i) => {
    const button = html`<button type="button">${labels[i]}</button>`;
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
    all = !all;
    draw();
  });
  function draw(): void {
    const first = cards ? Math.min(shown, Math.max(3, Math.floor(CARD_CELLS / names.length))) : shown;
    const cells = (row: number) =>
      names.map((column, i) => {
        const value = columns[column][row];
        const text = format[column]?.(value, row) ?? written(value);
        return html`<td class=${numeric[column] ? "number" : ""} data-label=${labels[i]}>${text}</td>`;
      });
    body.replaceChildren(
      ...sortedRows(columns, by, reverse)
        .slice(0, all || paper ? total : first)
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
    more.hidden = total <= first;
    more.textContent = all ? `Show the first ${first} rows` : `Show all ${total} rows`;
    fit();
  }
  const table = html`<table>
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
  </table>` as HTMLTableElement;
  const frame = html`<div class="data-table-frame" tabindex="0" role="region" aria-label=${caption ?? name}>
    ${table}
  </div>` as HTMLElement;

  /** Chooses how the table is shown at the frame's present width. */
  function fit(): void {
    const width = frame.clientWidth;
    if (width === 0) return;
    const wide = () => table.offsetWidth > width + 1;
    for (const state of ["cards", "tight", "wrap", "cut"]) delete frame.dataset[state];
    const asCards = width < CARDS_BELOW && (width <= cardsUpTo || wide());
    if (asCards) cardsUpTo = Math.max(cardsUpTo, width);
    if (asCards) frame.dataset.cards = "";
    for (const state of ["tight", "wrap"]) if (!asCards && wide()) frame.dataset[state] = "";
    if (!asCards && wide()) edges();
    // what is shown as cards is a list to a screen reader too, unless it is told that it is a table
    for (const [selector, role] of ROLES)
      for (const element of [table, ...table.querySelectorAll(selector)].filter((one) => one.matches(selector)))
        if (asCards) element.setAttribute("role", role);
        else element.removeAttribute("role");
    if (asCards !== cards) {
      cards = asCards;
      draw();
    }
  }
  function edges(): void {
    const {scrollLeft, clientWidth, scrollWidth} = frame;
    const cut = [scrollLeft > 1 ? "start" : "", scrollLeft + clientWidth < scrollWidth - 1 ? "end" : ""];
    frame.dataset.cut = cut.filter((edge) => edge !== "").join(" ");
  }
  frame.addEventListener("scroll", () => {
    if (frame.dataset.cut !== undefined) edges();
  });
  let width = 0;
  new ResizeObserver(() => {
    if (frame.clientWidth === width) return;
    width = frame.clientWidth;
    fit();
  }).observe(frame);
  draw();
  const element = html`<div class="data-table">
    ${frame}
    <div class="tools">${more}${tableDownloads(() => ({name, columns}))}</div>
  </div>` as HTMLElement;
  // nobody can ask paper for more rows
  element.addEventListener("paper", (event) => {
    const next = (event as CustomEvent<boolean>).detail && total <= MOST_ON_PAPER;
    if (next === paper) return;
    paper = next;
    draw();
  });
  return element;
}

/** A longer table stays short on paper, too. */
const MOST_ON_PAPER = 400;

/** What elements of a table are, in words, where a style sheet has made blocks of them. */
const ROLES = [
  ["table", "table"],
  ["tbody", "rowgroup"],
  ["tr", "row"],
  ["td", "cell"]
] as const;

function isNumeric(column: ArrayLike<number | string | null>): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== null) return typeof column[i] === "number";
  return false;
}

function written(value: number | string | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "–";
  if (typeof value === "string") return value;
  return numberFormat({maximumSignificantDigits: Number.isInteger(value) ? 21 : 5})
    .format(value)
    .replace("-", "−");
}
