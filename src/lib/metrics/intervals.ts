import {betaQuantile, incompleteBeta, normalQuantile, studentQuantile} from "./distributions.js";

/** A closed interval. Either end may be infinite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The variance of an estimate, and the degrees of freedom with which it is known. */
export interface Spread {
  readonly variance: number;
  /** 0 where the variance cannot be known: one row, or one cluster, holds all of a class. */
  readonly df: number;
}

/**
 * Wilson's score interval of a proportion: `share` of `n` independent trials (share · n need not be whole, so that it also serves
 * a published percentage). Stays inside [0, 1] and has width at 0 and 1.
 *
 * Throws `RangeError` for a share outside [0, 1] or n < 1.
 *
 * Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209–212.
 *
 * @example
 * ```ts
 * wilsonInterval(0.7, 10) // → {low: 0.3967…, high: 0.8922…}
 * wilsonInterval(0, 10) // → {low: 0, high: 0.2775…}
 * wilsonInterval(7, 10) // → throws RangeError: invalid share: 7
 * ```
 */
export function wilsonInterval(share: number, n: number, {level = 0.95} = {}): Interval {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`invalid share: ${share}`);
  if (!(n >= 1)) throw new RangeError(`invalid n: ${n}`);
  const z = normalQuantile((1 + level) / 2);
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    low: share === 0 ? 0 : Math.max(0, Math.min(share, centre - half)),
    high: share === 1 ? 1 : Math.min(1, Math.max(share, centre + half))
  };
}

/**
 * The exact interval of a proportion from `hits` in `n` independent trials: it covers the truth at least as often as `level` says,
 * usually more often. Throws `RangeError` for hits that are not a whole number from 0 to n.
 *
 * Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404–413.
 *
 * @example
 * ```ts
 * clopperPearsonInterval(7, 10) // → {low: 0.3475…, high: 0.9332…}
 * clopperPearsonInterval(0, 10).high // → 0.3084… (1 − 0.025^(1/10))
 * ```
 */
export function clopperPearsonInterval(hits: number, n: number, {level = 0.95} = {}): Interval {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`invalid n: ${n}`);
  if (!Number.isInteger(hits) || hits < 0 || hits > n) throw new RangeError(`invalid hits: ${hits} of ${n}`);
  const tail = (1 - level) / 2;
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, n - hits + 1),
    high: hits === n ? 1 : betaQuantile(1 - tail, hits + 1, n - hits)
  };
}

/**
 * The mean of `values`, and the interval of Student's t about it whose variance is `share` times that of one value: 1 /
 * n for the mean itself, 1 + 1 / n for the next value. Throws `RangeError` for fewer than two values.
 */
function studentInterval(values: readonly number[], share: number, level: number): Interval & {readonly value: number} {
  const n = values.length;
  if (n < 2) throw new RangeError(`${n} values; a spread takes two`);
  const value = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - value) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance * share);
  return {value, low: value - half, high: value + half};
}

/**
 * The mean of independent values, such as one of each generated shop, and where the mean of ever more of them lies with
 * probability `level`, if they are normal. Throws `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.2.
 *
 * @example
 * ```ts
 * meanInterval([1, 2, 3]) // → {value: 2, low: −0.4841…, high: 4.484…} (2 ± 4.303 / √3)
 * ```
 */
export function meanInterval(values: readonly number[], {level = 0.95} = {}): Interval & {readonly value: number} {
  return studentInterval(values, 1 / values.length, level);
}

/** The scale on which an estimate is taken as normal: as it is, its logarithm, or the logarithm of its odds. */
export type Scale = "plain" | "log" | "logit";

/**
 * The interval value ± t standard errors, made on `scale` and turned back, so that on "logit" it stays inside (0, 1) and on "log" above
 * 0, longer on the side that has room. t has the spread's own degrees of freedom.
 *
 * Throws `RangeError` where the spread is unknown (`df` 0) or the value has no logarithm or odds.
 *
 * Source: the delta method, e.g. M. S. Pepe (2003), The Statistical Evaluation of Medical Tests, section 5.2, for the logit of an AUC.
 *
 * @example
 * ```ts
 * transformedInterval(0.75, {variance: 0.01, df: Infinity}) // → {low: 0.5540…, high: 0.9459…}
 * transformedInterval(0.75, {variance: 0.01, df: Infinity}, {scale: "logit"}) // → {low: 0.5133…, high: 0.8950…}
 * ```
 */
export function transformedInterval(
  value: number,
  {variance, df}: Spread,
  {scale = "plain" as Scale, level = 0.95} = {}
): Interval {
  if (!(df > 0)) throw new RangeError(`no degrees of freedom: ${df}`);
  const half = studentQuantile((1 + level) / 2, df) * Math.sqrt(variance);
  if (scale === "plain") return {low: value - half, high: value + half};
  if (!(value > 0)) throw new RangeError(`no logarithm of ${value}`);
  if (scale === "log") return {low: value * Math.exp(-half / value), high: value * Math.exp(half / value)};
  if (!(value < 1)) throw new RangeError(`no odds of ${value}`);
  const odds = value / (1 - value);
  const factor = Math.exp(half / (value * (1 - value)));
  // turning back rounds: an interval of no width would otherwise miss its value by the last bit
  return {
    low: Math.min(value, odds / factor / (1 + odds / factor)),
    high: Math.max(value, 1 / (1 + 1 / (odds * factor)))
  };
}

/**
 * The interval of a mean of values that lie between 0 and `most`, on the logit scale of the share of `most` that it is:
 * inside (0, `most`) whatever the spread, and on a small mean that of the logarithm. Cutting an interval of the
 * logarithm off at `most` would cover as often, but its lower end would stay too high by what the upper one overshoots.
 *
 * Throws `RangeError` where the spread is unknown (`df` 0) or the mean is 0 or `most`.
 *
 * Source: as `transformedInterval`.
 *
 * @example
 * ```ts
 * boundedInterval(1.5, {variance: 0.04, df: Infinity}, {most: 2}) // → {low: 1.026…, high: 1.790…}
 * // an error as large as the mean itself
 * boundedInterval(0.3, {variance: 0.09, df: Infinity}) // → {low: 0.02540…, high: 0.8757…}
 * ```
 */
export function boundedInterval(value: number, {variance, df}: Spread, {most = 1, level = 0.95} = {}): Interval {
  const share = {variance: variance / (most * most), df};
  const {low, high} = transformedInterval(value / most, share, {scale: "logit", level});
  return {low: Math.min(value, low * most), high: Math.max(value, high * most)};
}

/**
 * A quantile of independent values, in ascending order, with the interval between two of them that holds it with
 * probability `level` at least, whatever their distribution. An end is infinite where there are too few values to give
 * one: 368 are needed to bound the 99 % quantile from above. Throws `RangeError` for no values or a share outside (0, 1).
 *
 * Source: H. A. David and H. N. Nagaraja (2003), Order Statistics, section 7.1.
 *
 * @example
 * ```ts
 * // the median of ten values lies between the second and the ninth in 97.9 % of samples
 * quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5) // → {value: 5, low: 2, high: 9}
 * quantileInterval([1, 2, 3], 0.99).high // → Infinity
 * ```
 */
export function quantileInterval(
  ascending: ArrayLike<number>,
  share: number,
  {level = 0.95} = {}
): Interval & {readonly value: number} {
  const n = ascending.length;
  if (n < 1) throw new RangeError("no values to take a quantile of");
  if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
  const tail = (1 - level) / 2;
  /** The chance that k values or more lie at or below the quantile. */
  const atLeast = (k: number) => (k <= 0 ? 1 : k > n ? 0 : incompleteBeta(share, k, n - k + 1));
  // the quantile lies below the value number `low` where fewer than `low` values lie at or below it
  const low = lastWhere(n, (k) => 1 - atLeast(k) <= tail);
  const high = lastWhere(n, (k) => atLeast(k) > tail) + 1;
  return {
    value: ascending[Math.min(n, Math.max(1, Math.ceil(share * n))) - 1],
    low: low === 0 ? -Infinity : ascending[low - 1],
    high: high > n ? Infinity : ascending[high - 1]
  };
}

/** The greatest of 0…n for which something holds that holds for all up to it; it holds for 0. */
function lastWhere(n: number, holds: (k: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Interval of the ratio of two Poisson rates over equally long windows, from the counts `recent` and `before`. Given their sum,
 * the recent count is binomial with probability ratio / (1 + ratio); its Wilson interval is turned back into a ratio. The upper end is
 * infinite where `before` is 0.
 *
 * Throws `RangeError` for negative counts and where both are 0: then nothing was seen.
 *
 * Source: J. Przyborowski and H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31,
 * 313–323, for conditioning on the sum.
 *
 * @example
 * ```ts
 * rateRatioInterval(20, 10) // → {low: 0.9523…, high: 4.200…}
 * rateRatioInterval(5, 0).high // → Infinity
 * ```
 */
export function rateRatioInterval(recent: number, before: number, {level = 0.95} = {}): Interval {
  if (!(recent >= 0 && before >= 0 && recent + before > 0))
    throw new RangeError(`invalid counts: ${recent} and ${before}`);
  const {low, high} = wilsonInterval(recent / (recent + before), recent + before, {level});
  return {low: low / (1 - low), high: high === 1 ? Infinity : high / (1 - high)};
}

/**
 * Where a second, independent measurement of the same quantity is expected, given the first.
 *
 * `measured` is the first estimate with its interval; `sampling` is the interval, at the same coverage, that the second one would
 * have around that same value from its own sample size alone. Their distances to the value are added in squares, each side apart, so
 * that asymmetric intervals stay asymmetric: the second falls low where the truth lies below the first and chance adds to it. With a
 * huge first sample this is `sampling`; with a huge second one it is `measured`.
 *
 * Throws `RangeError` where the value lies outside either interval.
 *
 * Source: square-and-add of R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, as generalised by G. Y. Zou and A. Donner
 * (2008), Statistics in Medicine 27, 1693–1702.
 *
 * @example
 * ```ts
 * predictionInterval({value: 0.5, low: 0.4, high: 0.6}, {low: 0.4, high: 0.6})
 * // → {low: 0.3585…, high: 0.6414…} (0.5 ± √0.02)
 * ```
 */
export function predictionInterval(measured: Interval & {readonly value: number}, sampling: Interval): Interval {
  const {value, low, high} = measured;
  if (!(low <= value && value <= high)) throw new RangeError(`value ${value} is not inside ${low} to ${high}`);
  if (!(sampling.low <= value && value <= sampling.high)) {
    throw new RangeError(`value ${value} is not inside the sampling interval ${sampling.low} to ${sampling.high}`);
  }
  return {
    low: value - Math.hypot(value - low, value - sampling.low),
    high: value + Math.hypot(high - value, sampling.high - value)
  };
}

/**
 * Where one more value of the kind of `values` lies with probability `level`, if they are independent and normal: what
 * a total of a generated shop would be with another seed. Throws `RangeError` for fewer than two values.
 *
 * Source: G. J. Hahn and W. Q. Meeker (1991), Statistical Intervals, section 4.7.
 *
 * @example
 * ```ts
 * nextValueInterval([1, 2, 3]) // → {low: −2.968…, high: 6.968…} (2 ± 4.303 √(1 + 1/3))
 * ```
 */
export function nextValueInterval(values: readonly number[], {level = 0.95} = {}): Interval {
  const {low, high} = studentInterval(values, 1 + 1 / values.length, level);
  return {low, high};
}

/**
 * The mean of a metric, or of the difference of two, over the folds of one or more cross-validations, and its interval.
 * Folds share most of their training rows, so their spread is taken larger by the share of test to training rows;
 * without that an interval would narrow as one repeats, and say more than is known.
 *
 * Throws `RangeError` for fewer than two values, or fewer than two folds.
 *
 * Source: C. Nadeau and Y. Bengio (2003), Machine Learning 52, 239–281; R. R. Bouckaert and E. Frank (2004), PAKDD,
 * 3–12, for repeated folds.
 *
 * @param values one for each fold of each repeat
 * @param folds of one repeat
 *
 * @example
 * ```ts
 * crossValidatedInterval([0.7, 0.72, 0.74], 3)
 * // → {value: 0.72, low: 0.6414…, high: 0.7985…} (± 4.303 · 0.02 √(1/3 + 1/2))
 * ```
 */
export function crossValidatedInterval(
  values: readonly number[],
  folds: number,
  {level = 0.95} = {}
): Interval & {readonly value: number} {
  if (!(Number.isInteger(folds) && folds >= 2)) throw new RangeError(`invalid number of folds: ${folds}`);
  return studentInterval(values, 1 / values.length + 1 / (folds - 1), level);
}
