import type {RecommenderMetric, RecommenderRow} from "../../lib/reports/recommend.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed, interval, percent} from "../format.js";
import {lineCell, sentenceCell} from "../targets/tableCells.js";

const HEADS: Readonly<Record<RecommenderMetric, string>> = {
  hr1: "HR@1",
  hr5: "HR@5",
  hr10: "HR@10",
  hr20: "HR@20",
  mrr20: "MRR@20",
  ndcg20: "NDCG@20"
};
const METRICS = Object.keys(HEADS) as RecommenderMetric[];

/** Every recommender on one real shop, from the one with the most hits among its first five. */
export function recommenderTable(rows: readonly RecommenderRow[], repeats: "keep" | "drop"): DataTableOptions {
  const sorted = [...rows].sort((a, b) => b.metrics.hr5.value - a.metrics.hr5.value);
  return {
    name: `recommenders-${repeats}`,
    caption: `E-shop clothing, real clicks of 2008, the last 14 days tested, repeats ${repeats === "keep" ? "kept" : "removed"} (95 % intervals)`,
    columns: {
      model: sorted.map(({title}) => title),
      ...Object.fromEntries(METRICS.map((metric) => [metric, sorted.map((row) => row.metrics[metric].value)])),
      coverage: sorted.map(({coverage}) => coverage),
      gini: sorted.map(({gini}) => gini),
      setting: sorted.map(({setting}) => setting)
    },
    header: {...HEADS, coverage: "coverage", gini: "Gini", setting: "as it is set"},
    format: {
      model: lineCell,
      coverage: (value) => percent(Number(value)),
      gini: (value) => (value === null ? "–" : fixed(Number(value), 2)),
      setting: sentenceCell,
      ...Object.fromEntries(
        METRICS.map((metric) => [
          metric,
          (_: unknown, row: number) => lineCell(interval({...sorted[row].metrics[metric], unit: ""}, 3))
        ])
      )
    },
    // popularity, which the others are to be compared with, is among the last
    rows: rows.length
  };
}
