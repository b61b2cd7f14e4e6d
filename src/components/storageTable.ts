import type {StudyResult} from "../lib/core/result.js";
import {dataTable} from "./dataTable.js";
import {fixed} from "./format.js";

/** Each form in which a log can lie on a disk: size, times and memory with their intervals, and how they compare with CSV; from the result of `storage-twin`. */
export function storageTable({figures, tables}: StudyResult): HTMLElement {
  const {form, mb, wholeMs, questionMs, risenMb} = tables.forms as Record<string, number[]>;
  const csv = form.indexOf("csv" as never);
  const names: Record<string, string> = {"csv.gz": "gzip", "zstd.parquet": "parquetZstd"};
  const spread = (what: string) =>
    form.map((name) => {
      const {low, high} = figures[`${names[name] ?? name}${what}Ms`];
      return `${fixed(low!, 0)} to ${fixed(high!, 0)}`;
    });
  const times = (values: readonly number[]) => values.map((value) => values[csv] / value);
  return dataTable({
    name: "storage-twin",
    columns: {
      form,
      mb,
      smaller: times(mb),
      whole: wholeMs,
      wholeSpread: spread("Whole"),
      wholeFaster: times(wholeMs),
      question: questionMs,
      questionSpread: spread("Question"),
      questionFaster: times(questionMs),
      risenMb
    },
    header: {
      mb: "size, MB",
      smaller: "times smaller than CSV",
      whole: "read whole, ms",
      wholeSpread: "96 % interval",
      wholeFaster: "times faster than CSV",
      question: "count one column, ms",
      questionSpread: "96 % interval, ms",
      questionFaster: "times as fast as CSV",
      risenMb: "memory to read whole, MB"
    },
    format: {
      mb: (value) => fixed(Number(value), 0),
      smaller: (value) => fixed(Number(value), 1),
      whole: (value) => fixed(Number(value), 0),
      wholeFaster: (value) => fixed(Number(value), 1),
      question: (value) => fixed(Number(value), 0),
      questionFaster: (value) => fixed(Number(value), 1),
      risenMb: (value) => fixed(Number(value), 0)
    },
    caption: "The twin's log in six forms",
    rows: form.length
  });
}
