import * as Plot from "@observablehq/plot";
import type {Feature} from "../../lib/features/feature.js";
import {looksOf} from "../../lib/reports/features.js";
import type {Target} from "../../lib/targets/target.js";
import type {UnivariateAucs} from "../../lib/targets/univariateAucs.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";

/** The area under the ROC curve of each feature alone, beside what the best of as many meaningless ones reaches. */
export function aucFigure(
  found: UnivariateAucs,
  features: readonly Feature[],
  target: Target,
  chosen: string,
  generated: boolean
): readonly [FigureOptions, Draw] {
  const {measured, corrected, alone} = looksOf(found);
  const rows = measured.map(({auc, name, adjustedP}) => ({...auc, name, p: adjustedP!}));
  const chance = found.chance ?? 0;
  const caption =
    rows.length === 0
      ? "There is nothing to compare: one of the two kinds has no example."
      : `${count(rows.length)} looks at ${count(found.positives)} ${found.positives === 1 ? "positive" : "positives"} of ${count(found.positiveUsers)} users: if labels meant nothing, the best of the ${count(rows.length)} would lie outside 0.5 ± ${fixed(chance, 2)} (shaded) once in twenty times. ${corrected === 0 ? "None of them does" : `${count(corrected)} ${corrected === 1 ? "does" : "do"}`}; by its own interval alone, which knows nothing of the other looks, ${count(alone)} would seem to tell something.`;
  const groups = new Map(features.map(({name, group}) => [name, group]));
  return [
    {
      name: `features-auc-${target.id}`,
      title: `Each feature alone, against “${target.title}”`,
      description:
        "A row for each feature with a dot at its area under the ROC curve and its interval, and a band for what chance reaches.",
      caption,
      n: `n = ${count(found.examples)} examples; a code has no order and is not among the looks; intervals 95 %, by user; band from ${count(found.permutations)} dealings of the labels that keep each user's together.`,
      generated,
      height: 40 + 17 * Math.max(1, rows.length),
      legend: [
        {label: "a feature and its interval", colour: COLOURS.recomputed, shape: "dot"},
        {label: "the chosen feature", colour: COLOURS.chosen, shape: "dot"},
        {label: "best of all, by chance, 95 %", colour: COLOURS.baseline}
      ],
      table: {
        name: `features-auc-${target.id}`,
        columns: {
          feature: rows.map(({name}) => name),
          group: rows.map(({name}) => groups.get(name) ?? null),
          auc: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          distance: rows.map(({value}) => Math.abs(value - 0.5)),
          adjusted_p: rows.map(({p}) => p)
        },
        header: {distance: "distance from 0.5", adjusted_p: "p among all looks"},
        sort: "distance",
        reverse: true,
        format: {
          auc: (x) => fixed(x as number, 3),
          low: (x) => fixed(x as number, 3),
          high: (x) => fixed(x as number, 3),
          distance: (x) => fixed(x as number, 3),
          adjusted_p: (x) => fixed(x as number, 3)
        }
      }
    },
    (width, height) => {
      const narrow = width < 520;
      const colour = ({name}: {name: string}) => (name === chosen ? COLOURS.chosen : COLOURS.recomputed);
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 176 : 208,
        marginRight: 14,
        marginBottom: 34,
        x: {label: "area under the ROC curve", domain: [0, 1], ticks: narrow ? 3 : 6, grid: true},
        y: {domain: rows.map(({name}) => name), label: null, tickSize: 0},
        style: narrow ? {fontSize: "9px"} : {},
        marks: [
          Plot.rectX([{from: 0.5 - chance, to: 0.5 + chance}], {
            x1: "from",
            x2: "to",
            fill: COLOURS.baseline,
            fillOpacity: 0.16
          }),
          Plot.ruleX([0.5], {stroke: COLOURS.baseline}),
          Plot.ruleY(rows, {y: "name", x1: "low", x2: "high", stroke: colour, strokeWidth: 1.5}),
          Plot.dot(rows, {y: "name", x: "value", r: 3.5, fill: colour}),
          Plot.tip(
            rows,
            Plot.pointerY({
              x: "value",
              y: "name",
              title: (d: (typeof rows)[number]) => `${d.name}\n${interval(d, 3)}\np among all looks ${fixed(d.p, 3)}`
            })
          )
        ]
      });
    }
  ];
}
