import type {Linearised} from "./auc.js";

/**
 * The mean squared difference between probability and outcome, and what each row adds to its error (summing to zero). A constant that
 * says the share of positives has share · (1 − share). Throws `RangeError` for a probability outside [0, 1], no rows, or lengths that differ.
 *
 * Source: G. W. Brier (1950), Monthly Weather Review 78, 1–3, in the form for two classes.
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  return meanLoss(probabilities, labels, (p, y) => (p - y) * (p - y));
}

/**
 * The mean of a loss over rows, and what each row adds to its error. Throws `RangeError` as `brierScore`.
 */
function meanLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  loss: (probability: number, label: number) => number
): Linearised {
  const n = probabilities.length;
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} probabilities`);
  if (n === 0) throw new RangeError("no rows");
  const influence = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; ++i) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
      throw new RangeError(`invalid probability at row ${i}: ${probabilities[i]}`);
    }
    influence[i] = loss(probabilities[i], labels[i]);
    sum += influence[i];
  }
  const value = sum / n;
  for (let i = 0; i < n; ++i) influence[i] = (influence[i] - value) / n;
  return {value, influence};
}

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken: the spacing of doubles at 1, as scikit-learn does. */
const CLIP = 2 ** -52;

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
