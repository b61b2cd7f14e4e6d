import {METRIC_NAMES} from "../metrics/metricNames.js";

/** Metrics of the page on models, in the order of its menu, as they are called. */
export const MODEL_METRICS: Readonly<Record<string, string>> = {
  auc: METRIC_NAMES.auc,
  averagePrecision: METRIC_NAMES.averagePrecision,
  precisionTop5: "precision of the top 5 %",
  brier: METRIC_NAMES.brier,
  brierSkill: METRIC_NAMES.brierSkill,
  logLoss: METRIC_NAMES.logLoss,
  calibrationSlope: METRIC_NAMES.calibrationSlope,
  calibrationInTheLarge: METRIC_NAMES.calibrationInTheLarge,
  expectedCalibrationError: METRIC_NAMES.expectedCalibrationError
};

/** The second score of a task with censored rows, these counted as negatives unless positive by the end of the part. */
export const METRICS_WITH_CENSORED: Readonly<Record<string, string>> = {
  aucWithCensored: `${METRIC_NAMES.auc}, with censored rows`,
  averagePrecisionWithCensored: `${METRIC_NAMES.averagePrecision}, with censored rows`
};

/** Three digits that count, with a true minus sign. */
export function shortNumber(value: number | string | null): string {
  if (typeof value !== "number") return "–";
  const small = value !== 0 && Math.abs(value) < 1e-4;
  return (small ? value.toExponential(1) : value.toPrecision(3)).replaceAll("-", "−");
}

/** `0.61 [0.56, 0.66]`, with three digits that count. */
export function shortInterval({
  value,
  low,
  high
}: {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}): string {
  if (value === null) return "–";
  return low === null || high === null
    ? `${shortNumber(value)}, no interval`
    : `${shortNumber(value)} [${shortNumber(low)}, ${shortNumber(high)}]`;
}
