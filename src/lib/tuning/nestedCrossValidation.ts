import {aucInfluence} from "../metrics/auc.js";
import {twoClassSpread} from "../metrics/clusters.js";
import {crossValidatedInterval, meanInterval, transformedInterval, type Interval} from "../metrics/intervals.js";
import {ranked} from "../metrics/ranked.js";

/** One outer fold: what the whole search came to without it, and how its choice scored the fold's rows. */
export interface OuterFold {
  /** The best validation score of the search within the other folds. */
  readonly reported: number;
  /** Scores and labels of the fold's own rows, which took no part in the search. */
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/**
 * What nested cross-validation says. The *nested* estimate is of the procedure: tune and fit, on other rows of the same number. The
 * *conditional* question, how good the one model in hand is, is answered by fresh rows only; the nested estimate stands in for it with an
 * error that its intervals have to allow for, as no fold has seen that model.
 */
export interface NestedEstimate {
  /** The mean area under the ROC curve over outer folds. */
  readonly value: number;
  /** The mean of what the searches within reported. */
  readonly reported: number;
  /** By fold. */
  readonly folds: readonly number[];
  /** Student's interval of the folds as if they were independent. They share training rows, so it may be too narrow. */
  readonly plain: Interval;
  /** From the rows' own spread, the models taken as fixed: DeLong's variance of each fold, on the logit scale. It leaves out that other training rows give other models. */
  readonly byRow: Interval;
  /** Student's interval with Nadeau and Bengio's larger variance for folds that share training rows. */
  readonly corrected: Interval;
}

/**
 * The nested estimate from its outer folds.
 *
 * Throws `RangeError` for fewer than two folds, and where a fold lacks a class.
 *
 * Sources: S. Varma and R. Simon (2006), Bias in error estimation when using cross-validation for model selection, BMC Bioinformatics 7, 91;
 * E. LeDell, M. Petersen and M. van der Laan (2015), Electronic Journal of Statistics 9, 1583–1607, for the interval by row; C. Nadeau and
 * Y. Bengio (2003), Machine Learning 52, 239–281, for the corrected one; S. Bates, T. Hastie and R. Tibshirani (2024), Cross-validation: what
 * does it estimate and how well does it do it?, JASA 119, 1434–1445, for what it is an estimate of.
 *
 * @example
 * ```ts
 * const fold = (...scores: number[]) => ({reported: 0.9, scores, labels: [1, 0, 1, 0]});
 * const {value, folds, plain, corrected} = nestedEstimate([fold(0.9, 0.8, 0.7, 0.6), fold(0.9, 0.1, 0.8, 0.2)]);
 * folds // → [0.75, 1]
 * value // → 0.875
 * plain.high - value // → 1.588… (12.71 · 0.1768 / √2)
 * corrected.high - value // → 2.750… (√(1/2 + 1) in place of √(1/2))
 * ```
 */
export function nestedEstimate(outer: readonly OuterFold[]): NestedEstimate {
  const found = outer.map(({scores, labels}) => aucInfluence(ranked(scores, labels)));
  const folds = found.map(({value}) => value);
  const {value, ...plain} = meanInterval(folds);
  const {low, high} = crossValidatedInterval(folds, folds.length);
  const n = outer.length;
  // folds have no row in common, so that the variances of their areas add up
  const variances = found.map(({influence}, k) => twoClassSpread(influence, outer[k].labels).variance);
  const variance = variances.reduce((a, b) => a + b, 0) / n ** 2;
  return {
    value,
    reported: outer.reduce((sum, {reported}) => sum + reported, 0) / n,
    folds,
    plain,
    byRow:
      variance > 0 && value > 0 && value < 1
        ? transformedInterval(value, {variance, df: Infinity}, {scale: "logit"})
        : {low: value, high: value},
    corrected: {low, high}
  };
}
