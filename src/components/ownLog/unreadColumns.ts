import {html} from "htl";
import {count} from "../format.js";
import {sampleValues} from "./sampleValues.js";

interface UnreadColumnsOptions {
  /** Columns without a role, in the file's order. */
  readonly columns: readonly string[];
  readonly kept: readonly string[];
  /** Values of a column, as the file has them. */
  samples(column: string): readonly string[];
  /** Hears the columns that are kept from now on, and what has the focus then. */
  keep(kept: readonly string[], focus: string): void;
}

/** Columns that are listed; of a thousand, the others are found by their names. */
const LISTED = 12;

/** The columns that no role takes, each with its values and a box to keep it. */
export function unreadColumns({columns, kept, samples, keep}: UnreadColumnsOptions): HTMLElement {
  if (columns.length === 0) return html`<p class="own-log-unread">Every column has a role.</p>` as HTMLElement;
  const listed = [...new Set([...columns.slice(0, LISTED), ...kept])];
  const others = columns.filter((column) => !listed.includes(column));
  const row = (column: string) => {
    const box = html`<input
      type="checkbox"
      checked=${kept.includes(column)}
      data-key=${`keep ${column}`}
    />` as HTMLInputElement;
    box.addEventListener("change", () =>
      keep(
        columns.filter((one) => (one === column ? box.checked : kept.includes(one))),
        `[data-key="${CSS.escape(`keep ${column}`)}"]`
      )
    );
    return html`<li>
      <label>${box} <b>${column}</b></label> ${sampleValues([samples(column)])}
    </li>`;
  };
  const all = html`<button type="button" class="button" data-key="keep-all">
    ${kept.length < columns.length ? `Keep all ${count(columns.length)}` : "Keep none"}
  </button>` as HTMLButtonElement;
  all.addEventListener("click", () => keep(kept.length < columns.length ? columns : [], "[data-key=keep-all]"));
  const add = html`<input list="own-log-unread-columns" data-key="keep-another" />` as HTMLInputElement;
  add.addEventListener("change", () => {
    if (others.includes(add.value))
      keep(
        columns.filter((one) => one === add.value || kept.includes(one)),
        "[data-key=keep-another]"
      );
  });
  return html`<fieldset class="own-log-unread">
    <legend>Columns without a role</legend>
    <p>
      Nothing is read from these unless you keep them. A column that is kept stays with the log: it is checked for
      knowing who buys later, can be a feature on the Models page, and stands in the table
      <code>extra_columns</code> for SQL of your own. Reading takes longer with each.
    </p>
    <ul>
      ${listed.map(row)}
    </ul>
    <div class="tools">
      ${columns.length > 1 ? all : null}
      ${
        others.length === 0
          ? null
          : html`<label>${count(others.length)} more; keep one by its name: ${add}</label>
              <datalist id="own-log-unread-columns">
                ${others.map((column) => html`<option value=${column}></option>`)}
              </datalist>`
      }
    </div>
  </fieldset>` as HTMLElement;
}
