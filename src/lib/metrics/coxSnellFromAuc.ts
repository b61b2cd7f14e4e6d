import {normalQuantile} from "./normalQuantile.js";

/**
 * The Cox–Snell R² of a logistic model that reaches `auc` where `prevalence` of the rows are positive, if its linear predictor is
 * normal in both classes with the same spread. That is the setting of Riley's simulation, solved by integration: R² is
 * 1 − exp(−2 I) with I the mutual information of outcome and predictor in nats.
 *
 * An auc of .5 gives 0. Throws `RangeError` for an auc outside [0.5, 1) or a prevalence outside (0, 1).
 *
 * Source: R. D. Riley, B. Van Calster and G. S. Collins (2021), A note on estimating the Cox–Snell R² from a reported C statistic,
 * Statistics in Medicine 40, 859–864.
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
