import {SMALL_BOOSTING} from "./boostingFamily.js";
import type {Estimator} from "./estimator.js";
import {multiTaskEstimator, type TwoTasks} from "./multiTaskEstimator.js";
import {TABULAR_FAMILIES} from "./tabularFamilies.js";

/**
 * The learners that can be trained by name, each small enough to be sent to a page: a file of at most 500 kB.
 *
 * @example
 * ```ts
 * trainableEstimators().map(({id}) => id)
 * // → ["rules", "logistic", "firth", "piecewise", "tree", "forest", "boosting", "boosting-level",
 * //   "boosting-symmetric", "voting", "voting-learned", "hybrid", "multi-task"]
 * ```
 */
export function trainableEstimators(): readonly Estimator<TwoTasks>[] {
  // what learns from a second label is no learner of rows and labels alone
  return [...TABULAR_FAMILIES.flatMap((family) => family.estimators()), multiTaskEstimator(SMALL_BOOSTING.leaf)];
}
