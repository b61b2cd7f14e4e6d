import {html} from "htl";
import {generatedMark} from "../bigNumber.js";
import {dataTable} from "../dataTable.js";
import {count, percent} from "../format.js";
import type {DataSet} from "./dataSet.js";

/** What the clean stage let through and set aside, with its reasons; also when that is nothing. */
export function cleaningReport({name, cleaning, generated}: DataSet): HTMLElement {
  const {inputRows, cleanRows, quarantine, required, deduplicated} = cleaning;
  const aside = inputRows - cleanRows;
  const rows = [
    {step: "rows of the log", rows: inputRows},
    ...quarantine.map(({reason, rows}) => ({step: `set aside: ${reason}`, rows: -rows})),
    {step: "clean events", rows: cleanRows}
  ];
  const said =
    aside === 0
      ? `No row was set aside: in every row the columns ${required.join(", ")} are filled, the type of event is known and the time is possible${deduplicated ? ", and no row occurs twice" : ""}.`
      : `${count(aside)} of ${count(inputRows)} rows (${percent(aside / inputRows, 2)}) were set aside.`;
  return html`<div>
    <p aria-live="polite">
      ${said}
      ${deduplicated ? "Exact duplicates are dropped." : "Duplicates are kept: this source says it has none, so two equal rows are two events."}
      ${generated ? generatedMark() : null}
    </p>
    ${dataTable({
      name: `${name}-cleaning`,
      columns: {
        step: rows.map((r) => r.step),
        rows: rows.map((r) => r.rows),
        share: rows.map((r) => Math.abs(r.rows) / inputRows)
      },
      format: {share: (share) => percent(share as number, 2)},
      caption: "Rows read, rows set aside by reason, rows kept"
    })}
  </div>` as HTMLElement;
}
