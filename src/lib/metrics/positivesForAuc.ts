import {aucInterval, type AucIntervalOptions} from "./aucInterval.js";

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
