import {normalQuantile} from "./distributions.js";
import {aucInterval, type AucIntervalOptions} from "./auc.js";

/**
 * Rows of the rarer class for each candidate predictor, the usual measure of whether a model can be fitted at all. Ten was the old
 * rule of thumb, and is not enough in general.
 *
 * Throws `RangeError` for negative counts and fewer than one variable.
 *
 * Source: P. Peduzzi et al. (1996), Journal of Clinical Epidemiology 49, 1373–1379; R. D. Riley et al. (2019), Statistics in
 * Medicine 38, 1276–1296, for why a fixed number does not do.
 *
 * @example
 * ```ts
 * eventsPerVariable(50, 950, 10) // → 5
 * ```
 */
export function eventsPerVariable(positives: number, negatives: number, variables: number): number {
  if (!(positives >= 0)) throw new RangeError(`invalid positives: ${positives}`);
  if (!(negatives >= 0)) throw new RangeError(`invalid negatives: ${negatives}`);
  if (!(variables >= 1)) throw new RangeError(`invalid variables: ${variables}`);
  return Math.min(positives, negatives) / variables;
}

/**
 * The largest Cox–Snell R² a model of a yes-or-no outcome can have when `prevalence` of the rows are yes: the one of certain, right
 * predictions. Far below 1 where positives are rare, which is why Nagelkerke divides by it.
 *
 * Throws `RangeError` for a prevalence outside (0, 1).
 *
 * Source: N. J. D. Nagelkerke (1991), A note on a general definition of the coefficient of determination, Biometrika 78, 691–692.
 *
 * @example
 * ```ts
 * maxCoxSnell(0.5) // → 0.75
 * maxCoxSnell(0.1) // → 0.4780… (1 − (0.1^0.1 · 0.9^0.9)²)
 * ```
 */
export function maxCoxSnell(prevalence: number): number {
  if (!(prevalence > 0 && prevalence < 1)) throw new RangeError(`invalid prevalence: ${prevalence}`);
  const logLikelihood = prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log1p(-prevalence);
  return -Math.expm1(2 * logLikelihood);
}

/**
 * The Cox–Snell R² of a logistic model that reaches `auc` where `prevalence` of the rows are positive, if its linear predictor is
 * normal in both classes with the same spread. That is the setting of Riley's simulation, solved by integration: R² is
 * 1 − exp(−2 I) with I the mutual information of outcome and predictor in nats.
 *
 * An auc of .5 gives 0. Throws `RangeError` for an auc outside [0.5, 1) or a prevalence outside (0, 1).
 *
 * Source: R. D. Riley, B. Van Calster and G. S. Collins (2021), A note on estimating the Cox–Snell R² from a reported C statistic,
 * Statistics in Medicine 40, 859–864.
 *
 * @example
 * ```ts
 * coxSnellFromAuc(0.8, 0.1) // → 0.1114…
 * coxSnellFromAuc(0.5, 0.1) // → 0
 * ```
 */
export function coxSnellFromAuc(auc: number, prevalence: number): number {
  if (!(auc >= 0.5 && auc < 1)) throw new RangeError(`invalid auc: ${auc}`);
  if (!(prevalence > 0 && prevalence < 1)) throw new RangeError(`invalid prevalence: ${prevalence}`);
  const apart = Math.SQRT2 * normalQuantile(auc);
  // I = φ · δ²/2 − ∫ mix(x) ln(1 + φ (eᵗ − 1)) dx, t = δ x − δ²/2: written so that nothing large cancels where φ is tiny.
  let sum = 0;
  for (let x = -REACH; x <= apart + REACH; x += STEP) {
    const t = apart * x - (apart * apart) / 2;
    const mix = (1 - prevalence) * density(x) + prevalence * density(x - apart);
    sum += mix * Math.log1p(prevalence * Math.expm1(t));
  }
  const information = (prevalence * apart * apart) / 2 - sum * STEP;
  return -Math.expm1(-2 * information);
}

/** The trapezoid rule on a smooth function that vanishes at both ends converges faster than any power of the step. */
const STEP = 1 / 64;
const REACH = 10;

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** How well the model is expected to do, in one of three ways. */
export type ExpectedStrength =
  /** Share of the largest possible Cox–Snell R² (Nagelkerke's R²); .15 is Riley's advice where nothing is known. */
  | {readonly nagelkerke: number}
  | {readonly coxSnell: number}
  /** Area under the ROC curve, above .5. */
  | {readonly auc: number};

export interface RileyOptions {
  /** Share of rows that are positive, in (0, 1). */
  readonly prevalence: number;
  /** Parameters the model may fit: columns after one-hot encoding, interactions and splines counted one by one. */
  readonly parameters: number;
  /** Default `{nagelkerke: 0.15}`. */
  readonly strength?: ExpectedStrength;
  /** Smallest acceptable shrinkage of the coefficients; default 0.9. */
  readonly shrinkage?: number;
  /** Largest acceptable optimism in Nagelkerke's R²; default 0.05. */
  readonly optimism?: number;
  /** Half width of the 95 % interval of the overall share of positives; default 0.05. */
  readonly riskMargin?: number;
}

export type RileyCriterion = "shrinkage" | "optimism" | "overall risk";

export interface RileyNeed {
  readonly criterion: RileyCriterion;
  /** Rows needed to train on, rounded up. */
  readonly rows: number;
  /** Positives expected among them, to the nearest whole number: the rows are what is needed. */
  readonly positives: number;
}

export interface RileySampleSize extends RileyNeed {
  /** One for each criterion, in the order shrinkage, optimism, overall risk; the largest is also the answer. */
  readonly needs: readonly RileyNeed[];
  readonly positivesPerParameter: number;
  /** The R² assumed, and the largest possible at this prevalence. */
  readonly coxSnell: number;
  readonly maxCoxSnell: number;
}

/**
 * Rows, and positives among them, needed to *train* a model of a yes-or-no outcome so that (1) its coefficients are shrunk by no more
 * than 10 %, (2) Nagelkerke's R² is optimistic by no more than .05, (3) the overall share of positives is known to ± .05. The third
 * says nothing where positives are rarer than 5 %, as it is absolute.
 *
 *     rileySampleSize({prevalence: 0.008, parameters: 37}).positives        // Nagelkerke's R² of .15
 *     rileySampleSize({prevalence: 0.008, parameters: 37, strength: {auc: 0.75}}).positives
 *
 * Throws `RangeError` for a prevalence outside (0, 1), parameters < 1, or a strength that is not above 0 or is not possible at this
 * prevalence.
 *
 * Source: R. D. Riley et al. (2019), Minimum sample size for developing a multivariable prediction model: part II, Statistics in
 * Medicine 38, 1276–1296, eq. 11, 12 and section 2.3; R. D. Riley et al. (2020), BMJ 368:m441.
 *
 * @example
 * ```ts
 * // what the authors' program pmsampsize says
 * const {needs, criterion} = rileySampleSize({prevalence: 0.174, parameters: 24, strength: {coxSnell: 0.288}});
 * needs.map(({rows}) => rows) // → [623, 662, 221]
 * criterion // → "optimism"
 * ```
 */
export function rileySampleSize({
  prevalence,
  parameters,
  strength = {nagelkerke: 0.15},
  shrinkage = 0.9,
  optimism = 0.05,
  riskMargin = 0.05
}: RileyOptions): RileySampleSize {
  if (!(parameters >= 1)) throw new RangeError(`invalid parameters: ${parameters}`);
  if (!(shrinkage > 0 && shrinkage < 1)) throw new RangeError(`invalid shrinkage: ${shrinkage}`);
  if (!(optimism > 0 && optimism < 1)) throw new RangeError(`invalid optimism: ${optimism}`);
  if (!(riskMargin > 0 && riskMargin < 1)) throw new RangeError(`invalid margin: ${riskMargin}`);
  const most = maxCoxSnell(prevalence);
  const coxSnell =
    "nagelkerke" in strength
      ? strength.nagelkerke * most
      : "auc" in strength
        ? coxSnellFromAuc(strength.auc, prevalence)
        : strength.coxSnell;
  if (!(coxSnell > 0 && coxSnell < most)) {
    throw new RangeError(`invalid strength: ${Object.entries(strength)[0].join(" ")} at prevalence ${prevalence}`);
  }
  const need = (criterion: RileyCriterion, exact: number): RileyNeed => {
    const rows = Math.ceil(exact);
    return {criterion, rows, positives: Math.round(rows * prevalence)};
  };
  const forShrinkage = (s: number) => parameters / ((s - 1) * Math.log1p(-coxSnell / s));
  const z = normalQuantile(0.975);
  const needs = [
    need("shrinkage", forShrinkage(shrinkage)),
    need("optimism", forShrinkage(coxSnell / (coxSnell + optimism * most))),
    need("overall risk", (z / riskMargin) ** 2 * prevalence * (1 - prevalence))
  ];
  const answer = needs.reduce((a, b) => (b.rows > a.rows ? b : a));
  return {
    ...answer,
    needs,
    positivesPerParameter: (answer.rows * prevalence) / parameters,
    coxSnell,
    maxCoxSnell: most
  };
}

/**
 * Visitors needed in each arm of an experiment to tell `treated` from `control` (both shares), two-sided at `alpha`, with the given
 * power. Rounded up. Throws `RangeError` for a share outside (0, 1) or equal shares.
 *
 * Source: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates and Proportions, section 4.2: the normal
 * approximation with the pooled variance under the null, without continuity correction.
 *
 * @example
 * ```ts
 * twoProportionSampleSize(0.1, 0.12) // → 3841
 * twoProportionSampleSize(0.1, 0.1) // → throws RangeError: no difference to detect
 * ```
 */
export function twoProportionSampleSize(control: number, treated: number, {alpha = 0.05, power = 0.8} = {}): number {
  for (const share of [control, treated])
    if (!(share > 0 && share < 1)) throw new RangeError(`invalid share: ${share}`);
  if (control === treated) throw new RangeError(`no difference to detect: both shares are ${control}`);
  const middle = (control + treated) / 2;
  const apart = control * (1 - control) + treated * (1 - treated);
  const together = 2 * middle * (1 - middle);
  const root = normalQuantile(1 - alpha / 2) * Math.sqrt(together) + normalQuantile(power) * Math.sqrt(apart);
  return Math.ceil((root / (treated - control)) ** 2);
}

export interface PositivesForAucOptions extends AucIntervalOptions {
  /** Negatives for each positive in the rows to be *tested* on: (1 − rate) / rate. */
  readonly negativesPerPositive: number;
}

/**
 * The smallest number of positives for which the interval of an area under the ROC curve expected at `auc` has a mean half width of at
 * most `halfWidth`: what a *test* set needs before it can say much, as training has needs of its own (`rileySampleSize`).
 *
 *     positivesForAuc(0.7, 0.05, {negativesPerPositive: 99})
 *
 * Throws `RangeError` for a half width that is not positive, an auc outside (0, 1) or no negatives.
 *
 * Source: J. A. Hanley and B. J. McNeil (1982), Radiology 143, 29–36, on sample size, solved for whole numbers by bisection.
 *
 * @example
 * ```ts
 * // at a rate of 1 %
 * positivesForAuc(0.7, 0.05, {negativesPerPositive: 99}) // → 134
 * ```
 */
export function positivesForAuc(
  auc: number,
  halfWidth: number,
  {negativesPerPositive, ...options}: PositivesForAucOptions
): number {
  if (!(auc > 0 && auc < 1)) throw new RangeError(`invalid auc: ${auc}`);
  if (!(halfWidth > 0)) throw new RangeError(`invalid half width: ${halfWidth}`);
  if (!(negativesPerPositive > 0)) throw new RangeError(`invalid negatives per positive: ${negativesPerPositive}`);
  const enough = (positives: number) => {
    // Hanley and McNeil's variance wants at least one row of each class.
    const {low, high} = aucInterval(auc, positives, Math.max(1, positives * negativesPerPositive), options);
    return (high - low) / 2 <= halfWidth;
  };
  let above = 1;
  while (!enough(above)) above *= 2;
  let below = above / 2;
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (enough(middle)) above = middle;
    else below = middle;
  }
  return above;
}
