import {METRICS} from "../../lib/metrics/evaluate.js";
import {TOP_METRICS} from "../../lib/metrics/evaluateRanking.js";
import type {Measure} from "../../lib/metrics/measure.js";
import type {SimulatedReport} from "../../lib/metrics/binormal.js";
import {dataTable} from "../dataTable.js";
import {percent} from "../format.js";
import {METRIC_NAMES} from "./metricNames.js";

interface Row {
  readonly metric: string;
  readonly measure: Measure;
  readonly truth: number | null;
}

/** Every metric of a report, one a row, with its truth where the simulation knows it. */
export function reportRows({evaluation, truth, settings}: SimulatedReport): Row[] {
  // ties and doctored probabilities have other truths, which are not worked out
  const ranks = truth !== null && settings.levels === null;
  const calibrated = ranks && settings.confidence === 1 && settings.auc > 0.5;
  const truths: Partial<Record<(typeof METRICS)[number], number>> = {
    ...(ranks ? {auc: settings.auc, averagePrecision: truth.averagePrecision} : {}),
    ...(calibrated
      ? {
          brier: truth.brier,
          logLoss: truth.logLoss,
          calibrationInTheLarge: 0,
          calibrationSlope: 1,
          expectedCalibrationError: 0
        }
      : {})
  };
  const share = evaluation.rows === 0 ? 0 : evaluation.positives / evaluation.rows;
  return [
    ...METRICS.map((name): Row => ({
      metric: METRIC_NAMES[name],
      measure: evaluation[name],
      truth: truths[name] ?? null
    })),
    ...evaluation.top.flatMap((top, i) =>
      TOP_METRICS.map((name): Row => {
        const at = truth?.top[i];
        const known = ranks && at !== undefined;
        return {
          metric: `${name} in the top ${percent(top.share, 0)}`,
          measure: top[name],
          truth: !known
            ? null
            : name === "precision"
              ? at.precision
              : name === "recall"
                ? at.recall
                : at.precision / share
        };
      })
    )
  ];
}

/** The table of a report: value, interval, truth, baseline, n, and what to be careful of. */
export function reportTable(report: SimulatedReport): HTMLElement {
  const rows = reportRows(report);
  const column = (of: (row: Row) => number | null) => rows.map(of);
  return dataTable({
    name: "metrics",
    caption: "Every metric of this sample",
    columns: {
      metric: rows.map(({metric}) => metric),
      value: column(({measure: m}) => (m.said ? m.value : null)),
      low: column(({measure: m}) => (m.said ? (m.interval?.low ?? null) : null)),
      high: column(({measure: m}) => (m.said ? (m.interval?.high ?? null) : null)),
      truth: column(({truth}) => truth),
      baseline: column(({measure: m}) => (m.said ? m.baseline.value : null)),
      baseline_of: rows.map(({measure: m}) => (m.said ? m.baseline.name : "")),
      n: column(({measure: m}) => m.n),
      note: rows.map(({measure: m}) => (m.said ? (m.caution ?? "") : `cannot be computed: ${m.why}`)),
      interval: rows.map(({measure: m}) => (m.said ? m.method : ""))
    },
    header: {low: "95 % from", high: "to", baseline_of: "that of", interval: "method of the interval"},
    format: Object.fromEntries(["value", "low", "high", "truth", "baseline"].map((name) => [name, short]))
  });
}

function short(value: number | string | null): string {
  if (typeof value !== "number") return "–";
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
