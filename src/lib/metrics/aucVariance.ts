/**
 * The variance of an area under the ROC curve of true value `auc` estimated from `positives` and `negatives` scores, when the
 * scores themselves are not known (Hanley and McNeil's exponential approximation).
 *
 * Throws `RangeError` for an auc outside [0, 1] or a class without rows.
 *
 * Source: J. A. Hanley and B. J. McNeil (1982), The meaning and use of the area under a ROC curve, Radiology 143, 29–36, eq. 1–2.
 */
export function aucVariance(auc: number, positives: number, negatives: number): number {
  if (!(auc >= 0 && auc <= 1)) throw new RangeError(`invalid auc: ${auc}`);
  if (!(positives >= 1)) throw new RangeError(`invalid positives: ${positives}`);
  if (!(negatives >= 1)) throw new RangeError(`invalid negatives: ${negatives}`);
  const twoPositives = auc / (2 - auc);
  const twoNegatives = (2 * auc * auc) / (1 + auc);
  const square = auc * auc;
  return (
    (auc * (1 - auc) + (positives - 1) * (twoPositives - square) + (negatives - 1) * (twoNegatives - square)) /
    (positives * negatives)
  );
}
