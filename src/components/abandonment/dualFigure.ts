import * as Plot from "@observablehq/plot";
import type {DualAuc} from "../../lib/reports/abandonmentPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {estimateText} from "./estimateText.js";

/** What the static signal, the running one and both together tell of a target. */
export function dualFigure(rows: readonly DualAuc[], asked: string): readonly [FigureOptions, Draw] {
  const gains = rows.flatMap(({signal, gain}) =>
    gain === null ? [] : [`${gain.value >= 0 ? "+" : ""}${estimateText(gain, 3)} over “${signal}”`]
  );
  const least = Math.min(0.5, ...rows.map(({low}) => low));
  return [
    {
      name: "abandonment-dual",
      title: `Two signals and their combination: which session ${asked}`,
      description: "A row for each signal with a dot at its AUC and its interval; one half is dashed.",
      caption: `What the combination gains in AUC: ${gains.join("; ")} (paired, 95 %, clustered by user). Chance is 0.5.`,
      n: `n = ${count(rows[0].positives)} positives of ${count(rows[0].n)} predictions in test sessions.`,
      generated: true,
      height: 70 + 34 * rows.length,
      legend: [
        {label: "AUC and its interval", colour: COLOURS.recomputed, shape: "dot"},
        {label: "chance", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "abandonment-dual",
        columns: {
          signal: rows.map(({signal}) => signal),
          auc: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          gain: rows.map(({gain}) => gain?.value ?? null),
          gain_low: rows.map(({gain}) => gain?.low ?? null),
          gain_high: rows.map(({gain}) => gain?.high ?? null),
          n: rows.map(({n}) => n),
          positives: rows.map(({positives}) => positives)
        },
        header: {
          auc: "AUC",
          low: "95 % from",
          high: "to",
          gain: "gain of the combination",
          gain_low: "95 % from",
          gain_high: "to"
        },
        format: Object.fromEntries(
          ["auc", "low", "high", "gain", "gain_low", "gain_high"].map((name) => [name, fixedCell(4)])
        )
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: width < 520 ? 128 : 190,
        marginRight: 16,
        x: {label: "AUC →", domain: [Math.max(0, least - 0.02), 1], grid: true, ticks: width < 520 ? 4 : 8},
        y: {label: null, domain: rows.map(({signal}) => signal)},
        marks: [
          Plot.ruleX([0.5], {stroke: COLOURS.baseline, strokeDasharray: "2,4", strokeWidth: 1.5}),
          Plot.ruleY(rows, {x1: "low", x2: "high", y: "signal", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.dot(rows, {x: "value", y: "signal", fill: COLOURS.recomputed, r: 4.5}),
          Plot.tip(
            rows,
            Plot.pointer({x: "value", y: "signal", title: (row: DualAuc) => `${row.signal}: ${estimateText(row, 3)}`})
          )
        ]
      })
  ];
}
