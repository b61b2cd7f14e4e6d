import * as Plot from "@observablehq/plot";
import type {CurveRow, NamedModel, TaskCard, TaskFigures} from "../../lib/reports/modelsPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {percent} from "../format.js";
import {calibrationPlot, holdingBins} from "../metrics/calibrationPlot.js";
import {shortInterval} from "./modelMetrics.js";
import {taskName, taskSize} from "./taskText.js";

type Spec = readonly [FigureOptions, Draw];

const HEIGHT = 270;
const LOOKS = [
  {colour: COLOURS.recomputed, dash: undefined, shape: "line"},
  {colour: COLOURS.chosen, dash: "6,3", shape: "dash"}
] as const;

/** The two models whose curves are drawn, by their places; one may have no curve. */
export type Chosen = readonly [number, number];

/** ROC curves of two models with their bands. */
export function rocFigures(task: TaskCard, figures: TaskFigures, models: readonly NamedModel[], chosen: Chosen): Spec {
  return curves("roc", {
    task,
    figures,
    models,
    chosen,
    title: "ROC curves",
    metric: "auc",
    metricName: "AUC",
    x: "false positive rate →",
    y: "↑ recall",
    step: "step-after",
    top: 1,
    baseline: Plot.line(
      [
        [0, 0],
        [1, 1]
      ],
      {stroke: COLOURS.baseline, strokeDasharray: "2,3"}
    ),
    baselineLabel: "random order",
    columns: ["false_positive_rate", "recall"]
  });
}

/** Precision–recall curves of two models with their bands. */
export function precisionRecallFigures(
  task: TaskCard,
  figures: TaskFigures,
  models: readonly NamedModel[],
  chosen: Chosen
): Spec {
  const share = task.testPositives / task.test;
  // the first rows called are few, and their precision leaps
  const settled = figures.precisionRecall.filter(({model, x}) => chosen.includes(model) && x >= 0.1);
  const top = Math.max(3 * share, 1.25 * Math.max(0, ...settled.map(({y}) => y)));
  return curves("precisionRecall", {
    task,
    figures,
    models,
    chosen,
    title: "Precision–recall curves",
    metric: "averagePrecision",
    metricName: "average precision",
    x: "recall →",
    y: "↑ precision",
    step: "step-before",
    top: Math.min(1, top),
    baseline: Plot.ruleY([share], {stroke: COLOURS.baseline, strokeDasharray: "2,3", strokeWidth: 1.5}),
    baselineLabel: `share of positives, ${percent(share, share < 0.01 ? 3 : 1)}`,
    columns: ["recall", "precision"]
  });
}

interface CurveOptions {
  readonly task: TaskCard;
  readonly figures: TaskFigures;
  readonly models: readonly NamedModel[];
  readonly chosen: Chosen;
  readonly title: string;
  readonly metric: string;
  readonly metricName: string;
  readonly x: string;
  readonly y: string;
  readonly step: "step-after" | "step-before";
  readonly top: number;
  readonly baseline: Plot.Markish;
  readonly baselineLabel: string;
  readonly columns: readonly [string, string];
}

function curves(kind: "roc" | "precisionRecall", o: CurveOptions): Spec {
  const {task, figures, models, chosen} = o;
  const lines = looks(chosen).map(([model, look]) => ({
    ...look,
    title: models[model].title,
    model,
    rows: figures[kind].filter((row) => row.model === model)
  }));
  const said = lines.map(({model, title}) => {
    const measure = figures.measures.find((one) => one.metric === o.metric && one.model === model);
    return `${title} ${measure === undefined || measure.value === null ? "has none" : shortInterval(measure)}`;
  });
  return [
    {
      name: `${kind === "roc" ? "roc" : "precision-recall"}-${task.id}`,
      title: o.title,
      description: `A line with a band for each of ${lines.length === 1 ? "one model" : "two models"}, and a dotted line for random order. ${taskName(task)}.`,
      caption: `${o.metricName[0].toUpperCase()}${o.metricName.slice(1)}: ${said.join("; ")}. Bands are pointwise 95 % (Wilson).`,
      n: taskSize(task),
      generated: task.generated,
      height: HEIGHT,
      legend: [
        ...lines.map(({title, colour, shape}) => ({label: title, colour, shape})),
        {label: o.baselineLabel, colour: COLOURS.baseline, shape: "dash" as const}
      ],
      table: {
        name: `${kind === "roc" ? "roc" : "precision-recall"}-${task.id}`,
        columns: tableOf(lines, o.columns)
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 50,
        x: {domain: [0, 1], ticks: width < 320 ? 3 : 5, grid: true, label: o.x},
        y: {domain: [0, o.top], ticks: 5, grid: true, label: o.y},
        marks: [
          ...lines.map(({rows, colour}) =>
            Plot.areaY(rows, {
              x: "x",
              y1: "low",
              y2: "high",
              fill: colour,
              fillOpacity: 0.15,
              curve: o.step,
              clip: true
            })
          ),
          o.baseline,
          ...lines.map(({rows, colour, dash}) =>
            Plot.lineY(rows, {
              x: "x",
              y: "y",
              stroke: colour,
              strokeDasharray: dash,
              strokeWidth: 2,
              clip: true,
              ...(kind === "roc" ? {} : {curve: o.step})
            })
          )
        ]
      })
  ];
}

/** What two models said against what came true. */
export function calibrationFigures(
  task: TaskCard,
  figures: TaskFigures,
  models: readonly NamedModel[],
  chosen: Chosen
): Spec {
  const lines = looks(chosen).map(([model, look]) => ({
    ...look,
    title: models[model].title,
    model,
    rows: figures.calibration.filter((row) => row.model === model)
  }));
  const said = lines.map(
    ({title, rows}) =>
      `${title}: in ${holdingBins(rows)} of ${rows.length} bins the interval includes the mean prediction`
  );
  return [
    {
      name: `calibration-${task.id}`,
      title: "Calibration curves",
      description: `Points with error bars about the diagonal, on which calibrated probabilities lie. ${taskName(task)}.`,
      caption: `${said.join("; ")}. Intervals are 95 % (Wilson).`,
      n: taskSize(task),
      generated: task.generated,
      height: HEIGHT,
      legend: [
        ...lines.map(({title, colour}, i) => ({
          label: `${title}${i === 0 ? "" : " (squares)"}`,
          colour,
          shape: i === 0 ? ("dot" as const) : ("square" as const)
        })),
        {label: "calibrated", colour: COLOURS.baseline, shape: "dash" as const}
      ],
      table: {name: `calibration-${task.id}`, columns: tableOf(lines, ["mean_probability", "share_that_came_true"])}
    },
    (width, height) =>
      calibrationPlot(
        width,
        height,
        lines.map(({rows, colour}, i) => ({bins: rows, colour, symbol: i === 0 ? "circle" : "square"}))
      )
  ];
}

/** The same model twice is drawn once. */
function looks([first, second]: Chosen): [number, (typeof LOOKS)[number]][] {
  return first === second
    ? [[first, LOOKS[0]]]
    : [
        [first, LOOKS[0]],
        [second, LOOKS[1]]
      ];
}

function tableOf(
  lines: readonly {readonly title: string; readonly rows: readonly CurveRow[]}[],
  [x, y]: readonly [string, string]
): Record<string, (number | string)[]> {
  const rows = lines.flatMap(({title, rows}) => rows.map((row) => ({title, ...row})));
  return {
    model: rows.map(({title}) => title),
    [x]: rows.map((row) => row.x),
    [y]: rows.map((row) => row.y),
    low: rows.map(({low}) => low),
    high: rows.map(({high}) => high)
  };
}
