import {UserError} from "../core/errors.js";
import {type Clusters, spread} from "../metrics/clusters.js";
import {normalQuantile} from "../metrics/distributions.js";

/** A metric of one variant, from units that are independent of each other. */
export interface Estimate {
  readonly value: number;
  /** Of `value`; 0 where all units are alike. */
  readonly variance: number;
  /** Degrees of freedom with which the variance is known. */
  readonly df: number;
  /** Units. */
  readonly n: number;
}

/** Throws `UserError` for fewer units than a spread takes. */
function checkUnits(n: number): void {
  if (n < 2)
    throw new UserError(
      `a variant has ${n === 1 ? "1 unit" : "no units"}`,
      "two are the least from which a spread can be told"
    );
}

/**
 * The share of units with a 1, with the binomial variance. Throws `UserError` for fewer than two units and for a value other than 0 and 1.
 *
 * @example
 * ```ts
 * proportionOf([1, 0, 0, 1, 0]) // → {value: 0.4, variance: 0.048, df: Infinity, n: 5}
 * ```
 */
export function proportionOf(values: ArrayLike<number>): Estimate {
  const n = values.length;
  checkUnits(n);
  let hits = 0;
  for (let i = 0; i < n; i++) {
    if (values[i] !== 0 && values[i] !== 1)
      throw new UserError(`a value of a proportion is ${values[i]}`, "give 0 or 1, or analyse it as a mean");
    hits += values[i];
  }
  const value = hits / n;
  return {value, variance: (value * (1 - value)) / n, df: Infinity, n};
}

/**
 * The mean over units. Throws `UserError` for fewer than two.
 *
 * @example
 * ```ts
 * meanOf([1, 2, 3, 4]) // → {value: 2.5, variance: 0.4166…, df: 3, n: 4}
 * ```
 */
export function meanOf(values: ArrayLike<number>): Estimate {
  const n = values.length;
  checkUnits(n);
  const value = average(values);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - value) ** 2;
  return {value, variance: squares / (n - 1) / n, df: n - 1, n};
}

/**
 * A sum over a sum, such as revenue over sessions, both by unit: a mean over rows whose rows are clustered by unit. The variance is that of the
 * linearised ratio (the delta method). Throws `UserError` for fewer than two units and for a denominator that sums to 0.
 *
 * Source: A. Deng, U. Knoblich and J. Lu (2018), Applying the delta method in metric analytics, KDD, 233–242.
 *
 * @example
 * ```ts
 * ratioOf([1, 2, 3], [1, 1, 2]) // → {value: 1.5, variance: 0.04687…, df: 2, n: 3}
 * ```
 */
export function ratioOf(numerators: ArrayLike<number>, denominators: ArrayLike<number>): Estimate {
  const n = numerators.length;
  if (denominators.length !== n) throw new RangeError(`${n} numerators and ${denominators.length} denominators`);
  checkUnits(n);
  const below = average(denominators);
  if (below === 0) throw new UserError("the denominator of a ratio is 0 in all", "take another denominator");
  const value = average(numerators) / below;
  const influence = Float64Array.from({length: n}, (_, i) => (numerators[i] - value * denominators[i]) / (n * below));
  return {value, variance: spread(influence).variance, df: n - 1, n};
}

/** Outcome and covariate of the units of one variant. */
export interface WithCovariate {
  readonly values: ArrayLike<number>;
  /** Known before the experiment began, so that the variant cannot have changed it. */
  readonly covariate: ArrayLike<number>;
}

/**
 * Means of several variants, each less what the units' covariate foretold (CUPED). `theta` is the slope within variants, so that the difference
 * of two of them is the coefficient of a regression on variant and covariate. `reduction` is the share of the variance that this takes away.
 *
 * Throws `UserError` for fewer than two units and where the covariate has one value only.
 *
 * Source: A. Deng, Y. Xu, R. Kohavi and T. Walker (2013), Improving the sensitivity of online controlled experiments by utilizing
 * pre-experiment data, WSDM, 123–132.
 *
 * @example
 * ```ts
 * const {theta, estimates} = cuped([
 *   {values: [1, 3], covariate: [0, 2]},
 *   {values: [2, 6], covariate: [0, 2]}
 * ]);
 * theta // → 1.5
 * estimates.map(({value}) => value) // → [2, 4]
 * ```
 */
export function cuped(arms: readonly WithCovariate[]): {
  readonly estimates: readonly Estimate[];
  readonly theta: number;
  readonly reduction: number;
} {
  let products = 0;
  let squares = 0;
  let total = 0;
  let units = 0;
  let outcomes = 0;
  for (const {values, covariate} of arms) {
    checkUnits(values.length);
    const [y, x] = [average(values), average(covariate)];
    for (let i = 0; i < values.length; i++) {
      products += (values[i] - y) * (covariate[i] - x);
      squares += (covariate[i] - x) ** 2;
      outcomes += (values[i] - y) ** 2;
      total += covariate[i];
    }
    units += values.length;
  }
  if (squares === 0) throw new UserError("the covariate has one value only", "take another, or none");
  const theta = products / squares;
  const centre = total / units;
  const estimates = arms.map(({values, covariate}) =>
    meanOf(Float64Array.from({length: values.length}, (_, i) => values[i] - theta * (covariate[i] - centre)))
  );
  return {estimates, theta, reduction: outcomes === 0 ? 0 : (theta * products) / outcomes};
}

/**
 * A quantile over rows, such as the median of load times, with rows clustered by unit. The share of rows at or below it has a variance; the
 * quantiles at the ends of that share's 95 % interval give the quantile's own. Throws `UserError` for fewer than two rows or units and
 * `RangeError` for q outside (0, 1).
 *
 * Source: A. Deng, U. Knoblich and J. Lu (2018), section 4.2, after R. S. Woodruff (1952), Confidence intervals for medians, JASA 47, 635–646.
 *
 * @example
 * ```ts
 * quantileOf(Float64Array.from({length: 101}, (_, i) => i), 0.5).value // → 50
 * ```
 */
export function quantileOf(values: ArrayLike<number>, q: number, clusters: Clusters | null = null): Estimate {
  if (!(q > 0 && q < 1)) throw new RangeError(`invalid quantile: ${q}`);
  const rows = values.length;
  const n = clusters?.count ?? rows;
  checkUnits(n);
  const sorted = Float64Array.from(values).sort();
  const value = quantileAt(sorted, q);
  let below = 0;
  for (let i = 0; i < rows; i++) if (values[i] <= value) below++;
  const influence = Float64Array.from(values, (x) => ((x <= value ? 1 : 0) - below / rows) / rows);
  const half = Z * Math.sqrt(spread(influence, clusters).variance);
  const width = quantileAt(sorted, Math.min(1, q + half)) - quantileAt(sorted, Math.max(0, q - half));
  return {value, variance: (width / (2 * Z)) ** 2, df: Infinity, n};
}

const Z = normalQuantile(0.975);

/** The quantile of ascending values that NumPy gives by default: linear between neighbours. */
function quantileAt(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
