import type {Knowable, KnowableLog} from "../../lib/reports/recommendBeyond.js";
import type {DataTableOptions} from "../dataTable.js";
import {estimates} from "../estimates.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** What a reader calls the generated shops. */
export const KNOWABLE_NAMES: Readonly<Record<KnowableLog, string>> = {
  "paper-2": "shop whose visitors repeat and move on as on a real log",
  paper: "shop whose visitors go back to what they saw",
  twin: "twin of RetailRocket"
};

/** Models that are drawn beside the ceiling and popularity: those with the most hits. */
const DRAWN = 5;

/** Hits of the best recommenders among five, beside the ceiling and popularity. */
export function knowableFigure({rows, predictions}: Knowable, log: KnowableLog): [FigureOptions, Draw] {
  const [ceiling, best] = rows;
  const drawn = rows.filter(({id}, k) => k <= DRAWN || id === "popularity");
  return estimates({
    name: "recommend-ceiling",
    title: `The best model, ${best.title}, knows ${percent(best.share!.value, 0)} of what can be known of the next item`,
    caption: `Generated ${KNOWABLE_NAMES[log]}: the share of next clicks among the first five items, of the best five models and of popularity. The ceiling ranks items by the shop's exact probabilities, given all that the visitor's log shows. No model can do better on average. 95 % bootstrap over visits.`,
    n: `n = ${count(predictions)} predictions.`,
    generated: true,
    row: "model",
    axis: "HR@5",
    unit: "share",
    references: [{label: "ceiling", value: ceiling.hr5.value}],
    rows: drawn.map(({title, hr5}) => ({label: title, ...hr5, n: predictions}))
  });
}

/** The same as shares of what can be known. */
export function knowableTable({rows}: Knowable, log: KnowableLog): DataTableOptions {
  const of = ({value, low, high}: Knowable["rows"][number]["hr5"]) =>
    lineCell(interval({value, low, high, unit: "share"}));
  return {
    name: `recommend-ceiling-${log}`,
    caption: `Generated ${KNOWABLE_NAMES[log]}: hits among five, and the share of the way from popularity to the ceiling (95 % intervals)`,
    columns: {
      model: rows.map(({title}) => title),
      hr5: rows.map(({hr5}) => hr5.value),
      share: rows.map(({share}) => share?.value ?? null)
    },
    header: {hr5: "HR@5", share: "of what can be known"},
    format: {
      model: lineCell,
      hr5: (_, row) => of(rows[row].hr5),
      share: (_, row) => (rows[row].share === null ? "–" : of(rows[row].share))
    },
    rows: rows.length
  };
}
