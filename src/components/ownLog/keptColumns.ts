import {html} from "htl";
import {COLUMN_MEANINGS, type ColumnAuc, type ColumnAudit} from "../../lib/leakage/auditColumn.js";
import {count, fixed, percent} from "../format.js";

/** What the columns without a role that were kept seem to be, a row each: whether they know the outcome, and what that is said from. */
export function keptColumns(columns: readonly ColumnAudit[]): HTMLElement {
  return html`<div class="data-table-frame kept-columns" tabindex="0" role="region" aria-label="Kept columns">
    <table>
      <caption>
        Kept columns: does a column know who buys later?
      </caption>
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col">verdict</th>
          <th scope="col">filled on</th>
          <th scope="col">at a user's first value, AUC for buying later</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(
          ({column, verdict, kind, values, filled, first}) =>
            html`<tr>
              <th scope="row">${column}<br /><small>${count(values)} values, ${kind}</small></th>
              <td>
                <strong>${verdict === "no sign" ? "no sign of it" : `✗ ${verdict}`}</strong><br /><small
                  >${COLUMN_MEANINGS[verdict]}</small
                >
              </td>
              <td>${filled.map(({type, share}) => `${percent(share, 0)} of ${type}`).join(", ")}</td>
              <td>${aucText(first)}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>` as HTMLElement;
}

function aucText(auc: ColumnAuc): string {
  return "none" in auc
    ? `none: ${auc.none}`
    : `${fixed(auc.value, 3)} [${fixed(auc.low, 3)}, ${fixed(auc.high, 3)}], ${count(auc.positives)} of ${count(auc.rows)} users buy`;
}
