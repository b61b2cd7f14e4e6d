import type {ClaimedPair, WaterfallRow} from "../../lib/reports/recommend.js";
import type {WaterfallLog} from "../../lib/reports/recommendResults.js";
import type {DataTableOptions} from "../dataTable.js";
import {estimates} from "../estimates.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval, percent} from "../format.js";
import {lineCell, sentenceCell} from "../targets/tableCells.js";

/** What a reader calls the logs. */
export const LOG_NAMES: Readonly<Record<WaterfallLog, string>> = {
  retailrocket: "RetailRocket, public sample",
  "eshop-clothing": "E-shop clothing",
  "paper-2": "generated shop"
};

const labelOf = ({error}: WaterfallRow) => (error === null ? "honest evaluation" : `and ${error.title.toLowerCase()}`);

/** The hit rate after one error of protocol more, step by step, beside the claimed one. */
export function protocolErrorsFigure(
  rows: readonly WaterfallRow[],
  log: WaterfallLog,
  claimed: ClaimedPair
): [FigureOptions, Draw] {
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return estimates({
    name: "recommend-errors",
    title: `Errors in the evaluation lift the hit rate from ${percent(first.hr.value, 0)} to ${percent(last.hr.value, 0)}`,
    caption: `${LOG_NAMES[log]}: the share of next clicks among the first 20 items, by a Markov chain that goes by recency where counts are equal. Each row adds one error to those above it. 95 % bootstrap over sessions; for random splits, over ${count(Math.max(...rows.map(({seeds}) => seeds)))} seeds.`,
    n: `n = ${rows.map(({predictions}) => count(predictions)).join(", ")} predictions.`,
    generated: log === "paper-2",
    row: "evaluation",
    axis: "HR@20",
    unit: "share",
    references: [{label: "claimed", value: claimed.hr}],
    rows: rows.map((row) => ({label: labelOf(row), ...row.hr, n: row.predictions}))
  });
}

/** The same with the gain and the ratio of the two, and what each error does. */
export function protocolErrorsTable(
  rows: readonly WaterfallRow[],
  log: WaterfallLog,
  claimed: ClaimedPair
): DataTableOptions {
  const share = ({value, low, high}: WaterfallRow["hr"]) => lineCell(interval({value, low, high, unit: "share"}));
  const at = <T>(row: number, of: (row: WaterfallRow) => T, other: T): T => (row < rows.length ? of(rows[row]) : other);
  return {
    name: `recommend-errors-${log}`,
    caption: `${LOG_NAMES[log]}: hit rate and gain among 20 after each error`,
    columns: {
      step: [...rows.map(labelOf), "claimed by the report"],
      hr: [...rows.map(({hr}) => hr.value), claimed.hr],
      ndcg: [...rows.map(({ndcg}) => ndcg.value), claimed.ndcg],
      ratio: [...rows.map(({ratio}) => ratio), claimed.ratio],
      n: [...rows.map(({predictions}) => predictions), null],
      why: [...rows.map(({error}) => (error === null ? "" : `${error.does} ${error.why}`)), ""]
    },
    header: {
      step: "evaluation",
      hr: "HR@20",
      ndcg: "NDCG@20",
      ratio: "NDCG / HR",
      n: "predictions",
      why: "what it does, and why it is an error"
    },
    format: {
      hr: (_, row) => at(row, ({hr}) => share(hr), lineCell(percent(claimed.hr))),
      ndcg: (_, row) => at(row, ({ndcg}) => share(ndcg), lineCell(percent(claimed.ndcg))),
      ratio: (value) => (typeof value === "number" ? fixed(value, 2) : "–"),
      why: sentenceCell
    },
    rows: rows.length + 1
  };
}
