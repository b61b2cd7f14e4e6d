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
      values: "values compared",
      wideExamples: "examples, everything deleted from a time on",
      wideValues: "values compared so",
      wideDifferences: "differences so"
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
    caption: "The 37 features: values compared over all logs and moments, and differences",
    header: {
      logs: "logs that can fill it",
      compared: "values compared",
      deleted: "differ: later events deleted",
      invented: "differ: another future",
      wide: "differ: everything deleted from a time on"
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
    caption: "Leaks planted on purpose, where they are mistakes",
    header: {kind: "is", namedAs: "was called"},
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
