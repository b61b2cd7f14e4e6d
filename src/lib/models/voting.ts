import {UserError} from "../core/errors.js";
import type {Matrix} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";

/** The weights of a published ensemble of CatBoost, XGBoost, LightGBM and a random forest, in that order. */
export const GIVEN_WEIGHTS: readonly number[] = [0.4, 0.3, 0.2, 0.1];

/** Models on the same columns whose chances are mixed. */
export interface VotingModel extends Model {
  readonly family: "voting";
  readonly models: readonly Model[];
  /** One a model, as given or learned; a vote takes them as shares of their sum. */
  readonly weights: readonly number[];
  /** Whether they were given or learned on rows that the models had not seen. */
  readonly learned: boolean;
  toJSON(): VotingJson;
}

export interface VotingJson {
  readonly family: "voting";
  readonly columns: readonly string[];
  readonly weights: readonly number[];
  readonly learned: boolean;
  readonly models: readonly unknown[];
}

/**
 * The model that mixes these. Throws what `softVote` throws for weights, and `RangeError` for models of different
 * columns.
 *
 * @example
 * ```ts
 * import {logisticModel} from "./logisticRegression.js";
 *
 * const columns = ["views"];
 * const fitted = {family: "logistic", columns, coefficients: [0], standardErrors: [0, 0], iterations: 0} as const;
 * // 0.5 and 0.75 whatever the row
 * const models = [0, Math.log(3)].map((intercept) => logisticModel({...fitted, intercept}));
 * votingModel(models, [1, 3], false).predict({rows: 1, columns, x: Float64Array.of(1)}) // → [0.6875]
 * votingModel(models, [1], false) // → throws UserError: weights 1 for 2 models
 * ```
 */
export function votingModel(models: readonly Model[], weights: readonly number[], learned: boolean): VotingModel {
  checkWeights(weights, models.length);
  const {columns} = models[0];
  for (const model of models) checkColumns(columns, {rows: 0, columns: model.columns, x: new Float64Array(0)});
  return {
    family: "voting",
    columns,
    models,
    weights,
    learned,
    predict: (matrix: Matrix) => {
      checkColumns(columns, matrix);
      return softVote(
        models.map((model) => model.predict(matrix)),
        weights
      );
    },
    toJSON: () => ({family: "voting", columns, weights, learned, models: models.map((model) => model.toJSON())})
  };
}

/**
 * The weighted mean of models' chances, one array a model. Throws `UserError` for weights that are negative, all zero,
 * or not as many as models.
 *
 * @example
 * ```ts
 * softVote([[0.2, 0.4], [0.6, 0.8]], [1, 3]) // → [0.5, 0.7]
 * softVote([[0.2], [0.6]], [0, 0]) // → throws UserError: weights 0, 0 for 2 models
 * ```
 */
export function softVote(probabilities: readonly ArrayLike<number>[], weights: readonly number[]): Float64Array {
  checkWeights(weights, probabilities.length);
  const whole = sum(weights);
  const rows = probabilities[0].length;
  const mixed = new Float64Array(rows);
  probabilities.forEach((chance, m) => {
    if (chance.length !== rows) throw new RangeError(`model ${m} has ${chance.length} chances, the first ${rows}`);
    for (let row = 0; row < rows; row++) mixed[row] += (weights[m] / whole) * chance[row];
  });
  return mixed;
}

function checkWeights(weights: readonly number[], models: number): void {
  const whole = sum(weights);
  if (models === 0 || weights.length !== models || weights.some((w) => !(w >= 0)) || !(whole > 0 && whole < Infinity))
    throw new UserError(
      `weights ${weights.join(", ")} for ${models} models`,
      "give one weight a model, none negative, not all 0"
    );
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/**
 * Weights that make the log loss of the mixed chances least, by the EM algorithm for mixtures, from equal ones; the
 * loss is convex in them. To be learned on rows that the models have not seen; each counts as often as `rowWeights` says,
 * once where there are none.
 *
 * Source: A. P. Dempster, N. M. Laird and D. B. Rubin (1977), Maximum likelihood from incomplete data via the EM
 * algorithm, section 4.3, with the components fixed.
 *
 * @example
 * ```ts
 * learnWeights([[0.9, 0.4], [0.4, 0.9]], [1, 1]) // → [0.5, 0.5]
 * learnWeights([[0.9, 0.1], [0.6, 0.4]], [1, 0])[0] > 0.99 // → true (the first is always better)
 * ```
 */
export function learnWeights(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  {iterations = 2000, rowWeights}: {readonly iterations?: number; readonly rowWeights?: ArrayLike<number>} = {}
): number[] {
  const models = probabilities.length;
  const rows = labels.length;
  // what each model says of what came true; a model that ruled it out keeps a trace of weight
  const said = probabilities.map((chance) =>
    Float64Array.from({length: rows}, (_, row) => Math.max(1e-15, labels[row] === 1 ? chance[row] : 1 - chance[row]))
  );
  let rowsCounted = 0;
  for (let row = 0; row < rows; row++) rowsCounted += rowWeights?.[row] ?? 1;
  let weights = Array.from({length: models}, () => 1 / models);
  for (let step = 0; step < iterations; step++) {
    const next = new Float64Array(models);
    for (let row = 0; row < rows; row++) {
      let whole = 0;
      for (let m = 0; m < models; m++) whole += weights[m] * said[m][row];
      const count = rowWeights?.[row] ?? 1;
      for (let m = 0; m < models; m++) next[m] += (count * (weights[m] * said[m][row])) / whole;
    }
    const moved = next.reduce((most, n, m) => Math.max(most, Math.abs(n / rowsCounted - weights[m])), 0);
    weights = Array.from(next, (n) => n / rowsCounted);
    if (moved < 1e-9) break;
  }
  return weights;
}
