import {exp, log} from "../core/portableMath.js";
import type {BoostingOptions, Loss} from "./boostingOptions.js";
import {weightedQuantile} from "./weightedQuantile.js";

/**
 * The score of the constant model with the least loss, before the link: the log-odds of the mean label, the logarithm of
 * the mean (of 1e-12 at least), the mean, or the quantile at `level`. One label and one weight a row, not all weights 0;
 * with the logistic loss labels of one class give an infinite score.
 *
 * @example
 * ```ts
 * initialPrediction({loss: "logistic", level: 0.5}, [1, 0, 0, 0], [1, 1, 1, 1]) // → −1.098… (ln 1/3, the odds)
 * initialPrediction({loss: "squared", level: 0.5}, [1, 2, 6], [1, 1, 1]) // → 3
 * initialPrediction({loss: "quantile", level: 0.5}, [1, 2, 6], [1, 1, 1]) // → 2
 * ```
 */
export function initialPrediction(
  {loss, level}: Pick<BoostingOptions, "loss" | "level">,
  y: ArrayLike<number>,
  weights: ArrayLike<number>
): number {
  if (loss === "quantile") return weightedQuantile(y, level, weights);
  let sum = 0;
  let whole = 0;
  for (let i = 0; i < y.length; i++) {
    sum += weights[i] * y[i];
    whole += weights[i];
  }
  const mean = sum / whole;
  return loss === "logistic" ? log(mean / (1 - mean)) : loss === "poisson" ? log(Math.max(mean, 1e-12)) : mean;
}

/**
 * What scores predict: chances of log-odds (logistic), means of their logarithms (Poisson), else the scores themselves.
 * Changes the array it is given and returns it.
 *
 * @example
 * ```ts
 * inverseLink("logistic", Float64Array.of(0, Math.log(3))) // → [0.5, 0.75]
 * inverseLink("poisson", Float64Array.of(0, Math.log(3))) // → [1, 3]
 * inverseLink("squared", Float64Array.of(0, 3)) // → [0, 3]
 * ```
 */
export function inverseLink(loss: Loss, scores: Float64Array): Float64Array {
  if (loss === "logistic") for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + exp(-scores[i]));
  else if (loss === "poisson") for (let i = 0; i < scores.length; i++) scores[i] = exp(scores[i]);
  return scores;
}

/**
 * The mean loss of scores: log loss, half the squared error, Poisson's negative log-likelihood without its constant,
 * the pinball loss. One label a row and, where given, one weight; rows count alike without. NaN where there are no rows.
 *
 * @example
 * ```ts
 * meanLoss({loss: "logistic", level: 0.5}, [0], [1]) // → 0.6931… (ln 2)
 * meanLoss({loss: "squared", level: 0.5}, [1, 0], [3, 0]) // → 1 (half of 4 and 0)
 * meanLoss({loss: "poisson", level: 0.5}, [0], [5]) // → 1
 * meanLoss({loss: "quantile", level: 0.9}, [1, 1], [3, 0], [1, 3]) // → 0.525 ((0.9 · 2 + 3 · 0.1 · 1) / 4)
 * ```
 */
export function meanLoss(
  {loss, level}: Pick<BoostingOptions, "loss" | "level">,
  scores: ArrayLike<number>,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>
): number {
  let sum = 0;
  let whole = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weights === undefined ? 1 : weights[i];
    const s = scores[i];
    const r = y[i] - s;
    const l =
      loss === "logistic"
        ? Math.max(s, 0) - s * y[i] + log(1 + exp(-Math.abs(s)))
        : loss === "squared"
          ? (r * r) / 2
          : loss === "poisson"
            ? exp(s) - y[i] * s
            : r > 0
              ? level * r
              : (level - 1) * r;
    sum += w * l;
    whole += w;
  }
  return sum / whole;
}
