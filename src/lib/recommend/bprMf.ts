import {UserError} from "../core/errors.js";
import {random} from "../core/random.js";
import type {RecommenderEstimator} from "./recommender.js";
import {profileRecommender, userItems} from "./userItems.js";

export interface BprOptions {
  /** Numbers of a vector. */
  readonly factors: number;
  readonly learningRate: number;
  readonly regularization: number;
  /** How often as many pairs are drawn as training has. */
  readonly epochs: number;
  readonly seed: number;
}

export const BPR_OPTIONS: BprOptions = {factors: 32, learningRate: 0.05, regularization: 0.01, epochs: 30, seed: 1};

/** Vectors of users and items, and what an item is liked by everyone. */
export interface BprWeights {
  readonly users: Float64Array;
  readonly items: Float64Array;
  readonly bias: Float64Array;
}

const STREAM = 62;

/**
 * Matrix factorization that learns to put what a user clicked before what the user did not: pairs of a user's item and
 * another one are drawn, and vectors moved towards the first. A user whom training does not know has the mean vector of
 * the items clicked in the session. Source: Rendle et al. (2009), BPR: Bayesian personalized ranking from implicit
 * feedback, UAI, figure 4. Throws `UserError` for options out of their range.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({
 *   sessions: [1, 1, 2, 2, 3, 3, 4],
 *   items: [0, 1, 0, 1, 2, 3, 0],
 *   timesMs: [0, 1, 2, 3, 4, 5, 6],
 *   users: [1, 1, 2, 2, 3, 3, 4]
 * });
 * const model = bprMf({...BPR_OPTIONS, factors: 4, epochs: 200}).fit({sequences, catalogue: 4});
 * const [own, next, other] = model.session(4).click(0, 9);
 * own > next && next > other // → true (who has item 0 has item 1, too)
 * ```
 */
export function bprMf(options: BprOptions = BPR_OPTIONS): RecommenderEstimator {
  const {factors, learningRate, regularization, epochs, seed} = options;
  for (const name of ["factors", "epochs"] as const)
    if (!(Number.isInteger(options[name]) && options[name] > 0))
      throw new UserError(`${name} is ${options[name]}`, "give a whole number above 0");
  if (!(learningRate > 0)) throw new UserError(`learningRate is ${learningRate}`, "give a number above 0");
  if (!(regularization >= 0)) throw new UserError(`regularization is ${regularization}`, "give a number from 0 on");
  return {
    id: "bpr-mf",
    title: "BPR-MF",
    setting: `${factors} factors, ${epochs} epochs, rate ${learningRate}, regularization ${regularization}`,
    fit(train) {
      const known = userItems(train);
      const {offsets, items: owned, catalogue, rows} = known;
      const source = random(seed, STREAM);
      const draw = (n: number) => Float64Array.from({length: n * factors}, () => (source.uniform() - 0.5) / factors);
      const weights = {users: draw(rows.size), items: draw(catalogue), bias: new Float64Array(catalogue)};
      const users = new Int32Array(owned.length);
      const sets = Array.from(rows.values(), (row) => {
        users.fill(row, offsets[row], offsets[row + 1]);
        return new Set(owned.subarray(offsets[row], offsets[row + 1]));
      });
      for (let step = 0; step < epochs * owned.length; step++) {
        const k = source.below(owned.length);
        const user = users[k];
        // who has every item teaches nothing
        if (sets[user].size === catalogue) continue;
        let other = source.below(catalogue);
        while (sets[user].has(other)) other = source.below(catalogue);
        bprStep(weights, {user, item: owned[k], other}, options);
      }
      return profileRecommender("bpr-mf", known, (profile, row, scores) => {
        const vector =
          row === null ? meanOf(weights.items, [...profile.keys()], factors) : weights.users.subarray(row * factors);
        for (let item = 0, at = 0; item < catalogue; item++) {
          scores[item] = weights.bias[item];
          for (let f = 0; f < factors; f++) scores[item] += weights.items[at++] * vector[f];
        }
      });
    }
  };
}

/** One step for a user, an item that the user has and another one, in place. */
export function bprStep(
  {users, items, bias}: BprWeights,
  {user, item, other}: {readonly user: number; readonly item: number; readonly other: number},
  {factors, learningRate: rate, regularization}: Pick<BprOptions, "factors" | "learningRate" | "regularization">
): void {
  const [u, i, j] = [user * factors, item * factors, other * factors];
  let ahead = bias[item] - bias[other];
  for (let f = 0; f < factors; f++) ahead += users[u + f] * (items[i + f] - items[j + f]);
  const pull = 1 / (1 + Math.exp(ahead));
  for (let f = 0; f < factors; f++) {
    const [own, first, second] = [users[u + f], items[i + f], items[j + f]];
    users[u + f] += rate * (pull * (first - second) - regularization * own);
    items[i + f] += rate * (pull * own - regularization * first);
    items[j + f] += rate * (-pull * own - regularization * second);
  }
  bias[item] += rate * (pull - regularization * bias[item]);
  bias[other] += rate * (-pull - regularization * bias[other]);
}

function meanOf(vectors: Float64Array, rows: readonly number[], width: number): Float64Array {
  const mean = new Float64Array(width);
  for (const row of rows) for (let f = 0; f < width; f++) mean[f] += vectors[row * width + f] / rows.length;
  return mean;
}
