import type {Linearised} from "./auc.js";

/**
 * The mean squared difference between probability and outcome, and what each row adds to its error (summing to zero). A constant that
 * says the share of positives has share · (1 − share). Throws `RangeError` for a probability outside [0, 1], no rows, or lengths that differ.
 *
 * Source: G. W. Brier (1950), Monthly Weather Review 78, 1–3, in the form for two classes.
 *
 * @example
 * ```ts
 * brierScore([0.9, 0.2], [1, 0]) // → {value: 0.025, influence: [−0.0075, 0.0075]} (0.01 and 0.04)
 * ```
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  return meanLoss(probabilities, labels, (p, y) => (p - y) * (p - y));
}

/**
 * The mean of a loss over rows, and what each row adds to its error. Throws `RangeError` as `brierScore`.
 *
 * @example
 * ```ts
 * const absolute = (probability: number, label: number) => Math.abs(probability - label);
 * meanLoss([0.9, 0.2], [1, 0], absolute) // → {value: 0.15, influence: [−0.025, 0.025]} (of 0.1 and 0.2)
 * meanLoss([1.5], [1], absolute) // → throws RangeError: invalid probability at row 0: 1.5
 * ```
 */
export function meanLoss(
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
  // of losses that are all the same the mean may differ from each by a rounding, which is no spread
  const equal = influence.every((one) => one === influence[0]);
  const value = equal ? influence[0] : sum / n;
  for (let i = 0; i < n; ++i) influence[i] = (influence[i] - value) / n;
  return {value, influence};
}

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken: the spacing of doubles at 1, as scikit-learn does. */
export const CLIP = 2 ** -52;

/** The greatest log loss that a row can have: that of a certain and wrong probability, clipped. */
export const MOST_LOG_LOSS = -Math.log(CLIP);

/**
 * A probability kept away from 0 and 1 by `CLIP`.
 *
 * @example
 * ```ts
 * clipped(0) // → 2.220446…e-16
 * clipped(0.3) // → 0.3
 * ```
 */
export function clipped(probability: number): number {
  return Math.min(1 - CLIP, Math.max(CLIP, probability));
}

/**
 * The mean negative logarithm (natural) of the probability given to what happened, and what each row adds to its error. A certain and
 * wrong probability would cost infinity; clipping makes it 36. Throws `RangeError` for a probability outside [0, 1], no rows, or lengths
 * that differ.
 *
 * @example
 * ```ts
 * logLoss([0.9, 0.2], [1, 0]) // → {value: 0.1642…, influence: [−0.02944…, 0.02944…]} (−ln 0.9 and −ln 0.8)
 * logLoss([0], [1]).value // → 36.04… (52 ln 2)
 * ```
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Linearised {
  return meanLoss(probabilities, labels, (p, y) => -(y === 1 ? Math.log(clipped(p)) : Math.log1p(-clipped(p))));
}
