import * as Plot from "@observablehq/plot";
import type {SimulatedReport} from "../../lib/metrics/binormal.js";
import {normalCdf, normalQuantile} from "../../lib/metrics/distributions.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {calibrationPlot, holdingBins} from "./calibrationPlot.js";

type Spec = readonly [FigureOptions, Draw];

const HEIGHT = 260;
const UNIT = {domain: [0, 1], ticks: 5, grid: true};

const nOf = ({evaluation: e}: SimulatedReport) =>
  `n = ${count(e.positives)} positives and ${count(e.negatives)} negatives${e.users === null ? "" : ` of ${count(e.users)} users`}.`;

/** Three digits that count: shares of rare rows have many zeros first. */
const short = (x: number) => String(Number(x.toPrecision(3)));

/** Nothing to draw, and why. */
function empty(name: string, title: string, why: string, report: SimulatedReport): Spec {
  const options = {
    name,
    title,
    description: `An empty drawing: ${why}.`,
    caption: `Cannot be drawn: ${why}.`,
    n: nOf(report),
    generated: true,
    height: HEIGHT,
    legend: [],
    table: {name, columns: {}}
  };
  return [
    options,
    (width, height) =>
      Plot.plot({width, height, axis: null, x: UNIT, y: UNIT, marks: [Plot.frame({stroke: COLOURS.muted})]})
  ];
}

/** The ROC curve with its band, the true curve and the diagonal of chance. */
export function rocFigure(report: SimulatedReport): Spec {
  const {evaluation: e, settings} = report;
  const [name, title] = ["roc-curve", "ROC curve"];
  if (e.roc === null || !e.auc.said) return empty(name, title, e.auc.said ? "" : e.auc.why, report);
  const {roc} = e;
  const rows = roc.recall.map((recall, i) => ({
    x: roc.falsePositives[i],
    y: recall,
    low: roc.low[i],
    high: roc.high[i]
  }));
  const apart = Math.SQRT2 * normalQuantile(settings.auc);
  const truth = Array.from({length: 101}, (_, i) => ({x: i / 100, y: normalCdf(apart + normalQuantile(i / 100))}));
  const {value, interval, caution} = e.auc;
  return [
    {
      name,
      title,
      description: "A rising curve with a band, the true curve dashed, and the diagonal of chance.",
      caption: `AUC ${fixed(value, 3)} [${fixed(interval!.low, 3)}, ${fixed(interval!.high, 3)}], true value ${fixed(settings.auc, 3)}, chance 0.5.${caution === null ? "" : ` Caution: ${caution}.`} The band is pointwise 95 % for recall (Wilson).`,
      n: nOf(report),
      generated: true,
      height: HEIGHT,
      legend: [
        {label: "this sample, with band", colour: COLOURS.recomputed, shape: "line"},
        {label: "truth", colour: COLOURS.truth, shape: "dash"},
        {label: "random order", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name,
        columns: {
          false_positive_rate: roc.falsePositives,
          recall: roc.recall,
          low: roc.low,
          high: roc.high
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        x: {...UNIT, label: "false positive rate →"},
        y: {...UNIT, label: "↑ recall"},
        marks: [
          Plot.areaY(rows, {
            x: "x",
            y1: "low",
            y2: "high",
            fill: COLOURS.recomputed,
            fillOpacity: 0.2,
            curve: "step-after"
          }),
          Plot.line(
            [
              [0, 0],
              [1, 1]
            ],
            {stroke: COLOURS.baseline, strokeDasharray: "2,3"}
          ),
          Plot.lineY(truth, {x: "x", y: "y", stroke: COLOURS.truth, strokeDasharray: "6,3", strokeWidth: 1.5}),
          Plot.lineY(rows, {x: "x", y: "y", stroke: COLOURS.recomputed, strokeWidth: 2})
        ]
      })
  ];
}

/** The precision–recall curve with its band and the share of positives, which a random order has. */
export function precisionRecallFigure(report: SimulatedReport): Spec {
  const {evaluation: e} = report;
  const [name, title] = ["precision-recall-curve", "Precision–recall curve"];
  if (e.precisionRecall === null || !e.averagePrecision.said)
    return empty(name, title, e.averagePrecision.said ? "" : e.averagePrecision.why, report);
  const {precisionRecall: pr} = e;
  const rows = pr.recall.map((recall, i) => ({x: recall, y: pr.precision[i], low: pr.low[i], high: pr.high[i]}));
  const share = e.positives / e.rows;
  const {value, interval, baseline} = e.averagePrecision;
  const range = interval === null ? "no interval" : `[${short(interval.low)}, ${short(interval.high)}]`;
  const chance = e.averagePrecisionChance!;
  return [
    {
      name,
      title,
      description: "Steps that fall as recall grows, with a band, and a dashed line at the share of positives.",
      caption: `Average precision ${short(value)} ${range}; chance has ${short(baseline.value)} on average, ${short(baseline.interval!.low)} to ${short(baseline.interval!.high)} in 95 % of cases, and reaches this value with probability ${chance < 0.001 ? "below 0.001" : fixed(chance, 3)}. The band is pointwise 95 % for precision (Wilson).`,
      n: nOf(report),
      generated: true,
      height: HEIGHT,
      legend: [
        {label: "this sample, with band", colour: COLOURS.recomputed, shape: "line"},
        {label: `share of positives, ${percent(share, 2)}`, colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name,
        columns: {rows_called: pr.called, recall: pr.recall, precision: pr.precision, low: pr.low, high: pr.high}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 52,
        x: {...UNIT, label: "recall →"},
        y: {
          ...UNIT,
          domain: [0, Math.min(1, 1.2 * Math.max(...rows.map((d) => d.y), 2 * share))],
          label: "↑ precision",
          clamp: true
        },
        marks: [
          Plot.areaY(rows, {
            x: "x",
            y1: "low",
            y2: "high",
            fill: COLOURS.recomputed,
            fillOpacity: 0.2,
            curve: "step-before",
            clip: true
          }),
          Plot.ruleY([share], {stroke: COLOURS.baseline, strokeDasharray: "4,3", strokeWidth: 1.5}),
          Plot.lineY(rows, {x: "x", y: "y", stroke: COLOURS.recomputed, strokeWidth: 2, curve: "step-before"})
        ]
      })
  ];
}

/** What was said against what came true, with Wilson's intervals. */
export function calibrationFigure(report: SimulatedReport): Spec {
  const {evaluation: e} = report;
  const [name, title] = ["calibration-curve", "Calibration curve"];
  if (e.calibration === null || !e.expectedCalibrationError.said)
    return empty(name, title, e.expectedCalibrationError.said ? "" : e.expectedCalibrationError.why, report);
  const c = e.calibration;
  const bins = c.n.map((_, i) => ({x: c.predicted[i], y: c.observed[i], low: c.low[i], high: c.high[i]}));
  const {calibrationSlope: slope, expectedCalibrationError: error} = e;
  const slopeText = slope.said
    ? `Slope ${fixed(slope.value)}${slope.interval === null ? "" : ` [${fixed(slope.interval.low)}, ${fixed(slope.interval.high)}]`}, calibrated 1.`
    : `No slope: ${slope.why}.`;
  return [
    {
      name,
      title,
      description: "Points with error bars about the diagonal, on which calibrated probabilities lie.",
      caption: `In ${holdingBins(bins)} of ${bins.length} bins the interval includes the mean probability. ${slopeText} The mean distance is ${short(error.value)}; chance alone gives ${short(error.baseline.value)}. Intervals are 95 % Wilson.`,
      n: nOf(report),
      generated: true,
      height: HEIGHT,
      legend: [
        {label: "bin, with interval", colour: COLOURS.recomputed, shape: "dot"},
        {label: "calibrated", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name,
        columns: {
          n: c.n,
          positives: c.positives,
          predicted: c.predicted,
          observed: c.observed,
          low: c.low,
          high: c.high
        }
      }
    },
    (width, height) => calibrationPlot(width, height, [{bins, colour: COLOURS.recomputed, symbol: "circle"}])
  ];
}
