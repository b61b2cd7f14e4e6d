import type {ShareOfRows} from "./clusters.js";
import type {EvaluationRows} from "./evaluationRows.js";
import type {Interval} from "./intervals.js";
import type {Measure, Measured} from "./measure.js";
import {thresholdReport} from "./thresholdReport.js";

/**
 * Accuracy, F1, precision and recall where rows whose score is at or above a threshold are called positive; a share of no
 * rows is not said. Throws `RangeError` for a threshold that is NaN.
 *
 * @example
 * ```ts
 * import {evaluationRows} from "./evaluationRows.js";
 *
 * const rows = evaluationRows([0.9, 0.8, 0.6, 0.2], [1, 0, 1, 0], undefined);
 * const {accuracy, precision, recall} = evaluateThreshold(rows, 0.5, {level: 0.95});
 * accuracy // → {said: true, value: 0.75, baseline: {name: "never positive", value: 0.5}, …}
 * precision // → {said: true, value: 0.6666…, n: 3, …}
 * recall // → {said: true, value: 1, n: 2, …}
 * ```
 */
export function evaluateThreshold(
  {scores, labels, rows, share, clusters, lacks, unless}: EvaluationRows,
  threshold: number,
  {level}: {readonly level: number}
): Readonly<Record<"accuracy" | "f1" | "precision" | "recall", Measure>> {
  const report = thresholdReport(scores, labels, threshold, {clusters, level});
  const method = clusters === null ? "Wilson" : "Wilson at the effective number of rows";
  const measure = (found: ShareOfRows | null, why: string, baseline: Measured["baseline"]) =>
    unless(lacks.rows ?? (found === null ? why : null), () => ({
      value: found!.value,
      interval: {low: found!.low, high: found!.high} satisfies Interval,
      method,
      n: found!.n,
      baseline,
      caution: null
    }));
  return {
    accuracy: measure(report.accuracy, "there are no rows", {
      name: share > 0.5 ? "always positive" : "never positive",
      value: Math.max(share, 1 - share)
    }),
    f1: measure(report.f1, "nothing is positive and nothing is called so", {
      name: "always positive",
      value: (2 * share) / (1 + share)
    }),
    precision: measure(report.precision, "no row is called positive", {name: "random rows", value: share}),
    recall: measure(report.recall, "there are no positives", {
      name: "as many random rows",
      value: rows === 0 ? 0 : (report.truePositives + report.falsePositives) / rows
    })
  };
}
