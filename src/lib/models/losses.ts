import {exp, log} from "../core/portableMath.js";
import type {BoostingOptions, Loss} from "./boostingOptions.js";
import {weightedQuantile} from "./weightedQuantile.js";

/** The score that a constant model has. */
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

/** What a score predicts: a chance, a mean. In place. */
export function inverseLink(loss: Loss, scores: Float64Array): Float64Array {
  if (loss === "logistic") for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + exp(-scores[i]));
  else if (loss === "poisson") for (let i = 0; i < scores.length; i++) scores[i] = exp(scores[i]);
  return scores;
}

/**
 * The mean loss of scores: log loss, half the squared error, Poisson's negative log-likelihood without its constant,
 * the pinball loss.
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
