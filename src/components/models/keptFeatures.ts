import {html} from "htl";
import type {ColumnAudit} from "../../lib/leakage/auditColumn.js";

/**
 * Boxes for the columns without a role that were kept with a log, to take them as features; none is ticked. What the audit says of a column stands beside it. Its value is
 * the list of those that are ticked, as controls on pages have it.
 */
export function keptFeatures(columns: readonly ColumnAudit[]): HTMLElement & {value: readonly string[]} {
  const boxes = columns.map(({column, verdict}) => {
    const box = html`<input type="checkbox" value=${column} />` as HTMLInputElement;
    const mark = verdict === "no sign" ? "" : html` <strong>✗ ${verdict}</strong>`;
    return {box, row: html`<label>${box} <span>${column}${mark}</span></label>`};
  });
  const element = html`<div class="kept-features">
    ${
      columns.length === 0
        ? ""
        : html`<fieldset>
            <legend>Kept columns of your log as features too</legend>
            ${boxes.map(({row}) => row)}
            <p>
              A row is given the value of its user's last event before the moment that it asks about. That a value
              stands beside an early event doesn't prove that it was known then: a column marked ✗ looks as if it was
              written afterwards, and a score with it can't be trusted.
            </p>
          </fieldset>`
    }
  </div>` as HTMLElement;
  const value = () => boxes.filter(({box}) => box.checked).map(({box}) => box.value);
  return Object.defineProperty(element, "value", {get: value}) as HTMLElement & {value: readonly string[]};
}
