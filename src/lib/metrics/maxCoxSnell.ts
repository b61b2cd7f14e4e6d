/**
 * The largest Cox–Snell R² a model of a yes-or-no outcome can have when `prevalence` of the rows are yes: the one of certain, right
 * predictions. Far below 1 where positives are rare, which is why Nagelkerke divides by it.
 *
 * Throws `RangeError` for a prevalence outside (0, 1).
 *
 * Source: N. J. D. Nagelkerke (1991), A note on a general definition of the coefficient of determination, Biometrika 78, 691–692.
 */
export function maxCoxSnell(prevalence: number): number {
  if (!(prevalence > 0 && prevalence < 1)) throw new RangeError(`invalid prevalence: ${prevalence}`);
  const logLikelihood = prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log1p(-prevalence);
  return -Math.expm1(2 * logLikelihood);
}
