import {from} from "arquero";
import {endRows, type ShownRun} from "../../lib/reports/overfitting.js";
import {columnsOf} from "../columnsOf.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed} from "../format.js";

/** What a finished run comes to, a row for each metric of real and of shuffled labels. */
export function endTable({ends}: ShownRun): DataTableOptions {
  const rows = endRows(ends!).map(({trainPositives, testPositives, ...row}) => ({
    labels: row.labels,
    metric: row.metric,
    training: row.training,
    test: row.test,
    test_low: row.low,
    test_high: row.high,
    random_order: row.chance,
    gap: row.gap,
    gap_low: row.gapLow,
    gap_high: row.gapHigh,
    training_positives: trainPositives,
    test_positives: testPositives
  }));
  const short = (value: number | string | null) =>
    typeof value !== "number" ? "–" : Math.abs(value) < 0.01 ? String(Number(value.toPrecision(2))) : fixed(value, 3);
  const numbers = ["training", "test", "test_low", "test_high", "random_order", "gap", "gap_low", "gap_high"];
  return {
    name: "overfitting-end",
    caption: "Training and test at the end of the run, 95 % intervals",
    columns: columnsOf(from(rows)),
    header: {
      test_low: "test from",
      test_high: "test to",
      random_order: "chance",
      gap_low: "gap from",
      gap_high: "gap to",
      training_positives: "training positives",
      test_positives: "test positives"
    },
    format: Object.fromEntries(numbers.map((name) => [name, short]))
  };
}
