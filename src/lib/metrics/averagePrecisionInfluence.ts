import type {Linearised} from "./aucInfluence.js";
import type {Ranked} from "./ranked.js";

/**
 * Average precision, ties taken together, and what each row adds to its error to first order while the share of positives stays as it
 * is: through the place it holds itself, and through the precision at every place at or below its own. Throws `RangeError` where there
 * is no positive.
 *
 * Source: AP = ∫ π S₁ / (π S₁ + (1 − π) S₀) dF₁ with S the share of either class at or above a score, differentiated with respect to S₁,
 * S₀ and F₁ (the functional delta method; A. W. van der Vaart (1998), Asymptotic Statistics, chapter 20).
 */
export function averagePrecisionInfluence({
  order,
  ends,
  found,
  rows,
  positives,
  negatives,
  labels
}: Ranked): Linearised {
  if (positives === 0) throw new RangeError("no positive label");
  let value = 0;
  for (let k = 0, above = 0; k < ends.length; above = found[k++]) value += ((found[k] - above) * found[k]) / ends[k];
  value /= positives;
  const influence = new Float64Array(rows);
  // From the worst score up: the change of all precisions below, by a positive and by a negative more at this place.
  let byPositive = 0;
  let byNegative = 0;
  let meanOfPositives = 0;
  let meanOfNegatives = 0;
  for (let k = ends.length - 1; k >= 0; --k) {
    const from = k === 0 ? 0 : ends[k - 1];
    const here = found[k] - (k === 0 ? 0 : found[k - 1]);
    const wrong = ends[k] - found[k];
    const change = here / (ends[k] * ends[k]);
    byPositive += change * wrong;
    byNegative -= change * found[k];
    const precision = found[k] / ends[k];
    for (let place = from; place < ends[k]; ++place) {
      const row = order[place];
      influence[row] = labels[row] === 1 ? precision - value + byPositive : (byNegative * negatives) / positives;
    }
    meanOfPositives += here * (precision - value + byPositive);
    meanOfNegatives += (ends[k] - from - here) * byNegative;
  }
  meanOfPositives /= positives;
  meanOfNegatives /= positives;
  for (let i = 0; i < rows; ++i) {
    influence[i] =
      labels[i] === 1 ? (influence[i] - meanOfPositives) / positives : (influence[i] - meanOfNegatives) / negatives;
  }
  return {value, influence};
}
