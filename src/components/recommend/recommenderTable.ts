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

/** What a table of recommenders says of each: how often it hits, or what its lists are like. */
export const TABLE_VIEWS = ["hits", "lists"] as const;
export type TableView = (typeof TABLE_VIEWS)[number];

const CAPTION = (repeats: "keep" | "drop") =>
  `E-shop clothing, real clicks of 2008, the last 14 days tested, repeats ${repeats === "keep" ? "kept" : "removed"}`;

/** Every recommender on one real shop, from the one with the most hits among its first five. */
export function recommenderTable(
  rows: readonly RecommenderRow[],
  repeats: "keep" | "drop",
  view: TableView = "hits"
): DataTableOptions {
  const sorted = [...rows].sort((a, b) => b.metrics.hr5.value - a.metrics.hr5.value);
  return view === "hits" ? hitsTable(sorted, repeats) : listsTable(sorted, repeats);
}

function hitsTable(sorted: readonly RecommenderRow[], repeats: "keep" | "drop"): DataTableOptions {
  return {
    name: `recommenders-${repeats}`,
    caption: `${CAPTION(repeats)} (95 % intervals)`,
    columns: {
      model: sorted.map(({title}) => title),
      ...Object.fromEntries(METRICS.map((metric) => [metric, sorted.map((row) => row.metrics[metric].value)])),
      setting: sorted.map(({setting}) => setting)
    },
    header: {...HEADS, setting: "as it is set"},
    format: {
      model: lineCell,
      setting: sentenceCell,
      ...Object.fromEntries(
        METRICS.map((metric) => [
          metric,
          (_: unknown, row: number) => lineCell(interval({...sorted[row].metrics[metric], unit: ""}, 3))
        ])
      )
    },
    // popularity, which the others are to be compared with, is among the last
    rows: sorted.length
  };
}

const share = (value: unknown) => (value === null ? "–" : percent(Number(value)));
const number = (value: unknown) => (value === null ? "–" : fixed(Number(value), 2));

function listsTable(sorted: readonly RecommenderRow[], repeats: "keep" | "drop"): DataTableOptions {
  return {
    name: `recommender-lists-${repeats}`,
    caption: `${CAPTION(repeats)}: what the lists of 20 items are like`,
    columns: {
      model: sorted.map(({title}) => title),
      coverage: sorted.map(({coverage}) => coverage),
      gini: sorted.map(({gini}) => gini),
      novelty: sorted.map(({novelty}) => novelty),
      popularityBias: sorted.map(({popularityBias}) => popularityBias),
      intraListDiversity: sorted.map(({intraListDiversity}) => intraListDiversity),
      categoryTunnel: sorted.map(({categoryTunnel}) => categoryTunnel),
      targetTunnel: sorted.map(({targetTunnel}) => targetTunnel)
    },
    header: {
      coverage: "coverage",
      gini: "Gini",
      novelty: "novelty (bits)",
      popularityBias: "popularity bias",
      intraListDiversity: "diversity in a list",
      categoryTunnel: "category tunnel",
      targetTunnel: "the same of true next items"
    },
    format: {
      model: lineCell,
      coverage: share,
      gini: number,
      novelty: number,
      popularityBias: number,
      intraListDiversity: share,
      categoryTunnel: share,
      targetTunnel: share
    },
    rows: sorted.length
  };
}
