import {random} from "../core/random.js";
import {rankedAuc} from "./auc.js";
import {averagePrecisionInterval, averagePrecisionNull} from "./averagePrecision.js";
import {type EvaluationRows, MIN_POSITIVES} from "./evaluationRows.js";
import type {Measure} from "./measure.js";
import {topShare} from "./topShare.js";

/** Metrics of the best-scored rows. */
export const TOP_METRICS = ["precision", "recall", "lift"] as const;

export interface TopMeasures extends Readonly<Record<(typeof TOP_METRICS)[number], Measure>> {
  /** Of all rows, the share acted upon, and how many rows that is. */
  readonly share: number;
  readonly rows: number;
}

/**
 * AUC and average precision, and how probable it is that a random ranking has at least this average precision, from ten
 * times `draws` random rankings (fewer where positives are many). What takes a class without rows is not said, and the
 * probability is then null.
 *
 * @example
 * ```ts
 * import {evaluationRows} from "./evaluationRows.js";
 *
 * const rows = evaluationRows([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0], undefined);
 * const {auc, averagePrecision, averagePrecisionChance} = evaluateRanking(rows, {level: 0.95, draws: 400, seed: 1});
 * auc // → {said: true, value: 0.75, …}
 * averagePrecision // → {said: true, value: 0.8333…, …}
 * // two of the six orders of the classes do as well: 1, 1, 0, 0 and 1, 0, 1, 0
 * Math.abs(averagePrecisionChance! - 2 / 6) < 0.03 // → true
 * ```
 */
export function evaluateRanking(
  {ranking, rows, clusters, robust, lacks, few, unless}: EvaluationRows,
  {level, draws, seed}: {readonly level: number; readonly draws: number; readonly seed: number}
): {
  readonly averagePrecisionChance: number | null;
  readonly auc: Measure;
  readonly averagePrecision: Measure;
} {
  const {positives} = ranking;
  const auc = unless(lacks.classes, () => {
    const {value, low, high} = rankedAuc(ranking, {clusters, level});
    return {
      value,
      interval: {low, high},
      method: `${clusters === null ? "DeLong" : "Obuchowski"} on the logit scale`,
      baseline: {name: "random order", value: 0.5},
      caution: few(MIN_POSITIVES.auc)
    };
  });
  let averagePrecisionChance: number | null = null;
  const averagePrecision = unless(lacks.positives, () => {
    const {value, interval, why} = averagePrecisionInterval(ranking, {clusters, level});
    const uniform = random(seed, rows, positives);
    const nulls = averagePrecisionNull(positives, rows, () => uniform.uniform(), {
      // the mean is exact and the rest settles as positives grow in number
      draws: Math.min(10 * draws, Math.max(100, Math.ceil(400_000 / positives))),
      level
    });
    averagePrecisionChance = (nulls.draws.filter((v) => v >= value).length + 1) / (nulls.draws.length + 1);
    return {
      value,
      interval,
      method: `linearised, on the logit scale${robust}; share of positives held`,
      baseline: {name: "random order, mean", value: nulls.mean, interval: {low: nulls.low, high: nulls.high}},
      caution: why ?? few(MIN_POSITIVES.averagePrecision)
    };
  });
  return {averagePrecisionChance, auc, averagePrecision};
}

/**
 * Precision, recall and lift of the share `part` of rows, in (0, 1], with the highest scores: at least one row. Not said
 * where there are no rows or no positives. Throws `RangeError` for a share out of its range.
 *
 * @example
 * ```ts
 * import {evaluationRows} from "./evaluationRows.js";
 *
 * const rows = evaluationRows([0.9, 0.8, 0.7, 0.6], [1, 0, 0, 0], undefined);
 * const top = topMeasures(rows, 0.5, {level: 0.95});
 * top.rows // → 2
 * top.precision // → {said: true, value: 0.5, n: 2, …}
 * top.recall // → {said: true, value: 1, n: 1, …}
 * top.lift // → {said: true, value: 2, n: 1, …}
 * ```
 */
export function topMeasures(
  {ranking, rows, share, clusters, lacks, unless}: EvaluationRows,
  part: number,
  {level}: {readonly level: number}
): TopMeasures {
  const {positives} = ranking;
  const found = lacks.positives === null ? topShare(ranking, part, {clusters, level}) : null;
  const taken = Math.max(1, Math.round(part * rows));
  const tied =
    found === null || found.tied === 0
      ? null
      : `${found.tied} rows share the score at the cut: the mean over their random order`;
  const measure = (name: (typeof TOP_METRICS)[number], n: number, baseline: number) =>
    unless(lacks.positives, () => {
      const {value, low, high} = found![name];
      return {
        value,
        interval: {low, high},
        method: "Wilson at the effective number of rows",
        n,
        baseline: {name: "random order", value: baseline},
        caution: tied
      };
    });
  return {
    share: part,
    rows: rows === 0 ? 0 : taken,
    precision: measure("precision", taken, share),
    recall: measure("recall", positives, rows === 0 ? 0 : taken / rows),
    lift: measure("lift", positives, 1)
  };
}
