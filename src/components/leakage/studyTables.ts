import {escape, table} from "arquero";
import {html} from "htl";
import type {StudyResult} from "../../lib/core/result.js";
import {columnsOf} from "../columnsOf.js";
import {dataTable} from "../dataTable.js";

const LOGS: Readonly<Record<string, string>> = {
  paper: "generated shop",
  twin: "generated twin of RetailRocket",
  eshop: "e-shop clothing (real)"
};
const logName = (value: number | string | null) => LOGS[String(value)] ?? String(value);

/** Every audit of the study. */
export function auditTable({tables: {audits}}: StudyResult): HTMLElement {
  const {
    log,
    moment,
    what,
    features,
    examples,
    moments,
    values,
    differences,
    wideExamples,
    wideValues,
    wideDifferences
  } = audits;
  return dataTable({
    name: "leakage-audits",
    caption: "What was replayed",
    header: {
      moment: "asked at",
      what: "features replayed",
      features: "how many",
      moments: "distinct prediction times",
      values: "values compared",
      wideExamples: "coarser check: examples",
      wideValues: "coarser check: values compared",
      wideDifferences: "coarser check: differences"
    },
    columns: {
      log,
      moment,
      what,
      features,
      examples,
      moments,
      values,
      differences,
      wideExamples,
      wideValues,
      wideDifferences
    },
    format: {log: logName}
  });
}

/** Every feature of the specification with its differences, over all logs and moments. */
export function featureTable({tables: {features}}: StudyResult): HTMLElement {
  return dataTable({
    name: "leakage-features",
    caption: "Each feature: values compared on all logs at both points of a session, and how many changed",
    header: {
      logs: "logs that can fill it",
      compared: "values compared",
      deleted: "changed: later events deleted",
      invented: "changed: invented future",
      wide: "changed: coarser check"
    },
    columns: features,
    rows: 12
  });
}

/** Every planted leak on every log and at every moment. */
export function injectedLeaksTable({tables: {planted}}: StudyResult): HTMLElement {
  const mistakes = table(planted).filter(escape((row: {expected: string}) => row.expected === "yes"));
  return dataTable({
    name: "planted-leaks",
    caption: "Planted leaks: what each one is, and whether the replay caught it",
    header: {moment: "asked at", kind: "kind of leak", namedAs: "the replay names it"},
    columns: columnsOf(mistakes.select("log", "moment", "leak", "kind", "caught", "namedAs")),
    format: {
      log: logName,
      caught: (value) =>
        html`<span class=${value === "yes" ? "leakage-same" : "leakage-differs"}
          >${value === "yes" ? "✓" : "✗"} ${value}</span
        >` as Node
    },
    rows: 14
  });
}
