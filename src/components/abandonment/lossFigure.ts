import * as Plot from "@observablehq/plot";
import type {LossPoint} from "../../browser/abandonment.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {fixed} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";

/** The loss of a training by epoch, as it comes. */
export function lossFigure(
  points: readonly LossPoint[],
  {epochs, best, generated}: {readonly epochs: number; readonly best: number | null; readonly generated: boolean}
): readonly [FigureOptions, Draw] {
  const rows = points.flatMap(({epoch, training, validation}) => [
    {part: "training", epoch, loss: training},
    {part: "held out", epoch, loss: validation}
  ]);
  const last = points.at(-1);
  const colour: Readonly<Record<string, string>> = {training: COLOURS.train, "held out": COLOURS.validation};
  return [
    {
      name: "abandonment-loss",
      title: "Loss by epoch",
      description: "Two lines over epochs, the loss on the training sessions and on held-out sessions.",
      caption:
        last === undefined
          ? "This is drawn during training."
          : `After epoch ${last.epoch}: ${fixed(last.training, 4)} on training, ${fixed(last.validation, 4)} on held-out sessions${best === null ? "" : `; the weights of epoch ${best} are kept`}. Log loss per event, summed over its targets.`,
      generated,
      height: 200,
      legend: [
        {label: "training", colour: colour.training, shape: "line"},
        {label: "held out", colour: colour["held out"], shape: "line"}
      ],
      table: {
        name: "abandonment-loss",
        columns: {
          epoch: points.map(({epoch}) => epoch),
          training: points.map(({training}) => training),
          held_back: points.map(({validation}) => validation)
        },
        header: {held_back: "held out"},
        format: {training: fixedCell(4), held_back: fixedCell(4)}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 52,
        marginRight: 16,
        x: {label: "epochs →", domain: [1, Math.max(2, epochs)], ticks: wholeTicks(epochs), tickFormat: "d"},
        y: {label: null, grid: true, ticks: 4, domain: rows.length === 0 ? [0, 1] : undefined, nice: true},
        marks: [
          ...(best === null || rows.length === 0
            ? []
            : [Plot.ruleX([best], {stroke: COLOURS.ink, strokeOpacity: 0.5, strokeDasharray: "2,3"})]),
          ...Object.keys(colour).flatMap((part) => {
            const own = rows.filter((row) => row.part === part);
            return [
              Plot.lineY(own, {x: "epoch", y: "loss", stroke: colour[part], strokeWidth: 2}),
              Plot.dot(own, {x: "epoch", y: "loss", fill: colour[part], r: 2.5})
            ];
          })
        ]
      })
  ];
}

/** At most eight whole numbers from one on. */
function wholeTicks(most: number): number[] {
  const step = Math.ceil(most / 8);
  return Array.from({length: Math.ceil(most / step)}, (_, k) => 1 + k * step);
}
