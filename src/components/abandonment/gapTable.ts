import type {DataTableOptions} from "../dataTable.js";
import {count, fixed} from "../format.js";
import {lineCell} from "../targets/tableCells.js";
import {estimateText} from "./estimateText.js";
import {titleOf, type ShownReport} from "./shownReport.js";
import {targetLabels} from "./targetLabels.js";

/** What every model's last word is worth on the sessions that trained it and on those of the test, with the gap. */
export function gapTable(shown: ShownReport): DataTableOptions {
  const {report, log} = shown;
  const {gaps} = report;
  return {
    name: "abandonment-gaps",
    caption: `Training compared with test, ${log}: which session ${targetLabels(report.target).comes}, by the last score of a session`,
    columns: {
      metric: gaps.map(({metric}) => (metric === "auc" ? "AUC" : "accuracy")),
      model: gaps.map(({model}) => titleOf(shown, model)),
      training: gaps.map(({train}) => estimateText(train, 3)),
      test: gaps.map(({test}) => estimateText(test, 3)),
      gap: gaps.map(({gap}) => gap.value),
      gap_low: gaps.map(({gap}) => gap.low),
      gap_high: gaps.map(({gap}) => gap.high),
      training_sessions: gaps.map(({trainSessions}) => trainSessions),
      test_sessions: gaps.map(({testSessions}) => testSessions)
    },
    header: {
      training: "training [95 %]",
      test: "test [95 %]",
      gap_low: "95 % from",
      gap_high: "to",
      training_sessions: "training sessions",
      test_sessions: "test sessions"
    },
    format: {
      training: lineCell,
      test: lineCell,
      gap: (value) => fixed(Number(value), 4),
      gap_low: (value) => fixed(Number(value), 4),
      gap_high: (value) => fixed(Number(value), 4),
      training_sessions: (value) => count(Number(value)),
      test_sessions: (value) => count(Number(value))
    },
    rows: gaps.length,
    sort: "metric"
  };
}
