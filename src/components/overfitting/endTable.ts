import {endRows, type ShownRun} from "../../lib/reports/overfitting.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed} from "../format.js";

/** What a finished run comes to, a row for each metric of real and of shuffled labels. */
export function endTable({ends}: ShownRun): DataTableOptions {
  const rows = endRows(ends!);
  const column = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
  const short = (value: number | string | null) =>
    typeof value !== "number" ? "–" : Math.abs(value) < 0.01 ? String(Number(value.toPrecision(2))) : fixed(value, 3);
  const numbers = ["training", "test", "test_low", "test_high", "random_order", "gap", "gap_low", "gap_high"];
  return {
    name: "overfitting-end",
    caption: "Training and test at the end of the run, 95 % intervals",
    columns: {
      labels: column("labels"),
      metric: column("metric"),
      training: column("training"),
      test: column("test"),
      test_low: column("low"),
      test_high: column("high"),
      random_order: column("chance"),
      gap: column("gap"),
      gap_low: column("gapLow"),
      gap_high: column("gapHigh"),
      training_positives: column("trainPositives"),
      test_positives: column("testPositives")
    },
    header: {
      test_low: "test from",
      test_high: "test to",
      random_order: "random order",
      gap_low: "gap from",
      gap_high: "gap to",
      training_positives: "training positives",
      test_positives: "test positives"
    },
    format: Object.fromEntries(numbers.map((name) => [name, short]))
  };
}
