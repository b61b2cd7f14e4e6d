import * as Plot from "@observablehq/plot";
import type {Feature} from "../../lib/features/feature.js";
import {looksOf} from "../../lib/reports/features.js";
import type {Target} from "../../lib/targets/target.js";
import type {UnivariateAucs} from "../../lib/targets/univariateAucs.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";

/** The AUC of each feature alone, compared with the best that as many random features reach. */
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
      ? "There is nothing to compare: every example has the same label."
      : `If the labels were random, the best of ${count(rows.length)} features would stay within 0.5 ± ${fixed(chance, 2)} (shaded) in 95 % of cases. ${corrected === 0 ? "No feature lies outside" : `${count(corrected)} ${corrected === 1 ? "feature lies" : "features lie"} outside`}. The farthest from 0.5 is ${rows[0].name}, with an AUC of ${interval(rows[0], 2)}${rows[0].value < 0.5 ? ": its low values go with the outcome" : ""}. By their own intervals alone, ${count(alone)} ${alone === 1 ? "feature" : "features"} would seem to predict.`;
  const groups = new Map(features.map(({name, group}) => [name, group]));
  return [
    {
      name: `features-auc-${target.id}`,
      title:
        rows.length === 0
          ? `No feature can be compared: “${target.title}”`
          : `${corrected === 0 ? "No feature predicts" : corrected === 1 ? "1 feature predicts" : `${count(corrected)} features predict`} better than the best of ${count(rows.length)} random ones: “${target.title}”`,
      description: "A row for each feature with a dot at its AUC and its interval, and a band for the range of chance.",
      caption,
      n: `n = ${count(found.examples)} examples with ${count(found.positives)} ${found.positives === 1 ? "positive" : "positives"} of ${count(found.positiveUsers)} users. Intervals are 95 %, clustered by user; the band comes from ${count(found.permutations)} permutations of the labels, each user's kept together. Features that are codes, such as a category number, have no order and are left out.`,
      generated,
      height: 40 + 17 * Math.max(1, rows.length),
      legend: [
        {label: "a feature and its interval", colour: COLOURS.recomputed, shape: "dot"},
        {label: "the chosen feature", colour: COLOURS.chosen, shape: "dot"},
        {label: "range of the best by chance, 95 %", colour: COLOURS.baseline}
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
        header: {distance: "distance from 0.5", adjusted_p: "p, corrected"},
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
              title: (d: (typeof rows)[number]) => `${d.name}\n${interval(d, 3)}\ncorrected p ${fixed(d.p, 3)}`
            })
          )
        ]
      });
    }
  ];
}
