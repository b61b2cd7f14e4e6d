import type {Evaluation} from "../../lib/metrics/evaluate.js";
import type {Measure} from "../../lib/metrics/measure.js";
import type {PageColumns} from "../csv.js";
import type {DataTableOptions} from "../dataTable.js";
import {MODEL_METRICS, shortNumber} from "./modelMetrics.js";

export interface EvaluationTableOptions {
  readonly name: string;
  readonly caption: string;
  /** More columns, a value for each of the metrics in their order, and what they are called. */
  readonly beside?: (
    metrics: readonly string[]
  ) => {readonly columns: PageColumns; readonly header: Readonly<Record<string, string>>} | null;
}

/** What a model trained or scored in the tab reaches: the metrics of a ranking and of probabilities, with their intervals. */
export function evaluationTable(
  evaluation: Evaluation,
  {name, caption, beside = () => null}: EvaluationTableOptions
): DataTableOptions {
  const top = evaluation.top.find(({share}) => share === 0.05);
  const measures: [string, Measure][] = [
    ["auc", evaluation.auc],
    ["averagePrecision", evaluation.averagePrecision],
    ...(top === undefined ? [] : [["precisionTop5", top.precision] as [string, Measure]]),
    ["brier", evaluation.brier],
    ["calibrationSlope", evaluation.calibrationSlope]
  ];
  const pick = (of: (measure: Measure & {said: true}) => number | null) =>
    measures.map(([, measure]) => (measure.said ? of(measure) : null));
  const more = beside(measures.map(([metric]) => metric)) ?? {columns: {}, header: {}};
  return {
    name,
    caption,
    columns: {
      metric: measures.map(([metric]) => MODEL_METRICS[metric]),
      value: pick(({value}) => value),
      low: pick(({interval}) => interval?.low ?? null),
      high: pick(({interval}) => interval?.high ?? null),
      baseline: pick(({baseline}) => baseline.value),
      ...more.columns,
      n: measures.map(([, {n}]) => n),
      note: measures.map(([, measure]) => (measure.said ? (measure.caution ?? "") : measure.why))
    },
    header: {low: "95 % from", high: "to", baseline: "baseline", ...more.header},
    format: Object.fromEntries(
      ["value", "low", "high", "baseline", ...Object.keys(more.columns)].map((name) => [name, shortNumber])
    )
  };
}
