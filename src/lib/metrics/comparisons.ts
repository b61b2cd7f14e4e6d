import {aucInfluence, type Linearised} from "./auc.js";
import {averagePrecisionInfluence} from "./averagePrecision.js";
import {brierScore, logLoss, MOST_LOG_LOSS} from "./losses.js";
import {type Clusters, spread, twoClassSpread} from "./clusters.js";
import {type Interval, transformedInterval} from "./intervals.js";
import {logChoose, normalCdf, normalQuantile} from "./distributions.js";
import {ranked} from "./ranked.js";

/** Metrics whose difference between two scores of the same rows can be tested without drawing. */
export const PAIRED_METRICS = ["auc", "averagePrecision", "brier", "logLoss"] as const;
export type PairedMetric = (typeof PAIRED_METRICS)[number];

export interface PairedDifference {
  /** The first's metric less the second's. */
  readonly value: number;
  /** Null where nothing is known of the spread: a class is held by a single row or user, or all differ by the same. */
  readonly interval: Interval | null;
  /** Two-sided, against no difference; null where the two never differ, or nothing is known of the spread. */
  readonly p: number | null;
}

/**
 * A metric of each of several scores, and what each row adds to its error.
 *
 * Throws `RangeError` as `aucInfluence`, `averagePrecisionInfluence`, `brierScore` and `logLoss`.
 *
 * @example
 * ```ts
 * linearised("brier", [0.9, 0.2], [1, 0]) // → {value: 0.025, influence: [−0.0075, 0.0075]}
 * linearised("auc", [0.9, 0.2], [1, 0]).value // → 1
 * ```
 */
export function linearised(metric: PairedMetric, scores: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  if (metric === "auc") return aucInfluence(ranked(scores, labels));
  if (metric === "averagePrecision") return averagePrecisionInfluence(ranked(scores, labels));
  return metric === "brier" ? brierScore(scores, labels) : logLoss(scores, labels);
}

/**
 * The difference of a metric between two scores of the same rows, from what each row adds to either (`linearised`), so
 * that what the two share cancels. AUC and average precision hold the number of positives, as DeLong's test does; Brier
 * score and log loss leave it to chance. The interval uses t with Satterthwaite's degrees of freedom, p the normal
 * distribution.
 *
 * The interval is cut off beyond what a difference can be. Where the two agree in every row the difference is 0 with an interval of no width. Throws `RangeError` for rows that
 * do not pair.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845, of which this is the
 * general form.
 *
 * @example
 * ```ts
 * const labels = [1, 0, 1, 0];
 * const sharp = linearised("brier", [0.9, 0.1, 0.8, 0.2], labels);
 * const constant = linearised("brier", [0.5, 0.5, 0.5, 0.5], labels);
 * const {value, interval} = pairedDifference("brier", sharp, constant, labels);
 * value // → −0.225 (0.025 less 0.25)
 * interval // → {low: −0.2525…, high: −0.1974…}
 * ```
 */
export function pairedDifference(
  metric: PairedMetric,
  first: Linearised,
  second: Linearised,
  labels: ArrayLike<number>,
  {clusters = null as Clusters | null, level = 0.95} = {}
): PairedDifference {
  const rows = labels.length;
  if (first.influence.length !== rows || second.influence.length !== rows)
    throw new RangeError(`${first.influence.length} and ${second.influence.length} rows for ${rows} labels`);
  const influence = Float64Array.from(first.influence, (x, row) => x - second.influence[row]);
  const value = first.value - second.value;
  if (value === 0 && influence.every((x) => x === 0)) return {value, interval: {low: 0, high: 0}, p: null};
  const ranks = metric === "auc" || metric === "averagePrecision";
  const found = ranks ? twoClassSpread(influence, labels, clusters) : spread(influence, clusters);
  if (!(found.df > 0) || found.variance === 0) return {value, interval: null, p: null};
  const {low, high} = transformedInterval(value, found, {level});
  const most = metric === "logLoss" ? MOST_LOG_LOSS : 1;
  return {
    value,
    interval: {low: Math.max(-most, low), high: Math.min(most, high)},
    p: 2 * normalCdf(-Math.abs(value) / Math.sqrt(found.variance))
  };
}

/**
 * The difference of two estimates from independent samples, and its interval from theirs: each end takes the distance of
 * either estimate from the end of its own interval that pulls the difference that way. Intervals that lean to one side,
 * as those of shares and areas do, keep their lean.
 *
 * Source: G. Y. Zou and A. Donner (2008), Construction of confidence limits about effect measures: a general approach,
 * Statistics in Medicine 27, 1693–1702; for shares R. G. Newcombe (1998), Statistics in Medicine 17, 873–890.
 *
 * @example
 * ```ts
 * // 0.2 ± √(0.1² + 0.1²)
 * independentDifference({value: 0.7, low: 0.6, high: 0.8}, {value: 0.5, low: 0.4, high: 0.6})
 * // → {value: 0.2, low: 0.05857…, high: 0.3414…}
 * ```
 */
export function independentDifference(
  first: Interval & {readonly value: number},
  second: Interval & {readonly value: number}
): Interval & {readonly value: number} {
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low)
  };
}

export interface McNemar {
  /** Rows that only the first, and only the second, gets right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly n: number;
  /** Accuracy of the first less that of the second, with Bonett and Price's interval. */
  readonly difference: Interval & {readonly value: number};
  /** Two-sided, exact: never too small. */
  readonly exact: number;
  /** Two-sided, half of the observed outcome's own probability left out: nearer to the nominal level. */
  readonly midP: number;
}

/**
 * Whether two classifiers, tried on the same rows, are right equally often. Only the rows on which they differ speak. With none of these,
 * p is 1. Rows are taken as independent; for clustered rows use `bootstrapDifference`.
 *
 * Throws `RangeError` where lengths differ.
 *
 * Source: Q. McNemar (1947), Psychometrika 12, 153–157; M. W. Fagerland, S. Lydersen and P. Laake (2013), BMC Medical Research
 * Methodology 13:91, for mid-p; D. G. Bonett and R. M. Price (2012), Journal of Educational and Behavioral Statistics 37, 479–488.
 *
 * @example
 * ```ts
 * const labels = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
 * const first = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1];
 * const second = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
 * // five against one: 2 (1 + 6) / 2⁶, and 6 / 2⁶ less
 * mcnemar(first, second, labels)
 * // → {onlyFirst: 5, onlySecond: 1, n: 10, exact: 0.21875, midP: 0.125,
 * //   difference: {value: 0.4, low: −0.08838…, high: 0.7550…}}
 * ```
 */
export function mcnemar(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
  {level = 0.95} = {}
): McNemar {
  const n = labels.length;
  if (first.length !== n || second.length !== n) {
    throw new RangeError(`${first.length} and ${second.length} answers for ${n} labels`);
  }
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < n; ++i) {
    const a = first[i] === labels[i];
    const b = second[i] === labels[i];
    if (a && !b) ++onlyFirst;
    if (b && !a) ++onlySecond;
  }
  const differing = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  const probability = (k: number) => Math.exp(logChoose(differing, k) - differing * Math.LN2);
  let tail = 0;
  for (let k = 0; k <= fewer; ++k) tail += probability(k);
  // Adding one row to each kind of difference keeps the interval open where nothing differs.
  const a = (onlyFirst + 1) / (n + 2);
  const b = (onlySecond + 1) / (n + 2);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((a + b - (a - b) ** 2) / (n + 2));
  return {
    onlyFirst,
    onlySecond,
    n,
    difference: {
      value: n === 0 ? 0 : (onlyFirst - onlySecond) / n,
      low: Math.max(-1, a - b - half),
      high: Math.min(1, a - b + half)
    },
    exact: differing === 0 ? 1 : Math.min(1, 2 * tail),
    midP: differing === 0 ? 1 : Math.min(1, 2 * tail - probability(fewer))
  };
}

/**
 * p values corrected for their number: the chance that any test of the family is called significant although none
 * should be stays below the level at which the corrected ones are read. In the order given. Throws `RangeError` for a p
 * outside [0, 1].
 *
 * Source: S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics
 * 6, 65–70.
 *
 * @example
 * ```ts
 * holm([0.01, 0.04, 0.03]) // → [0.03, 0.06, 0.06]
 * ```
 */
export function holm(ps: readonly number[]): number[] {
  const bad = ps.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new RangeError(`invalid p: ${bad}`);
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b]);
  const corrected = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((test, place) => {
    largest = Math.max(largest, Math.min(1, (ps.length - place) * ps[test]));
    corrected[test] = largest;
  });
  return corrected;
}
