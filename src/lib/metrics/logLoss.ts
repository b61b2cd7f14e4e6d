import type {Linearised} from "./aucInfluence.js";
import {meanLoss} from "./brierScore.js";

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken: the spacing of doubles at 1, as scikit-learn does. */
export const CLIP = 2 ** -52;

/** A probability kept away from 0 and 1 by `CLIP`. */
export function clipped(probability: number): number {
  return Math.min(1 - CLIP, Math.max(CLIP, probability));
}

/**
 * The mean negative logarithm (natural) of the probability given to what happened, and what each row adds to its error. A certain and
 * wrong probability would cost infinity; clipping makes it 36. Throws `RangeError` for a probability outside [0, 1], no rows, or lengths
 * that differ.
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  return meanLoss(probabilities, labels, (p, y) => -(y === 1 ? Math.log(clipped(p)) : Math.log1p(-clipped(p))));
}
