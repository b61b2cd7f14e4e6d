/**
 * Rows of the rarer class for each candidate predictor, the usual measure of whether a model can be fitted at all. Ten was the old
 * rule of thumb, and is not enough in general.
 *
 * Source: P. Peduzzi et al. (1996), Journal of Clinical Epidemiology 49, 1373–1379; R. D. Riley et al. (2019), Statistics in
 * Medicine 38, 1276–1296, for why a fixed number does not do.
 */
export function eventsPerVariable(positives: number, negatives: number, variables: number): number {
  if (!(positives >= 0)) throw new RangeError(`invalid positives: ${positives}`);
  if (!(negatives >= 0)) throw new RangeError(`invalid negatives: ${negatives}`);
  if (!(variables >= 1)) throw new RangeError(`invalid variables: ${variables}`);
  return Math.min(positives, negatives) / variables;
}
