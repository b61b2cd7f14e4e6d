import * as Plot from "@observablehq/plot";
import type {PartPoint} from "../../lib/overfitting/trainingCurve.js";
import {LABELS, type Labels, type ShownRun} from "../../lib/reports/overfitting.js";
import {targetById} from "../../lib/targets/target.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";

export const CURVES = ["auc", "averagePrecision", "loss"] as const;
const TITLES: Readonly<Record<keyof PartPoint, string>> = {
  auc: "ROC-AUC",
  averagePrecision: "Average precision",
  loss: "Log loss"
};
const PARTS = ["train", "test"] as const;
const PART_NAMES = {train: "training", test: "test"} as const;
const LABEL_NAMES: Readonly<Record<Labels, string>> = {real: "real labels", shuffled: "shuffled labels"};

/** One metric of a run on training and test by trees or epochs, with labels as they are and shuffled. */
export function curveFigure(run: ShownRun, metric: keyof PartPoint): readonly [FigureOptions, Draw] {
  const {settings, curves, ends, generated, log} = run;
  const unit = settings.model === "boosting" ? "trees" : "epochs";
  const rows = LABELS.flatMap((labels) =>
    PARTS.flatMap((part) =>
      curves[labels].map((point) => ({labels, part, step: point.step, value: point[part][metric]}))
    )
  );
  const chance =
    metric === "auc" ? 0.5 : metric === "averagePrecision" && ends !== null ? shareOf(ends.real.test) : null;
  const interval = ends === null || metric === "loss" ? null : intervalOf(ends.real.test, metric);
  const colour = {train: COLOURS.train, test: COLOURS.test};
  const name = `overfitting-${metric === "averagePrecision" ? "ap" : metric}`;
  return [
    {
      name,
      title: `${TITLES[metric]} by ${unit}`,
      description: `Four lines over ${unit}: training and test, each with real and with shuffled labels.`,
      caption: captionOf(run, metric),
      n:
        ends === null
          ? undefined
          : `n = ${count(ends.real.train.positives)} positives of ${count(ends.real.train.rows)} training rows, ${count(ends.real.test.positives)} of ${count(ends.real.test.rows)} test rows of ${log}. Target: ${targetById(settings.target).title}.`,
      generated,
      height: 250,
      legend: [
        ...LABELS.flatMap((labels) =>
          PARTS.map((part) => ({
            label: `${PART_NAMES[part]}, ${LABEL_NAMES[labels]}`,
            colour: colour[part],
            shape: labels === "real" ? ("line" as const) : ("dash" as const)
          }))
        ),
        ...(metric === "loss" ? [] : [{label: "chance", colour: COLOURS.baseline, shape: "dash" as const}])
      ],
      table: {
        name,
        columns: {
          labels: rows.map(({labels}) => labels),
          part: rows.map(({part}) => PART_NAMES[part]),
          [unit]: rows.map(({step}) => step),
          [metric]: rows.map(({value}) => value)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 18,
        x: {label: `${unit} →`, domain: [0, settings.steps], ticks: 5},
        y:
          metric === "loss"
            ? {label: null, zero: true, grid: true, ticks: 5}
            : {label: null, domain: [0, 1], grid: true, ticks: 5},
        marks: [
          ...(chance === null
            ? []
            : [Plot.ruleY([chance], {stroke: COLOURS.baseline, strokeDasharray: "2,3", strokeWidth: 1.5})]),
          ...LABELS.flatMap((labels) =>
            PARTS.map((part) =>
              Plot.lineY(
                rows.filter((row) => row.labels === labels && row.part === part),
                {
                  x: "step",
                  y: "value",
                  stroke: colour[part],
                  strokeWidth: labels === "real" ? 2.25 : 1.5,
                  strokeDasharray: labels === "real" ? "none" : "5,4"
                }
              )
            )
          ),
          ...(interval === null
            ? []
            : [
                Plot.ruleX([interval], {
                  x: settings.steps,
                  y1: "low",
                  y2: "high",
                  stroke: COLOURS.test,
                  strokeWidth: 2
                }),
                Plot.dot([interval], {x: settings.steps, y: "value", fill: COLOURS.test, r: 3.5})
              ]),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "step",
              y: "value",
              title: (row: (typeof rows)[number]) =>
                `${PART_NAMES[row.part]}, ${LABEL_NAMES[row.labels]}\n${row.step} ${unit}: ${fixed(row.value, 3)}`
            })
          )
        ]
      })
  ];
}

type TestEnd = NonNullable<ShownRun["ends"]>["real"]["test"];

const shareOf = ({positives, rows}: TestEnd): number => positives / rows;

function intervalOf({auc, averagePrecision: {value, interval}}: TestEnd, metric: "auc" | "averagePrecision") {
  if (metric === "auc") return auc;
  return interval === null ? null : {value, ...interval};
}

function captionOf({ends, curves}: ShownRun, metric: keyof PartPoint): string {
  if (ends === null) return "In training; the interval appears at the end.";
  const {real, shuffled} = ends;
  const range = (of: {low: number; high: number} | null) =>
    of === null ? "" : ` [${fixed(of.low)}, ${fixed(of.high)}]`;
  if (metric === "auc")
    return `At the end the AUC is ${fixed(real.train.auc)} on training and ${fixed(real.test.auc.value)}${range(real.test.auc)} on the test, a gap of ${fixed(real.gap.value)}${range(real.gap)}. With shuffled labels the AUC on the test is ${fixed(shuffled.test.auc.value)}${range(shuffled.test.auc)} and the gap is ${fixed(shuffled.gap.value)}${range(shuffled.gap)}.`;
  if (metric === "averagePrecision") {
    const {value, interval} = real.test.averagePrecision;
    const short = (x: number) => String(Number(x.toPrecision(2)));
    const within = interval === null ? ", no interval" : ` [${short(interval.low)}, ${short(interval.high)}]`;
    return `At the end the average precision is ${fixed(real.train.averagePrecision)} on training and ${short(value)}${within} on the test, where chance gives ${short(shareOf(real.test))}.`;
  }
  const last = (labels: Labels) => curves[labels].at(-1)!;
  return `The mean over rows, unweighted. At the end it is ${fixed(last("real").train.loss, 3)} on training and ${fixed(last("real").test.loss, 3)} on the test; with shuffled labels it is ${fixed(last("shuffled").train.loss, 3)} and ${fixed(last("shuffled").test.loss, 3)}.`;
}
