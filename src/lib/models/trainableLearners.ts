import {hybridLearner} from "./hybridLearner.js";
import type {Learner} from "./learner.js";
import {boostingLearner, forestLearner, logisticLearner, treeLearner} from "./learners.js";
import {multiTaskLearner, type TwoTasks} from "./multiTaskLearner.js";
import {piecewiseLearner} from "./piecewiseLearner.js";
import {rulesLearner} from "./rulesLearner.js";
import {votingLearner} from "./votingLearner.js";

const BOOSTING = {trees: 100, learningRate: 0.05, leastRows: 30} as const;

/**
 * The learners that can be trained by name, each small enough to be sent to a page: a file of at most 500 kB.
 *
 * @example
 * ```ts
 * trainableLearners().map(({id}) => id)
 * // → ["rules", "logistic", "firth", "piecewise", "tree", "forest", "boosting", "boosting-level",
 * //   "boosting-symmetric", "voting", "voting-learned", "hybrid", "multi-task"]
 * ```
 */
export function trainableLearners(): readonly Learner<TwoTasks>[] {
  const leaf = boostingLearner({...BOOSTING, leaves: 15});
  const level = boostingLearner({...BOOSTING, growth: "level", depth: 4});
  const symmetric = boostingLearner({...BOOSTING, growth: "symmetric", depth: 4});
  const forest = forestLearner({trees: 60, depth: 7, leastRows: 20});
  const members = [symmetric, level, leaf, forest];
  return [
    rulesLearner(),
    logisticLearner(),
    logisticLearner({penalty: "firth"}),
    piecewiseLearner(),
    treeLearner(),
    forest,
    leaf,
    level,
    symmetric,
    votingLearner({members}),
    votingLearner({members, weights: "learned"}),
    hybridLearner({base: leaf}),
    multiTaskLearner({...BOOSTING, leaves: 15})
  ];
}
