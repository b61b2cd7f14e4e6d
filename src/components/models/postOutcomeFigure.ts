import * as Plot from "@observablehq/plot";
import {lateChanges} from "../../lib/reports/models.js";
import type {ModelsPage} from "../../lib/reports/modelsPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";

/**
 * Columns of whole sessions, each alone: what it was worth at the first cart, and what it is worth once the session is
 * over.
 */
export function postOutcomeFigure({late, sums}: ModelsPage["carts"]): readonly [FigureOptions, Draw] {
  const number = (name: string, row: number) => Number(late[name][row]);
  const rows = late.column.map((column, i) => ({
    column: String(column),
    then: number("then", i),
    thenLow: number("thenLow", i),
    thenHigh: number("thenHigh", i),
    now: number("now", i),
    nowLow: number("nowLow", i),
    nowHigh: number("nowHigh", i)
  }));
  const [first] = rows;
  const changes = lateChanges(late);
  return [
    {
      name: "models-late-columns",
      title: `All ${rows.length} columns change after the first cart, so all of them leak`,
      description:
        "A row for each column with two dots, joined by a line: its AUC at the first cart and at the end, with intervals.",
      caption: `The columns change after the first cart in ${percent(changes.least, 0)} to ${percent(changes.most, 0)} of sessions. The AUC of ${first.column} alone rises most, from ${fixed(first.then, 2)} to ${fixed(first.now, 2)}. ${sums.sum.length === 0 ? "No sum of up to three columns equals the label without error." : `And ${sums.sum.join(", ")} > ${sums.above[0]} is the label itself, without a single error.`}`,
      n: `n = ${count(number("rows", 0))} sessions with or without a purchase. A column that falls with the label is reversed, so that 0.5 means no information. Intervals are 95 %, clustered by visitor.`,
      height: 52 + 30 * rows.length,
      legend: [
        {label: "at the first cart", colour: COLOURS.recomputed, shape: "dot"},
        {label: "at the session’s end", colour: COLOURS.flaw, shape: "square"},
        {label: "baseline", colour: COLOURS.baseline, shape: "line"}
      ],
      table: {
        name: "models-late-columns",
        columns: {...late},
        header: {
          changed: "sessions in which it changes",
          rows: "n",
          then: "AUC at the first cart",
          thenLow: "95 % from",
          thenHigh: "to",
          now: "AUC at the end",
          nowLow: "95 % from",
          nowHigh: "to",
          gain: "gain",
          gainLow: "95 % from",
          gainHigh: "to"
        },
        format: Object.fromEntries(
          ["then", "thenLow", "thenHigh", "now", "nowLow", "nowHigh", "gain", "gainLow", "gainHigh"].map((name) => [
            name,
            fixedCell(3)
          ])
        )
      }
    },
    (width, height) => {
      const narrow = width < 520;
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 150 : 200,
        marginBottom: 36,
        x: {label: "AUC", domain: [0.45, 0.9], ticks: narrow ? 4 : 8, grid: true},
        y: {domain: rows.map(({column}) => column), label: null, tickSize: 0},
        style: narrow ? {fontSize: "9px"} : {},
        marks: [
          Plot.ruleX([0.5], {stroke: COLOURS.baseline}),
          Plot.ruleY(rows, {y: "column", x1: "then", x2: "now", stroke: COLOURS.muted, strokeDasharray: "2,3"}),
          Plot.ruleY(rows, {y: "column", x1: "thenLow", x2: "thenHigh", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.dot(rows, {y: "column", x: "then", r: 4, fill: COLOURS.recomputed}),
          Plot.ruleY(rows, {y: "column", x1: "nowLow", x2: "nowHigh", stroke: COLOURS.flaw, strokeWidth: 2}),
          Plot.dot(rows, {y: "column", x: "now", r: 4, fill: COLOURS.flaw, symbol: "square"})
        ]
      });
    }
  ];
}
