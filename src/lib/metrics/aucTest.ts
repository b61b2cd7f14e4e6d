import {aucVariance} from "./aucVariance.js";
import {normalCdf} from "./normalCdf.js";

/**
 * Whether a published area under the ROC curve differs from a random ranking's .5: z, and the two-sided p, with the variance that
 * holds if the ranking is random.
 *
 * Source: Hanley and McNeil (1982), with their variance at .5.
 */
export function aucTest(auc: number, positives: number, negatives: number): {readonly z: number; readonly p: number} {
  if (!(auc >= 0 && auc <= 1)) throw new RangeError(`invalid auc: ${auc}`);
  const z = (auc - 0.5) / Math.sqrt(aucVariance(0.5, positives, negatives));
  return {z, p: 2 * normalCdf(-Math.abs(z))};
}
