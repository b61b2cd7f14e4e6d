import {random} from "../core/random.js";
import {drawWeights} from "../metrics/bootstrap.js";
import {independentDifference} from "../metrics/comparisons.js";
import {normalCdf, normalQuantile, studentQuantile} from "../metrics/distributions.js";
import {type Interval, wilsonInterval} from "../metrics/intervals.js";
import type {Estimate} from "./estimates.js";
import {studentCdf} from "./studentDistribution.js";

/** Treatment less control. */
export interface Difference extends Interval {
  readonly value: number;
  /** Its own, unpooled. */
  readonly variance: number;
  /** Two-sided, against no difference; null where both spreads are 0. */
  readonly p: number | null;
  /** t, or z where df is infinite; null as p. */
  readonly statistic: number | null;
}

/**
 * The difference of two means whose variances may differ: Welch's t test and interval; with infinite degrees of freedom the z test.
 *
 * Where both variances are 0 there is no p and the interval has no width: values that are all alike say nothing about chance.
 *
 * Source: B. L. Welch (1947), Biometrika 34, 28–35.
 *
 * @example
 * ```ts
 * import {meanOf} from "./estimates.js";
 *
 * welchDifference(meanOf([1, 2, 3, 4]), meanOf([2, 4, 6, 8]))
 * // → {value: 2.5, low: −1.364…, high: 6.364…, variance: 2.0833…, p: 0.1515…, statistic: 1.7320…}
 * ```
 */
export function welchDifference(control: Estimate, treatment: Estimate, {level = 0.95} = {}): Difference {
  const value = treatment.value - control.value;
  const variance = control.variance + treatment.variance;
  if (variance === 0) return {value, low: value, high: value, variance, p: null, statistic: null};
  const part = ({variance: own, df}: Estimate) => (df === Infinity ? 0 : own ** 2 / df);
  const noise = part(control) + part(treatment);
  const df = noise === 0 ? Infinity : variance ** 2 / noise;
  const error = Math.sqrt(variance);
  const statistic = value / error;
  const half = studentQuantile((1 + level) / 2, df) * error;
  const p = 2 * (df === Infinity ? normalCdf(-Math.abs(statistic)) : studentCdf(-Math.abs(statistic), df));
  return {value, low: value - half, high: value + half, variance, p, statistic};
}

/**
 * The difference of two shares: the z test with the pooled variance, and Newcombe's interval from the two Wilson intervals, which stays inside
 * [−1, 1] and also has a width where nobody converted. At the border of significance the two may disagree.
 *
 * Source: R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 873–890,
 * method 10.
 *
 * @example
 * ```ts
 * proportionDifference({value: 0.1, n: 1000, variance: 0.00009}, {value: 0.13, n: 1000, variance: 0.0001131})
 * // → {value: 0.03, low: 0.002002…, high: 0.05807…, variance: 0.0002031, p: 0.03548…, statistic: 2.102…}
 * ```
 */
export function proportionDifference(
  control: Pick<Estimate, "value" | "n" | "variance">,
  treatment: Pick<Estimate, "value" | "n" | "variance">,
  {level = 0.95} = {}
): Difference {
  const [c, t] = [control, treatment].map(({value, n}) => ({value, ...wilsonInterval(value, n, {level})}));
  const pooled = (control.value * control.n + treatment.value * treatment.n) / (control.n + treatment.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n));
  const {value, low, high} = independentDifference(t, c);
  const statistic = error === 0 ? null : value / error;
  return {
    value,
    low,
    high,
    variance: control.variance + treatment.variance,
    p: statistic === null ? null : 2 * normalCdf(-Math.abs(statistic)),
    statistic
  };
}

/**
 * The difference over the control's value, with an interval by the delta method. Null where the control's value is 0.
 *
 * @example
 * ```ts
 * relativeDifference({value: 0.1, variance: 0.0001}, {value: 0.12, variance: 0.0001})
 * // → {value: 0.2, low: −0.1061…, high: 0.5061…}
 * ```
 */
export function relativeDifference(
  control: Pick<Estimate, "value" | "variance">,
  treatment: Pick<Estimate, "value" | "variance">,
  {level = 0.95} = {}
): (Interval & {readonly value: number}) | null {
  const {value: c} = control;
  if (c === 0) return null;
  const value = (treatment.value - c) / Math.abs(c);
  const half =
    normalQuantile((1 + level) / 2) *
    Math.sqrt(treatment.variance / c ** 2 + (treatment.value ** 2 * control.variance) / c ** 4);
  return {value, low: value - half, high: value + half};
}

/** Values of the units of a variant: of a mean, or of a ratio with denominators. */
export interface UnitValues {
  readonly numerators: ArrayLike<number>;
  /** Null for a mean. */
  readonly denominators: ArrayLike<number> | null;
}

/**
 * The percentile bootstrap interval of the difference of two means or ratios; units are drawn, each variant by itself. The same seed gives the
 * same interval.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 13.
 *
 * @example
 * ```ts
 * const ones = {numerators: [1, 1, 1], denominators: null};
 * bootstrapInterval(ones, {numerators: [2, 2, 2], denominators: null}) // → {low: 1, high: 1}
 * ```
 */
export function bootstrapInterval(
  control: UnitValues,
  treatment: UnitValues,
  {draws = 1000, level = 0.95, seed = 1} = {}
): Interval {
  const arms = [control, treatment].map((arm, k) => {
    const weights = new Int32Array(arm.numerators.length);
    const source = random(seed, k);
    return () => {
      drawWeights(weights, source);
      let above = 0;
      let below = 0;
      for (let i = 0; i < weights.length; i++) {
        above += weights[i] * arm.numerators[i];
        below += weights[i] * (arm.denominators === null ? 1 : arm.denominators[i]);
      }
      return above / below;
    };
  });
  const found = Float64Array.from({length: draws}, () => arms[1]() - arms[0]())
    .filter((value) => !Number.isNaN(value))
    .sort();
  const at = (share: number) => {
    const place = share * (found.length - 1);
    const low = Math.floor(place);
    return found[low] + (place - low) * (found[Math.min(low + 1, found.length - 1)] - found[low]);
  };
  return {low: at((1 - level) / 2), high: at((1 + level) / 2)};
}
