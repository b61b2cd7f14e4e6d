import {html} from "htl";

/** Some values of each column, as the file has them; nothing for no column. */
export function sampleValues(columns: readonly (readonly string[])[]): HTMLElement {
  return html`<span class="own-log-values"
    >${columns.map(
      (values, i) =>
        html`${i === 0 ? "" : html` <span class="own-log-and">and</span> `}${values.length === 0 ? "nothing in the first rows" : values.map((value, k) => html`${k === 0 ? "" : " "}<code>${value}</code>`)}`
    )}</span
  >` as HTMLElement;
}
