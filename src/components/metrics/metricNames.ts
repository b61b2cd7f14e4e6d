import type {Metric} from "../../lib/metrics/evaluate.js";

/** How each metric is called on a page. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  auc: "ROC-AUC",
  averagePrecision: "average precision",
  brier: "Brier score",
  brierSkill: "Brier skill over the constant",
  logLoss: "log loss",
  calibrationInTheLarge: "calibration in the large",
  calibrationSlope: "calibration slope",
  expectedCalibrationError: "expected calibration error",
  accuracy: "accuracy at ½",
  f1: "F1 at ½",
  precision: "precision at ½",
  recall: "recall at ½"
};
