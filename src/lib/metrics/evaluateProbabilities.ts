import {
  calibrationCurve,
  type CalibrationCurve,
  type Coefficient,
  expectedCalibrationError,
  recalibration
} from "./calibration.js";
import {spread} from "./clusters.js";
import {type EvaluationRows, MIN_POSITIVES} from "./evaluationRows.js";
import {boundedInterval, transformedInterval, type Spread} from "./intervals.js";
import {brierScore, logLoss, MOST_LOG_LOSS} from "./losses.js";
import type {Measure, Measured} from "./measure.js";

interface ProbabilityOptions {
  /** The share of positives that the constant forecast says; the rows' own where it is left out. */
  readonly constant: number | undefined;
  readonly bins: number;
  readonly level: number;
  readonly draws: number;
  readonly seed: number;
}

/**
 * Losses and calibration of probabilities, each beside what a constant forecast or a calibrated one reaches. None is said,
 * and the curve is null, where scores lie outside [0, 1].
 *
 * @example
 * ```ts
 * import {evaluationRows} from "./evaluationRows.js";
 *
 * const rows = evaluationRows([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], undefined);
 * const options = {constant: undefined, bins: 2, level: 0.95, draws: 100, seed: 1};
 * const {brier, brierSkill, calibration} = evaluateProbabilities(rows, options);
 * brier // → {said: true, value: 0.295, …} ((0.01 + 0.64 + 0.49 + 0.04) / 4)
 * brierSkill // → {said: true, value: −0.18, …} (1 − 0.295 / 0.25)
 * calibration!.observed // → [0.5, 0.5]
 * ```
 */
export function evaluateProbabilities(
  given: EvaluationRows,
  options: ProbabilityOptions
): LossMeasures & CalibrationMeasures & {readonly calibration: CalibrationCurve | null} {
  return {...evaluateLosses(given, options), ...evaluateCalibration(given, options)};
}

type LossMeasures = Readonly<Record<"brier" | "brierSkill" | "logLoss", Measure>>;

/** What lies below this share of a value is of the last digits of sums. */
const ROUNDING = 1e-12;

/** Brier score, its skill over the constant forecast, and log loss. */
function evaluateLosses(
  {scores, labels, rows, share, clusters, robust, alone, lacks, few, unless}: EvaluationRows,
  {constant, level}: ProbabilityOptions
): LossMeasures {
  const said = constant ?? share;
  /** Why an estimate has no interval; null where it has one. */
  const noSpread = (value: number, {variance, df}: Spread, {most, otherwise}: {most: number; otherwise: string}) => {
    if (alone !== null) return alone;
    if (value === 0) return "every row is right, and certain: no spread to measure, no interval";
    if (value >= most * (1 - ROUNDING)) return "every row is wrong, and certain: no spread to measure, no interval";
    return df > 0 && Math.sqrt(variance) > ROUNDING * value ? null : otherwise;
  };
  const all = clusters === null ? "rows" : "users";
  const meanLoss = (loss: typeof brierScore, least: number, {most, forConstant}: {most: number; forConstant: number}) =>
    unless(lacks.probabilities, () => {
      const {value, influence} = loss(scores, labels);
      const error = spread(influence, clusters);
      const otherwise = `all ${all} have the same loss: no spread to measure, no interval`;
      const none = noSpread(value, error, {most, otherwise});
      return {
        value,
        interval: none === null ? boundedInterval(value, error, {most, level}) : null,
        method: `mean of rows on the logit scale${most === 1 ? "" : ` of its share of ${Number(most.toPrecision(3))}`}${robust}`,
        baseline: {name: `constant ${percent(said)}`, value: forConstant},
        caution: none ?? few(least)
      };
    });
  const constantBrier = (said - share) ** 2 + share * (1 - share);
  const constantLoss =
    constant === undefined
      ? entropy(share)
      : rows === 0
        ? 0
        : logLoss(new Float64Array(rows).fill(constant), labels).value;
  const noError = constantBrier === 0 ? "the constant makes no error" : null;
  return {
    brier: meanLoss(brierScore, MIN_POSITIVES.brier, {most: 1, forConstant: constantBrier}),
    brierSkill: unless(lacks.probabilities ?? noError, () => {
      const {value: error, influence} = brierScore(scores, labels);
      const ratio = error / constantBrier;
      // no score can be further off than one, so that the ratio has a greatest value too
      const most = 1 / constantBrier;
      const relative = influence.map(
        (x, i) => x / constantBrier - (ratio * ((labels[i] - said) ** 2 - constantBrier)) / constantBrier / rows
      );
      const ofRatio = spread(relative, clusters);
      const otherwise = `the ratio to the constant does not differ between ${all}: no interval`;
      // of a ratio that is nothing beside 1 the skill does not tell the ends
      const none = noSpread(ratio < ROUNDING ? 0 : ratio, ofRatio, {most, otherwise});
      const interval = none === null ? boundedInterval(ratio, ofRatio, {most, level}) : null;
      return {
        value: 1 - ratio,
        interval: interval === null ? null : {low: 1 - interval.high, high: 1 - interval.low},
        method: `ratio of means on the logit scale of its share of the greatest${robust}`,
        baseline: {name: `constant ${percent(said)}`, value: 0},
        caution: none ?? few(MIN_POSITIVES.brier)
      };
    }),
    logLoss: meanLoss(logLoss, MIN_POSITIVES.logLoss, {most: MOST_LOG_LOSS, forConstant: constantLoss})
  };
}

type CalibrationMeasures = Readonly<
  Record<"calibrationInTheLarge" | "calibrationSlope" | "expectedCalibrationError", Measure>
>;

/** Calibration in the large, its slope, the expected calibration error, and the curve behind it. */
function evaluateCalibration(
  {scores, labels, ranking, clusters, robust, alone, lacks, few, unless}: EvaluationRows,
  {bins, level, draws, seed}: ProbabilityOptions
): CalibrationMeasures & {readonly calibration: CalibrationCurve | null} {
  const {classes, probabilities} = lacks;
  const fitted = probabilities === null && classes === null ? recalibration(scores, labels, {clusters}) : null;
  const coefficient = (c: Coefficient | null | undefined, baseline: Measured["baseline"], why: string | null) =>
    unless(probabilities ?? classes ?? why, () => {
      const {value, standardError, df} = c!;
      return {
        value,
        interval:
          standardError === null ? null : transformedInterval(value, {variance: standardError ** 2, df}, {level}),
        method: `logistic recalibration, Wald${clusters === null ? "" : ", sandwich by user"}`,
        baseline,
        caution:
          standardError === null
            ? (alone ?? "no user moves it, all taken together: no spread to measure, no interval")
            : few(MIN_POSITIVES.calibration)
      };
    });
  const noSlope =
    fitted?.noSlope === "separated"
      ? "a threshold separates the classes: the steeper the slope, the better the fit, without end"
      : fitted?.noSlope === "all probabilities equal"
        ? "all probabilities are equal: there is no slope"
        : null;
  const calibration = probabilities === null ? calibrationCurve(ranking, {bins, clusters, level}) : null;
  return {
    calibrationInTheLarge: coefficient(fitted?.inTheLarge, {name: "calibrated", value: 0}, null),
    calibrationSlope: coefficient(fitted?.slope, {name: "calibrated", value: 1}, noSlope),
    expectedCalibrationError: unless(probabilities, () => {
      const {value, low, high, ifCalibrated} = expectedCalibrationError(ranking, calibration!, {
        clusters,
        draws,
        level,
        seed
      });
      const none =
        high - low > ROUNDING
          ? null
          : (alone ?? "rows drawn anew have the same error in each draw: no spread to measure, no interval");
      return {
        value,
        interval: none === null ? {low, high} : null,
        method: `basic bootstrap in ${calibration!.n.length} bins${robust}`,
        baseline: {
          name: "if calibrated, by chance",
          value: ifCalibrated.mean,
          interval: {low: 0, high: ifCalibrated.p95}
        },
        caution:
          none !== null
            ? none
            : value <= ifCalibrated.p95
              ? "no larger than chance makes it where every probability is true"
              : few(MIN_POSITIVES.calibration)
      };
    }),
    calibration
  };
}

/** The entropy of a yes that has probability `p`, in nats. */
function entropy(p: number): number {
  return p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
