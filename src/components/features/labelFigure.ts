import * as Plot from "@observablehq/plot";
import type {Feature} from "../../lib/features/feature.js";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import type {Target} from "../../lib/targets/target.js";
import type {UnivariateAucs} from "../../lib/targets/univariateAucs.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval} from "../format.js";

/** How a feature's values are spread among the examples for which the target's event came, and among the others. */
export function labelFigure(
  found: UnivariateAucs,
  feature: Feature,
  target: Target,
  generated: boolean
): readonly [FigureOptions, Draw] {
  const own = found.features.find(({name}) => name === feature.name);
  if (own === undefined) throw new RangeError(`no feature ${feature.name} in the separation`);
  const {labels, examples, positives} = own.bins;
  const negatives = found.examples - found.positives;
  const rows = labels.map((label, i) => {
    const share = found.positives === 0 ? 0 : positives[i] / found.positives;
    const {low, high} = found.positives === 0 ? {low: 0, high: 0} : wilsonInterval(share, found.positives);
    return {label, others: (examples[i] - positives[i]) / negatives, share, low, high, positives: positives[i]};
  });
  const auc =
    own.auc === null
      ? feature.categorical === true
        ? "The values are codes without an order, so they cannot rank examples."
        : "There is nothing to compare: every example has the same label."
      : `Alone, the feature ranks an example with this outcome above one without it with probability ${interval({...own.auc}, 2)} (AUC, 95 % interval clustered by user).`;
  return [
    {
      name: `feature-${feature.name}-${target.id}`,
      title: `${feature.name}, by whether the user ${target.title}`,
      description:
        "For each range of values, a bar for the share of examples without the outcome and a dot with an interval for those with it.",
      caption: `${auc} ${found.positives < 100 ? `The intervals of the dots are wide because only ${count(found.positives)} examples have the outcome.` : "The intervals of the dots are too narrow where users have several such examples."}`,
      n: `n = ${count(found.examples)} examples of training, validation and test together whose answer is known by the end of their part; ${count(found.positives)} of them, of ${count(found.positiveUsers)} users, have the outcome.`,
      generated,
      height: 280,
      legend: [
        {label: "with the outcome, 95 % interval", colour: COLOURS.transaction, shape: "dot"},
        {label: "without it", colour: COLOURS.baseline}
      ],
      table: {
        name: `feature-${feature.name}-${target.id}`,
        columns: {
          values: [...labels],
          examples: [...examples],
          with_the_event: [...positives],
          share_with: rows.map((row) => row.share),
          share_without: rows.map((row) => row.others)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 12,
        marginBottom: labels.length > 10 ? 74 : 40,
        x: {
          domain: labels,
          label: feature.unit,
          tickRotate: labels.length > 10 ? -50 : 0,
          ticks: width < 480 ? labels.filter((_, i) => i % 2 === 0) : labels
        },
        y: {percent: true, grid: true, nice: true, label: "% of examples of each kind"},
        marks: [
          Plot.barY(rows, {x: "label", y: "others", fill: COLOURS.baseline, fillOpacity: 0.55, inset: 1}),
          Plot.ruleX(rows, {x: "label", y1: "low", y2: "high", stroke: COLOURS.transaction, strokeWidth: 1.5}),
          Plot.dot(rows, {x: "label", y: "share", fill: COLOURS.transaction, r: 4}),
          Plot.ruleY([0])
        ]
      })
  ];
}
