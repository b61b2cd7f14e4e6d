import {coxSnellFromAuc} from "./coxSnellFromAuc.js";
import {maxCoxSnell} from "./maxCoxSnell.js";
import {normalQuantile} from "./normalQuantile.js";

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
