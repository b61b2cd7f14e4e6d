import * as Plot from "@observablehq/plot";
import type {StudyResult} from "../../lib/core/result.js";
import {shuffledSummary} from "../../lib/reports/overfitting.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {narrowTitle} from "../models/narrowTitle.js";
import {shuffledTable} from "./shuffledTable.js";

/** How often each learner's interval held chance, with its own interval, beside the 95 % it promises. */
export function shuffledFigure(study: StudyResult): readonly [FigureOptions, Draw] {
  const {learners, seeds, kept, least, most} = shuffledSummary(study);
  const table = study.tables.learners;
  const rows = table.title.map((title, k) => ({
    title: String(title),
    holds: Number(table.holds[k]),
    low: Number(table.holdsLow[k]),
    high: Number(table.holdsHigh[k])
  }));
  const from = Math.min(0.85, ...rows.map(({low}) => low));
  const {rows: each} = study.options as {rows: number};
  return [
    {
      name: "shuffled-labels",
      title: "With nothing to learn, how often does the interval of the AUC include one half?",
      description: "A dot with a bar for each model, beside a line at 95 %.",
      caption: `The interval includes one half in ${percent(least)} to ${percent(most)} of draws. For ${count(kept)} of ${count(learners)} models that agrees with the promised 95 %. Bars are 95 % Clopper–Pearson intervals.`,
      n: `n = ${count(seeds)} draws a model, ${count(each)} training and ${count(each)} test rows each.`,
      generated: true,
      height: 60 + 24 * rows.length,
      legend: [
        {label: "share of draws", colour: COLOURS.recomputed, shape: "dot"},
        {label: "promised, 95 %", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: shuffledTable(study)
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: width < 500 ? 150 : 230,
        marginRight: 20,
        x: {
          domain: [100 * from, 100],
          percent: true,
          label: "draws whose interval includes one half, % →",
          grid: true,
          ticks: 5
        },
        y: {
          label: null,
          domain: rows.map(({title}) => title),
          tickSize: 0,
          tickFormat: (title: string) => (width < 500 ? narrowTitle(title) : title)
        },
        marks: [
          Plot.ruleX([0.95], {stroke: COLOURS.baseline, strokeDasharray: "6,3", strokeWidth: 1.5}),
          Plot.ruleY(rows, {y: "title", x1: "low", x2: "high", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.dot(rows, {y: "title", x: "holds", fill: COLOURS.recomputed, r: 4}),
          Plot.tip(
            rows,
            Plot.pointer({
              y: "title",
              x: "holds",
              title: (row: (typeof rows)[number]) =>
                `${row.title}\n${percent(row.holds)} [${percent(row.low)}, ${percent(row.high)}] of ${count(seeds)} draws`
            })
          )
        ]
      })
  ];
}
