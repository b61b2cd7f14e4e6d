import {evaluate, type Metric} from "../../lib/metrics/evaluate.js";
import type {Measure} from "../../lib/metrics/measure.js";
import {dataTable} from "../dataTable.js";
import {fixed} from "../format.js";
import {METRIC_NAMES} from "./metricNames.js";

const CASES: readonly {
  readonly name: string;
  readonly scores: readonly number[];
  readonly labels: readonly number[];
}[] = [
  {name: "no rows", scores: [], labels: []},
  {name: "no positives", scores: [0.1, 0.4, 0.2], labels: [0, 0, 0]},
  {name: "no negatives", scores: [0.6, 0.9], labels: [1, 1]},
  {name: "one positive", scores: [0.1, 0.7, 0.6, 0.4], labels: [0, 0, 1, 0]},
  {name: "one score for all", scores: [0.2, 0.2, 0.2, 0.2], labels: [0, 1, 0, 0]},
  {name: "classes apart", scores: [0.2, 0.3, 0.8, 0.9], labels: [0, 0, 1, 1]},
  {name: "scores, no probabilities", scores: [-3, 2, 1, 4], labels: [0, 0, 1, 1]}
];
const SHOWN: readonly Metric[] = ["auc", "averagePrecision", "brierSkill", "calibrationSlope", "f1"];

/** What the report says of rows of which little or nothing can be said: computed here and now. */
export function statedAnswers(): HTMLElement {
  const reports = CASES.map(({scores, labels}) => evaluate(scores, labels, {draws: 20}));
  return dataTable({
    name: "stated-answers",
    caption: "Metrics of very small or unusual samples",
    columns: {
      rows: CASES.map(({name}) => name),
      ...Object.fromEntries(SHOWN.map((metric) => [metric, reports.map((report) => said(report[metric]))]))
    },
    header: Object.fromEntries(SHOWN.map((metric) => [metric, METRIC_NAMES[metric]]))
  });
}

function said(measure: Measure): string {
  if (!measure.said) return measure.why;
  const {value, interval} = measure;
  return `${fixed(value)}${interval === null ? ", no interval" : ` [${fixed(interval.low)}, ${fixed(interval.high)}]`}`;
}
