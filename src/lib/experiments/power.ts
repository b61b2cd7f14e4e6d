import {normalCdf, normalQuantile, studentQuantile} from "../metrics/distributions.js";
import {sequenceBoundary, TUNING_UNITS} from "./confidenceSequence.js";
import {type BoundaryShape, crossingProbabilities, equalLooks, sequentialBoundaries} from "./groupSequential.js";
import {studentCdf} from "./studentDistribution.js";

/** Units in control and treatment. */
export type ArmSizes = readonly [control: number, treatment: number];

/**
 * The chance that a two-sided z test finds a true effect of a given size, on either side.
 *
 * @example
 * ```ts
 * powerOfEffect(2.801585, 1) // → 0.8000…
 * powerOfEffect(0, 1) // → 0.05
 * ```
 */
export function powerOfEffect(effect: number, standardError: number, {alpha = 0.05} = {}): number {
  checkAlpha(alpha);
  const z = normalQuantile(1 - alpha / 2);
  const drift = effect / standardError;
  return normalCdf(drift - z) + normalCdf(-drift - z);
}

/**
 * The power of the z test on two shares, which pools the variance, as `proportionDifference` does. Throws `RangeError` for a share outside
 * (0, 1).
 *
 * Source: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates and Proportions, section 4.2; both sides counted.
 *
 * @example
 * ```ts
 * powerOfProportions(0.1, 0.12, [3841, 3841]) // → 0.8000…
 * ```
 */
export function powerOfProportions(
  control: number,
  treated: number,
  [first, second]: ArmSizes,
  {alpha = 0.05} = {}
): number {
  checkAlpha(alpha);
  for (const share of [control, treated])
    if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
  const pooled = (control * first + treated * second) / (first + second);
  const none = Math.sqrt(pooled * (1 - pooled) * (1 / first + 1 / second));
  const some = Math.sqrt((control * (1 - control)) / first + (treated * (1 - treated)) / second);
  const z = normalQuantile(1 - alpha / 2);
  const effect = treated - control;
  return normalCdf((effect - z * none) / some) + normalCdf((-effect - z * none) / some);
}

/**
 * The power of Student's t test on two means with a common standard deviation. Throws `RangeError` for a standard deviation that is not
 * positive and for fewer than three units.
 *
 * Source: J. Cohen (1988), Statistical Power Analysis, chapter 2: the noncentral t distribution; both sides counted.
 *
 * @example
 * ```ts
 * // the textbook's 64 in each arm for half a standard deviation
 * powerOfMeans(0.5, 1, [64, 64]) // → 0.8014…
 * ```
 */
export function powerOfMeans(
  effect: number,
  standardDeviation: number,
  [first, second]: ArmSizes,
  {alpha = 0.05} = {}
): number {
  checkAlpha(alpha);
  if (!(standardDeviation > 0)) throw new RangeError(`invalid standard deviation: ${standardDeviation}`);
  const df = first + second - 2;
  if (!(df >= 1)) throw new RangeError(`invalid sizes: ${first} and ${second}`);
  const t = studentQuantile(1 - alpha / 2, df);
  const shift = effect / (standardDeviation * Math.sqrt(1 / first + 1 / second));
  return studentCdf(-t, df, {shift}) + studentCdf(-t, df, {shift: -shift});
}

function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`invalid alpha: ${alpha}`);
}

/** A metric as it is before the experiment. */
export type MetricDesign =
  | {readonly kind: "proportion"; readonly baseline: number}
  /** `sd` is of units; of a ratio that of (numerator − baseline × denominator) / mean denominator. */
  | {readonly kind: "mean" | "ratio"; readonly baseline: number; readonly sd: number}
  /** `density` is that of the values at the quantile. */
  | {readonly kind: "quantile"; readonly baseline: number; readonly q: number; readonly density: number};

/** How the result is watched: once at the end, at some looks, or as often as one likes (power then counts the looks that are planned). */
export type LookPlan =
  | {readonly kind: "fixed"}
  | {readonly kind: BoundaryShape; readonly looks: number}
  | {readonly kind: "confidence-sequence"; readonly looks: number; readonly tuning?: number};

export interface ExperimentPlan {
  readonly metric: MetricDesign;
  readonly look?: LookPlan;
  /** Correlation of the metric with a covariate from before, if CUPED is used: it takes its square off the variance. */
  readonly correlation?: number;
  /** Treatments that are compared with the control; alpha is divided by their number. */
  readonly treatments?: number;
  /** Shares of the units in control and in the treatment, by default even over all arms. */
  readonly shares?: ArmSizes;
  readonly alpha?: number;
}

/**
 * The chance that an experiment with `units` in all its arms finds a relative `lift` of the metric.
 *
 * Throws `RangeError` for values that cannot be: a share outside (0, 1), a standard deviation or density that is not positive, a correlation
 * outside (−1, 1).
 *
 * @example
 * ```ts
 * const plan = {metric: {kind: "proportion", baseline: 0.05}} as const;
 * planPower(plan, 0.15, 28_400) // → 0.8002…
 * planPower({...plan, look: {kind: "pocock", looks: 5}}, 0.15, 28_400) // → 0.7093…
 * ```
 */
export function planPower(
  {metric, look = {kind: "fixed"}, correlation = 0, treatments = 1, shares, alpha = 0.05}: ExperimentPlan,
  lift: number,
  units: number
): number {
  if (!(correlation > -1 && correlation < 1)) throw new RangeError(`invalid correlation: ${correlation}`);
  if (!(Number.isInteger(treatments) && treatments >= 1))
    throw new RangeError(`invalid number of treatments: ${treatments}`);
  const [c, t] = shares ?? [1 / (treatments + 1), 1 / (treatments + 1)];
  const sizes: ArmSizes = [c * units, t * units];
  const level = {alpha: alpha / treatments};
  const left = 1 - correlation ** 2;
  const {baseline} = metric;
  const effect = baseline * lift;
  if (look.kind === "fixed" && metric.kind === "proportion" && correlation === 0)
    return powerOfProportions(baseline, baseline + effect, sizes, level);
  if (look.kind === "fixed" && metric.kind === "mean")
    return powerOfMeans(effect, metric.sd * Math.sqrt(left), sizes, level);
  const error = Math.sqrt(left * (armVariance(metric, 0) / sizes[0] + armVariance(metric, effect) / sizes[1]));
  if (look.kind === "fixed") return powerOfEffect(effect, error, level);
  const fractions = equalLooks(look.looks);
  const boundaries =
    look.kind === "confidence-sequence"
      ? fractions.map((share) =>
          sequenceBoundary(share * (sizes[0] + sizes[1]), {...level, tuning: look.tuning ?? TUNING_UNITS})
        )
      : boundariesOf(look.kind, look.looks, level.alpha);
  return crossingProbabilities(boundaries, fractions, {drift: effect / error}).total;
}

/** Variance of one unit's part. */
function armVariance(metric: MetricDesign, effect: number): number {
  if (metric.kind === "proportion") {
    const share = metric.baseline + effect;
    if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
    return share * (1 - share);
  }
  if (metric.kind === "quantile") {
    const {q, density} = metric;
    if (!(q > 0 && q < 1)) throw new RangeError(`invalid quantile: ${q}`);
    if (!(density > 0)) throw new RangeError(`invalid density: ${density}`);
    return (q * (1 - q)) / density ** 2;
  }
  if (!(metric.sd > 0)) throw new RangeError(`invalid standard deviation: ${metric.sd}`);
  return metric.sd ** 2;
}

/** A search asks for the same boundaries again and again. */
const KEPT = new Map<string, readonly number[]>();

function boundariesOf(shape: BoundaryShape, looks: number, alpha: number): readonly number[] {
  const key = `${shape} ${looks} ${alpha}`;
  const found = KEPT.get(key) ?? sequentialBoundaries(shape, equalLooks(looks), {alpha});
  KEPT.set(key, found);
  return found;
}

/** More units than any shop has: where a plan needs more, it cannot be carried out. */
const MOST_UNITS = 1e13;

/**
 * Units of all arms together that give a plan the wanted power, rounded up to whole units of the smallest share. Null where more than 10¹³
 * would be needed. Throws `RangeError` for a lift of 0 and as `planPower`.
 *
 * @example
 * ```ts
 * unitsNeeded({metric: {kind: "proportion", baseline: 0.05}}, 0.15) // → 28386
 * ```
 */
export function unitsNeeded(plan: ExperimentPlan, lift: number, {power = 0.8} = {}): number | null {
  if (lift === 0 || Number.isNaN(lift)) throw new RangeError(`no lift to detect: ${lift}`);
  if (!(power > 0 && power < 1)) throw new RangeError(`invalid power: ${power}`);
  const arms = (plan.treatments ?? 1) + 1;
  const enough = (perArm: number) => planPower(plan, lift, perArm * arms) >= power;
  let high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST_UNITS) return null;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high * arms;
}

/**
 * The smallest relative lift that a plan with so many units finds with the wanted power (minimum detectable effect). Null where even the
 * greatest lift that there can be is not found so often.
 *
 * @example
 * ```ts
 * detectableLift({metric: {kind: "proportion", baseline: 0.05}}, 28_400) // → 0.1499…
 * ```
 */
export function detectableLift(plan: ExperimentPlan, units: number, {power = 0.8} = {}): number | null {
  const {metric} = plan;
  const most = metric.kind === "proportion" ? (1 - 1e-9) / metric.baseline - 1 : 1e6;
  const enough = (lift: number) => planPower(plan, lift, units) >= power;
  if (!enough(most)) return null;
  let low = 0;
  let high = most;
  while (high - low > 1e-9 * high) {
    const middle = low === 0 && high > 1e-6 ? high / 4 : (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Days that it takes to see so many units, in whole weeks: days of the week differ. `unitsPerDay` is how many new ones are enrolled each day.
 *
 * @example
 * ```ts
 * durationDays(28_386, 1000) // → 35
 * ```
 */
export function durationDays(units: number, unitsPerDay: number): number {
  if (!(unitsPerDay > 0)) throw new RangeError(`invalid units per day: ${unitsPerDay}`);
  return 7 * Math.ceil(units / unitsPerDay / 7);
}
