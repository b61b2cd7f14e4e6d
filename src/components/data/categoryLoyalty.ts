import * as Plot from "@observablehq/plot";
import type {Description} from "../../lib/pipeline/describe.js";
import {sum} from "../../lib/reports/data.js";
import {loyaltyClasses, type LoyaltyClass} from "../../lib/reports/dataFigures.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

export const UNITS = ["session", "user"] as const;
export type Unit = (typeof UNITS)[number];
/** Loyalty to a department against chance. */
export function categoryLoyalty(data: DataSet, description: Description, unit: Unit): readonly [FigureOptions, Draw] {
  const counts = unit === "session" ? description.sessionLoyalty : description.userLoyalty;
  const mix = description.departments.views;
  const usable = mix.length > 0 && counts.n.length > 0;
  const rows = usable ? loyaltyClasses(counts, mix) : [];
  const [all] = usable ? loyaltyClasses(counts, mix, [Infinity]) : [];
  const label = ({from, to}: LoyaltyClass) =>
    from === to ? String(from) : to === Infinity ? `${from}+` : `${from}–${to}`;
  return [
    {
      name: `${data.name}-loyalty-${unit}`,
      title:
        all === undefined
          ? `Share of a ${unit}'s views in its top department`
          : `Views of one ${unit} ${all.low > all.expected ? "stay in one department more than" : all.high < all.expected ? "stay in one department less than" : "are no more loyal to a department than"} random draws`,
      description: `By number of views: the mean share with its interval, and the share that random draws from all views would give.`,
      caption:
        all === undefined
          ? `No ${unit} has two views in these days.`
          : `On average, the department that a ${unit} views most has ${interval({value: all.share, low: all.low, high: all.high, unit: "share"})} of its views. As many views drawn at random from all ${mix.length} departments would give ${percent(all.expected)}. Few views always look loyal: a ${unit} with two views has at least half of them in one department. Intervals are 95 % for the mean over ${unit}s; repeated views of one item count each time.${unit === "user" && data.lacks.includes("users") ? " In this log a user is known for one session only, so users are sessions." : ""}`,
      n: `n = ${count(sum(counts.n))} ${unit}s with two views or more, ${periodOf(description)}.`,
      generated: data.generated,
      height: 240,
      legend: [
        {label: "observed", colour: COLOURS.view, shape: "dot"},
        {label: "random draws", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: `${data.name}-loyalty-${unit}`,
        columns: {
          views: rows.map(label),
          [`${unit}s`]: rows.map((r) => r.n),
          share: rows.map((r) => r.share),
          low: rows.map((r) => r.low),
          high: rows.map((r) => r.high),
          expected: rows.map((r) => r.expected)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginBottom: 36,
        x: {
          type: "log",
          label: `views of the ${unit}, logarithmic`,
          ticks: [2, 5, 10, 20, 50, 100, 200],
          tickFormat: "~g"
        },
        y: {percent: true, domain: [0, 100], grid: true, label: null, tickFormat: (d: number) => `${d} %`},
        marks: [
          Plot.lineY(rows, {
            x: "views",
            y: "expected",
            stroke: COLOURS.baseline,
            strokeDasharray: "5,4",
            strokeWidth: 2
          }),
          Plot.lineY(rows, {x: "views", y: "share", stroke: COLOURS.view, strokeWidth: 1.5}),
          Plot.ruleX(rows, {x: "views", y1: "low", y2: "high", stroke: COLOURS.view, strokeWidth: 2}),
          Plot.dot(rows, {
            x: "views",
            y: "share",
            fill: COLOURS.view,
            r: 4,
            channels: {n: "n"},
            tip: {format: {y: (d: number) => `${d.toFixed(1)} %`, x: (d: number) => d.toFixed(1)}}
          })
        ]
      })
  ];
}
