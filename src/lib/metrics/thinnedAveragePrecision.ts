import type {Ranked} from "./ranked.js";

/**
 * Average precision where some rows were left out before scoring: each row stands for `weights` rows of its label, so that a thinned sample of negatives gives
 * the value that all of them would, up to the chance of the draw. With weights of 1 it is plain average precision. NaN where there is no positive.
 *
 * Source: D. G. Horvitz and D. J. Thompson (1952), A generalization of sampling without replacement from a finite universe, JASA 47, 663–685, for the weights.
 */
export function thinnedAveragePrecision({order, ends, labels}: Ranked, weights: ArrayLike<number>): number {
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
    if (here > 0) sum += (here * above) / (above + wrong);
  }
  return above === 0 ? NaN : sum / above;
}
