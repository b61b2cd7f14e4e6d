import {random} from "../core/random.js";
import {binormalSample} from "./binormalSample.js";
import {binormalTruth, type BinormalTruth} from "./binormalTruth.js";
import {evaluate, type Evaluation} from "./evaluate.js";
import type {Interval} from "./interval.js";
import {rocAuc} from "./rocAuc.js";

export interface SimulationSettings {
  readonly positives: number;
  readonly negatives: number;
  /** The true area under the ROC curve, in (0, 1). */
  readonly auc: number;
  readonly rowsPerUser: number;
  /** Different scores; null for no ties. */
  readonly levels: number | null;
  /** What the log-odds are multiplied by; 1 is calibrated. */
  readonly confidence: number;
  /** Which of the endlessly many samples. */
  readonly seed: number;
}

export interface SimulatedReport {
  readonly settings: SimulationSettings;
  readonly evaluation: Evaluation;
  /** The same AUC from an interval that takes every row as independent; null where rows are. */
  readonly aucIgnoringUsers: Interval | null;
  /** What the metrics tend to, at the share of positives of these rows, by share acted upon; null where a class is empty. */
  readonly truth:
    | (BinormalTruth & {
        readonly top: readonly {readonly share: number; readonly precision: number; readonly recall: number}[];
      })
    | null;
}

/** Correlation of the latent scores of two rows of one user. */
const CORRELATION = 0.5;

/**
 * Draws rows with the settings and evaluates them, by user where users have several rows. The same settings give the same report.
 * Throws `RangeError` as `binormalSample`.
 */
export function simulatedReport(settings: SimulationSettings): SimulatedReport {
  const {positives, negatives, auc, rowsPerUser, levels, confidence, seed} = settings;
  const {scores, labels, users} = binormalSample(
    {
      positives,
      negatives,
      auc,
      rowsPerUser,
      confidence,
      levels: levels ?? Infinity,
      correlation: rowsPerUser === 1 ? 0 : CORRELATION
    },
    random(seed, positives, negatives, rowsPerUser)
  );
  const clustered = rowsPerUser > 1;
  const evaluation = evaluate(scores, labels, clustered ? {clusters: users} : {});
  const share = positives / (positives + negatives);
  const top = evaluation.top.map(({share: part, rows}) => {
    if (!(share > 0 && share < 1) || rows >= evaluation.rows) return {share: part, precision: share, recall: 1};
    const {precision, recall} = binormalTruth(auc, share, rows / evaluation.rows);
    return {share: part, precision, recall};
  });
  return {
    settings,
    evaluation,
    aucIgnoringUsers: clustered && evaluation.auc.said ? rocAuc(scores, labels) : null,
    truth: share > 0 && share < 1 ? {...binormalTruth(auc, share, 0.5), top} : null
  };
}
