import {html} from "htl";
import type {SimulatedReport} from "../../lib/metrics/binormal.js";
import {figure} from "../figure.js";
import {count, fixed} from "../format.js";
import {calibrationFigure, precisionRecallFigure, rocFigure} from "./reportFigures.js";
import {reportRows, reportTable} from "./reportTable.js";

export interface ReportView extends HTMLElement {
  show(report: SimulatedReport): void;
}

/** A report with its table and its three curves, changed in place by `show`. */
export function reportView(first: SimulatedReport): ReportView {
  const summary = html`<p role="status" style="min-height:4.5rem"></p>` as HTMLElement;
  const table = html`<div class="hold" style="--hold:33rem"></div>` as HTMLElement;
  const specs = [rocFigure, precisionRecallFigure, calibrationFigure];
  const figures = specs.map((spec) => figure(...spec(first)));
  const element = html`<div>
    ${summary}
    <div
      style="display:grid;grid-template-columns:repeat(auto-fit,minmax(min(13.5rem,100%),1fr));gap:0 1.5rem;min-height:34rem"
    >
      ${figures}
    </div>
    ${table}
  </div>` as ReportView;
  element.show = (report) => {
    summary.textContent = inWords(report);
    table.replaceChildren(reportTable(report));
    specs.forEach((spec, i) => figures[i].update(...spec(report)));
  };
  summary.textContent = inWords(first);
  table.replaceChildren(reportTable(first));
  return element;
}

function inWords(report: SimulatedReport): string {
  const {evaluation: e, settings, aucIgnoringUsers} = report;
  const rows = reportRows(report);
  const judged = rows.flatMap(({measure: m, truth}) =>
    m.said && m.interval !== null && truth !== null ? [m.interval.low <= truth && truth <= m.interval.high] : []
  );
  const unsaid = rows.filter(({measure: m}) => !m.said).length;
  const parts = [
    `${count(e.positives)} positives among ${count(e.rows)} rows, sample ${settings.seed}.`,
    judged.length === 0
      ? "The true values of these metrics are not known for such scores."
      : `${judged.filter(Boolean).length} of ${judged.length} intervals include the true value.`
  ];
  if (unsaid > 0)
    parts.push(
      `${unsaid} ${unsaid === 1 ? "metric" : "metrics"} cannot be computed from such rows; the table says why.`
    );
  if (e.auc.said && e.auc.interval !== null) {
    const {low, high} = e.auc.interval;
    parts.push(
      `ROC-AUC ${fixed(e.auc.value, 3)}, 95 % from ${fixed(low, 3)} to ${fixed(high, 3)}: a width of ${fixed(high - low, 3)}.`
    );
    if (aucIgnoringUsers !== null) {
      const width = aucIgnoringUsers.high - aucIgnoringUsers.low;
      parts.push(`Ignoring that users share rows would give ${fixed(width, 3)}.`);
    }
  }
  return parts.join(" ");
}
