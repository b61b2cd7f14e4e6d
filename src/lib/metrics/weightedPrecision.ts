import type {Ranked} from "./ranked.js";

/**
 * The sum over positives of the precision at their rank, each row counting `weights` times and each negative `worth`
 * times more; tied scores are taken together. `positives` is the weight of all positives, by which the sum gives the
 * average precision. O(rows).
 */
export function weightedPrecision(
  {order, ends, labels}: Ranked,
  weights: ArrayLike<number>,
  worth = 1
): {readonly sum: number; readonly positives: number} {
  let above = 0;
  let wrong = 0;
  let sum = 0;
  for (let k = 0, place = 0; k < ends.length; ++k) {
    let here = 0;
    for (; place < ends[k]; ++place) {
      const row = order[place];
      if (labels[row] === 1) here += weights[row];
      else wrong += weights[row];
    }
    above += here;
    if (here > 0) sum += (here * above) / (above + worth * wrong);
  }
  return {sum, positives: above};
}
