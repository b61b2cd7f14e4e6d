import {UserError} from "../core/errors.js";

/** The weights of a published ensemble: boosting, forest, another boosting, logistic regression. */
export const GIVEN_WEIGHTS: readonly number[] = [0.4, 0.3, 0.2, 0.1];

/** The weighted mean of models' chances, one array a model. Throws `UserError` for weights that are negative, all zero, or not as many as models. */
export function softVote(chances: readonly ArrayLike<number>[], weights: readonly number[]): Float64Array {
  const whole = weights.reduce((a, b) => a + b, 0);
  if (weights.length !== chances.length || weights.some((w) => !(w >= 0)) || !(whole > 0))
    throw new UserError(
      `weights ${weights.join(", ")} for ${chances.length} models`,
      "give one weight a model, none negative, not all 0"
    );
  const rows = chances[0]?.length ?? 0;
  const mixed = new Float64Array(rows);
  chances.forEach((chance, m) => {
    for (let row = 0; row < rows; row++) mixed[row] += (weights[m] / whole) * chance[row];
  });
  return mixed;
}

/**
 * Weights that make the log loss of the mixed chances least, by the EM algorithm for mixtures, from equal ones; the loss is convex in them. To be learned on rows that
 * the models have not seen.
 */
export function learnWeights(
  chances: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  {iterations = 2000} = {}
): number[] {
  const models = chances.length;
  const rows = labels.length;
  let weights = Array.from({length: models}, () => 1 / models);
  for (let step = 0; step < iterations; step++) {
    const next = new Float64Array(models);
    for (let row = 0; row < rows; row++) {
      const of = chances.map(
        (chance, m) => weights[m] * Math.max(1e-15, labels[row] === 1 ? chance[row] : 1 - chance[row])
      );
      const sum = of.reduce((a, b) => a + b, 0);
      for (let m = 0; m < models; m++) next[m] += of[m] / sum;
    }
    const moved = next.reduce((most, n, m) => Math.max(most, Math.abs(n / rows - weights[m])), 0);
    weights = Array.from(next, (n) => n / rows);
    if (moved < 1e-9) break;
  }
  return weights;
}
