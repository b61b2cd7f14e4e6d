import type {Ranked} from "./ranked.js";
import {weightedPrecision} from "./weightedPrecision.js";

/**
 * Average precision where some rows were left out before scoring: each row stands for `weights` rows of its label, so
 * that a thinned sample of negatives gives the value that all of them would, up to the chance of the draw. With weights
 * of 1 it is plain average precision. NaN where there is no positive.
 *
 * Source: D. G. Horvitz and D. J. Thompson (1952), A generalization of sampling without replacement from a finite
 * universe, JASA 47, 663–685, for the weights.
 */
export function thinnedAveragePrecision(ranking: Ranked, weights: ArrayLike<number>): number {
  const {sum, positives} = weightedPrecision(ranking, weights);
  return positives === 0 ? NaN : sum / positives;
}
