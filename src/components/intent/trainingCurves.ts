import * as Plot from "@observablehq/plot";
import type {TabmPoint} from "../../browser/intent.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";

interface Curve {
  readonly name: string;
  readonly title: string;
  readonly colour: string;
  readonly caption: string;
  readonly n?: string;
  readonly value: (point: TabmPoint) => number | null;
  readonly digits: number;
}

/** Log loss by epoch while a TabM is trained. */
export function lossCurve(points: readonly TabmPoint[], best: number | null): readonly [FigureOptions, Draw] {
  const last = points.at(-1);
  return curve(points, best, {
    name: "intent-training-loss",
    title: "Log loss on training",
    colour: COLOURS.train,
    caption:
      last === undefined
        ? "This is drawn while a model is trained: the mean over heads in each epoch."
        : `Epoch ${last.epoch}: ${fixed(last.loss, 3)}, the mean over heads and rows, each row before its training step.`,
    value: ({loss}) => loss,
    digits: 3
  });
}

/** AUC on the rows held back, by epoch; `held` is how many they are, once that is known. */
export function aucCurve(
  points: readonly TabmPoint[],
  best: number | null,
  held: number | null
): readonly [FigureOptions, Draw] {
  const reached = points.reduce<TabmPoint | null>((a, b) => (a === null || (b.auc ?? 0) > (a.auc ?? 0) ? b : a), null);
  return curve(points, best, {
    name: "intent-training-auc",
    title: "ROC-AUC on held-out training rows",
    colour: COLOURS.validation,
    caption:
      reached === null
        ? "This is drawn while a model is trained. It decides which epoch is kept."
        : reached.auc === null
          ? "There were too few rows to hold any out, so the last epoch is kept."
          : `Best so far ${fixed(reached.auc, 4)} in epoch ${reached.epoch} (chance 0.5). The epoch was chosen on these rows, so this is not a test score.`,
    n: held === null ? undefined : `n = ${count(held)} rows of training.`,
    value: ({auc}) => auc,
    digits: 4
  });
}

function curve(points: readonly TabmPoint[], best: number | null, o: Curve): readonly [FigureOptions, Draw] {
  const rows = points.flatMap((point) => {
    const value = o.value(point);
    return value === null ? [] : [{epoch: point.epoch, value}];
  });
  return [
    {
      name: o.name,
      title: o.title,
      description: "A line with a dot for each epoch; the epoch that was kept is marked with a vertical rule.",
      caption: o.caption,
      n: o.n,
      height: 200,
      table: {
        name: o.name,
        columns: {
          epoch: rows.map(({epoch}) => epoch),
          [o.name.replace("intent-training-", "")]: rows.map(({value}) => value)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 52,
        marginRight: 18,
        x: {label: "epoch →", domain: [0, Math.max(10, rows.at(-1)?.epoch ?? 0)], ticks: 5},
        y: {label: null, grid: true, ticks: 5, nice: true, ...(rows.length === 0 ? {domain: [0, 1]} : {})},
        marks: [
          ...(best === null ? [] : [Plot.ruleX([best], {stroke: COLOURS.chosen, strokeDasharray: "3,3"})]),
          Plot.lineY(rows, {x: "epoch", y: "value", stroke: o.colour, strokeWidth: 2}),
          Plot.dot(rows, {x: "epoch", y: "value", fill: o.colour, r: 2.5}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "epoch",
              y: "value",
              title: ({epoch, value}: (typeof rows)[number]) => `Epoch ${epoch}: ${fixed(value, o.digits)}`
            })
          )
        ]
      })
  ];
}
