import {from} from "arquero";
import {columnsOf} from "../columnsOf.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed} from "../format.js";
import {LABELS, type ShownRun} from "./shownRun.js";

/** What a finished run comes to, a row for each metric of real and of shuffled labels. */
export function endTable({ends}: ShownRun): DataTableOptions {
  const rows = LABELS.flatMap((labels) => {
    const {train, test, gap} = ends![labels];
    const {value, interval} = test.averagePrecision;
    const positives = {training_positives: train.positives, test_positives: test.positives};
    return [
      {
        labels,
        metric: "average precision",
        training: train.averagePrecision,
        test: value,
        test_low: interval?.low ?? null,
        test_high: interval?.high ?? null,
        random_order: test.positives / test.rows,
        gap: train.averagePrecision - value,
        gap_low: interval === null ? null : train.averagePrecision - interval.high,
        gap_high: interval === null ? null : train.averagePrecision - interval.low,
        ...positives
      },
      {
        labels,
        metric: "AUC",
        training: train.auc,
        test: test.auc.value,
        test_low: test.auc.low,
        test_high: test.auc.high,
        random_order: 0.5,
        gap: gap.value,
        gap_low: gap.low,
        gap_high: gap.high,
        ...positives
      }
    ];
  });
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
      random_order: "random order",
      gap_low: "gap from",
      gap_high: "gap to",
      training_positives: "training positives",
      test_positives: "test positives"
    },
    format: Object.fromEntries(numbers.map((name) => [name, short]))
  };
}
