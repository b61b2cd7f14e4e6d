import {random} from "../core/random.js";
import {averagePrecisionInterval, averagePrecisionNull} from "./averagePrecision.js";
import {brierScore, logLoss} from "./losses.js";
import {
  calibrationCurve,
  type CalibrationCurve,
  type Coefficient,
  expectedCalibrationError,
  recalibration
} from "./calibration.js";
import {type Clusters, clusters as numbered, type ShareOfRows, spread} from "./clusters.js";
import {type Interval, transformedInterval} from "./intervals.js";
import type {Measure, Measured} from "./measure.js";
import {precisionRecallCurve, type PrecisionRecallCurve, rocCurve, type RocCurve} from "./curves.js";
import {ranked, type Ranked} from "./ranked.js";
import {rankedAuc} from "./auc.js";
import {thresholdReport} from "./thresholdReport.js";
import {topShare} from "./topShare.js";

export interface EvaluateOptions {
  /** Which user, or other cluster, each row belongs to. Left out, rows are taken as independent. */
  readonly clusters?: ArrayLike<number | string>;
  /** Shares of rows acted upon, for precision, recall and lift; default 1, 5, 10 and 20 %. */
  readonly shares?: readonly number[];
  /** From which score on a row is called positive; default 0.5. */
  readonly threshold?: number;
  /** The share of positives that the constant forecast says; default the rows' own, the best a constant can do. */
  readonly constant?: number;
  /** Bins of the calibration curve; default 10. */
  readonly bins?: number;
  readonly level?: number;
  /** Draws of the bootstrap and of the null of average precision. */
  readonly draws?: number;
  readonly seed?: number;
}

/** Metrics of the whole ranking or of the probabilities, and of the threshold. */
export const METRICS = [
  "auc",
  "averagePrecision",
  "brier",
  "brierSkill",
  "logLoss",
  "calibrationInTheLarge",
  "calibrationSlope",
  "expectedCalibrationError",
  "accuracy",
  "f1",
  "precision",
  "recall"
] as const;
export type Metric = (typeof METRICS)[number];

/** Metrics of the best-scored rows. */
export const TOP_METRICS = ["precision", "recall", "lift"] as const;

export interface TopMeasures extends Readonly<Record<(typeof TOP_METRICS)[number], Measure>> {
  /** Of all rows, the share acted upon, and how many rows that is. */
  readonly share: number;
  readonly rows: number;
}

export interface Evaluation extends Readonly<Record<Metric, Measure>> {
  readonly rows: number;
  readonly positives: number;
  readonly negatives: number;
  /** Users, or other clusters; null where rows were taken as independent. */
  readonly users: number | null;
  /** Rows whose score another row has too. */
  readonly tiedRows: number;
  /** How probable it is that a random ranking has at least this average precision; null where that cannot be said. */
  readonly averagePrecisionChance: number | null;
  readonly top: readonly TopMeasures[];
  /** Null where a class that the curve needs has no row, or the scores are no probabilities. */
  readonly roc: RocCurve | null;
  readonly precisionRecall: PrecisionRecallCurve | null;
  readonly calibration: Omit<CalibrationCurve, "binOf"> | null;
}

/**
 * From how many independent positives (users with any, where rows come in clusters) an interval covers as it claims; the simulation
 * `interval-coverage` measures it. Below, intervals are given with a caution.
 */
export const MIN_POSITIVES = {
  auc: 30,
  averagePrecision: 100,
  brier: 10,
  logLoss: 10,
  calibration: 30
} as const;

/**
 * Every metric of a yes-or-no forecast, each with its interval, what a rule that knows nothing reaches, and n. `scores` are any numbers,
 * higher meaning more likely; metrics of probabilities are given where all lie in [0, 1]. `labels` are 1 for positive and 0 for negative.
 *
 *     const {auc} = evaluate(scores, labels, {clusters: userIds});
 *     if (auc.said) console.log(auc.value, auc.interval, auc.baseline.value, auc.n);
 *     else console.log(auc.why);
 *
 * What cannot be said is said to be so, with the reason, where there are no rows, no positives, no negatives or no probabilities: no value is
 * ever NaN. Equal scores count one half (AUC), are taken together (average precision, curves) or in random order (top shares).
 *
 * Throws `RangeError` where lengths differ, a label is neither 0 nor 1, or a score is NaN.
 */
export function evaluate(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  {
    clusters: ids,
    shares = [0.01, 0.05, 0.1, 0.2],
    threshold = 0.5,
    constant,
    bins = 10,
    level = 0.95,
    draws = 400,
    seed = 1
  }: EvaluateOptions = {}
): Evaluation {
  const ranking = ranked(scores, labels);
  const {rows, positives, negatives} = ranking;
  if (ids !== undefined && ids.length !== rows) throw new RangeError(`${ids.length} cluster ids for ${rows} scores`);
  if (constant !== undefined && !(constant >= 0 && constant <= 1))
    throw new RangeError(`invalid constant: ${constant}`);
  const clusters = ids === undefined ? null : numbered(ids);
  const share = rows === 0 ? 0 : positives / rows;
  const said = constant ?? share;
  const independent = independentRows(ranking, clusters);
  const few = (least: number): string | null => {
    const rarer = Math.min(...independent);
    if (rarer >= least) return null;
    const rare = independent[1] <= independent[0] ? "positive" : "negative";
    const who =
      clusters === null
        ? `${rarer} ${rare}${rarer === 1 ? "" : "s"}`
        : `${rarer} user${rarer === 1 ? "" : "s"} with a ${rare}`;
    return `too few: with ${who}, below ${least}, the interval is not to be relied on`;
  };
  const empty = rows === 0 ? "there are no rows" : null;
  const noPositive = empty ?? (positives === 0 ? "there are no positives" : null);
  const noNegative = empty ?? (negatives === 0 ? "there are no negatives" : null);
  const oneClass = noPositive ?? noNegative;
  const [lowest, highest] = rows === 0 ? [0, 0] : [scores[ranking.order[rows - 1]], scores[ranking.order[0]]];
  const noProbability =
    empty ??
    (lowest < 0 || highest > 1
      ? `scores from ${Number(lowest.toPrecision(3))} to ${Number(highest.toPrecision(3))} are no probabilities`
      : null);
  const unless = (why: string | null, measured: () => Omit<Measured, "said" | "n"> & {n?: number}): Measure =>
    why === null ? {said: true, n: rows, ...measured()} : {said: false, why, n: rows};
  const robust = clusters === null ? "" : ", clustered by user";

  const auc = unless(oneClass, () => {
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
  const averagePrecision = unless(noPositive, () => {
    const {value, interval} = averagePrecisionInterval(ranking, {clusters, level});
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
      caution:
        interval === null ? "one positive has no spread to measure: no interval" : few(MIN_POSITIVES.averagePrecision)
    };
  });

  /** Mean losses are skewed: their logarithm is nearer to normal. */
  const meanLoss = (loss: typeof brierScore, least: number, forConstant: number) =>
    unless(noProbability, () => {
      const {value, influence} = loss(scores, labels);
      const error = spread(influence, clusters);
      const none = error.df === 0 || value === 0;
      return {
        value,
        interval: none ? null : transformedInterval(value, error, {scale: "log", level}),
        method: `mean of rows on the log scale${robust}`,
        baseline: {name: `constant ${percent(said)}`, value: forConstant},
        caution: none ? "rows do not differ in their loss: no spread to measure, no interval" : few(least)
      };
    });
  const constantBrier = (said - share) ** 2 + share * (1 - share);
  const brier = meanLoss(brierScore, MIN_POSITIVES.brier, constantBrier);
  const brierSkill = unless(noProbability ?? (constantBrier === 0 ? "the constant makes no error" : null), () => {
    const {value: error, influence} = brierScore(scores, labels);
    const ratio = error / constantBrier;
    const relative = influence.map(
      (x, i) => x / constantBrier - (ratio * ((labels[i] - said) ** 2 - constantBrier)) / constantBrier / rows
    );
    const ofRatio = spread(relative, clusters);
    const none = ofRatio.df === 0 || ratio === 0;
    const interval = none ? null : transformedInterval(ratio, ofRatio, {scale: "log", level});
    return {
      value: 1 - ratio,
      interval: interval === null ? null : {low: 1 - interval.high, high: 1 - interval.low},
      method: `ratio of means on the log scale${robust}`,
      baseline: {name: `constant ${percent(said)}`, value: 0},
      caution: none ? "the two do not differ in spread: no interval" : few(MIN_POSITIVES.brier)
    };
  });
  const entropy = (p: number) => (p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p));
  const constantLoss =
    constant === undefined
      ? entropy(share)
      : rows === 0
        ? 0
        : logLoss(new Float64Array(rows).fill(constant), labels).value;
  const loss = meanLoss(logLoss, MIN_POSITIVES.logLoss, constantLoss);

  const fitted = noProbability === null && oneClass === null ? recalibration(scores, labels, {clusters}) : null;
  const coefficient = (c: Coefficient | null | undefined, baseline: Measured["baseline"], why: string | null) =>
    unless(noProbability ?? oneClass ?? why, () => {
      const {value, standardError, df} = c!;
      return {
        value,
        interval:
          standardError === null ? null : transformedInterval(value, {variance: standardError ** 2, df}, {level}),
        method: `logistic recalibration, Wald${clusters === null ? "" : ", sandwich by user"}`,
        baseline,
        caution:
          standardError === null
            ? "users show no difference, or one holds all rows: no interval"
            : few(MIN_POSITIVES.calibration)
      };
    });
  const noSlope =
    fitted?.noSlope === "separated"
      ? "a threshold separates the classes: the steeper the slope, the better the fit, without end"
      : fitted?.noSlope === "all probabilities equal"
        ? "all probabilities are equal: there is no slope"
        : null;
  const calibrationInTheLarge = coefficient(fitted?.inTheLarge, {name: "calibrated", value: 0}, null);
  const calibrationSlope = coefficient(fitted?.slope, {name: "calibrated", value: 1}, noSlope);

  const calibration = noProbability === null ? calibrationCurve(ranking, {bins, clusters, level}) : null;
  const calibrationError = unless(noProbability, () => {
    const {value, low, high, ifCalibrated} = expectedCalibrationError(ranking, calibration!, {
      clusters,
      draws,
      level,
      seed
    });
    return {
      value,
      interval: {low, high},
      method: `basic bootstrap in ${calibration!.n.length} bins${robust}`,
      baseline: {
        name: "if calibrated, by chance",
        value: ifCalibrated.mean,
        interval: {low: 0, high: ifCalibrated.p95}
      },
      caution:
        value <= ifCalibrated.p95
          ? "no larger than chance makes it where every probability is true"
          : few(MIN_POSITIVES.calibration)
    };
  });

  const report = thresholdReport(scores, labels, threshold, {clusters, level});
  const wilson = clusters === null ? "Wilson" : "Wilson at the effective number of rows";
  const atThreshold = (found: ShareOfRows | null, why: string, baseline: Measured["baseline"]) =>
    unless(empty ?? (found === null ? why : null), () => ({
      value: found!.value,
      interval: {low: found!.low, high: found!.high} satisfies Interval,
      method: wilson,
      n: found!.n,
      baseline,
      caution: null
    }));
  const always = {name: "always positive", value: (2 * share) / (1 + share)};

  const top = shares.map((part): TopMeasures => {
    const found = noPositive === null ? topShare(ranking, part, {clusters, level}) : null;
    const taken = Math.max(1, Math.round(part * rows));
    const tied =
      found === null || found.tied === 0
        ? null
        : `${found.tied} rows share the score at the cut: the mean over their random order`;
    const measure = (name: (typeof TOP_METRICS)[number], n: number, baseline: number) =>
      unless(noPositive, () => {
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
  });

  return {
    rows,
    positives,
    negatives,
    users: clusters?.count ?? null,
    tiedRows: tiedRows(ranking),
    averagePrecisionChance,
    auc,
    averagePrecision,
    brier,
    brierSkill,
    logLoss: loss,
    calibrationInTheLarge,
    calibrationSlope,
    expectedCalibrationError: calibrationError,
    accuracy: atThreshold(report.accuracy, "there are no rows", {
      name: share > 0.5 ? "always positive" : "never positive",
      value: Math.max(share, 1 - share)
    }),
    f1: atThreshold(report.f1, "nothing is positive and nothing is called so", always),
    precision: atThreshold(report.precision, "no row is called positive", {name: "random rows", value: share}),
    recall: atThreshold(report.recall, "there are no positives", {
      name: "as many random rows",
      value: rows === 0 ? 0 : (report.truePositives + report.falsePositives) / rows
    }),
    top,
    roc: oneClass === null ? rocCurve(ranking, {clusters, level}) : null,
    precisionRecall: noPositive === null ? precisionRecallCurve(ranking, {clusters, level}) : null,
    calibration: calibration === null ? null : withoutRows(calibration)
  };
}

function withoutRows({n, positives, predicted, observed, low, high}: CalibrationCurve): Evaluation["calibration"] {
  return {n, positives, predicted, observed, low, high};
}

/** Rows of either class, or clusters that hold any: negatives first. */
function independentRows({labels, rows, positives, negatives}: Ranked, clusters: Clusters | null): [number, number] {
  if (clusters === null) return [negatives, positives];
  const held = [new Uint8Array(clusters.count), new Uint8Array(clusters.count)];
  for (let i = 0; i < rows; ++i) held[labels[i]][clusters.of[i]] = 1;
  const sum = (bytes: Uint8Array) => bytes.reduce((a, b) => a + b, 0);
  return [sum(held[0]), sum(held[1])];
}

function tiedRows({ends}: Ranked): number {
  let tied = 0;
  for (let k = 0; k < ends.length; ++k) {
    const size = ends[k] - (k === 0 ? 0 : ends[k - 1]);
    if (size > 1) tied += size;
  }
  return tied;
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
