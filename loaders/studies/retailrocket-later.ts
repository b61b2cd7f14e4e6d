import type {Figure} from "../../src/lib/core/result.js";
import {fitAndEvaluate} from "../../src/lib/datasets/fitAndEvaluate.js";
import {datasetCounts} from "../../src/lib/datasets/dataset.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {measuredFigure} from "../results/measuredFigure.js";
import {CUTS, LATER_COLUMNS, readCartPrefixes} from "../datasets/cartPrefixes.js";
import {CART_SESSIONS_INPUTS, CART_SESSIONS_TITLE, cartTask, MOMENT_COLUMNS} from "../datasets/cartSessions.js";
import type {Study} from "./study.js";

/** Set as in `retailrocket-prefix`. */
const LEARNERS = [
  logisticEstimator({l2: 1}),
  boostingEstimator({growth: "level", trees: 200, depth: 4, learningRate: 0.05, l2: 1, leastRows: 1, leastHessian: 1})
];
const METRICS = ["auc", "accuracy"] as const;

/** Whether a cart session of RetailRocket buys, asked later and later after its first cart. */
export const study: Study = {
  name: "retailrocket-later",
  title: "Foretells purchases of RetailRocket's cart sessions some events after the first cart, by time.",
  options: {learners: LEARNERS.map(({id, setting}) => ({id, setting})), cuts: CUTS, columns: LATER_COLUMNS},
  inputs: CART_SESSIONS_INPUTS,
  measured: false,
  async run({progress}) {
    const figures: Record<string, Figure> = {};
    const runs: Record<string, (string | number)[]> = {cut: [], model: [], train: [], test: [], positives: []};
    for (const [cut, sessions] of await readCartPrefixes()) {
      // at the first cart itself the others are 0 by definition
      const task = cartTask(sessions, cut === 0 ? MOMENT_COLUMNS : LATER_COLUMNS, "kept");
      const {train, test, testPositives} = datasetCounts(task);
      for (const learner of LEARNERS) {
        progress(`${cut} events after the first cart, ${learner.title}`);
        const {evaluation} = await fitAndEvaluate(learner, task, {seed: 1});
        for (const metric of METRICS)
          figures[`after-${cut}-${learner.id}-${metric}`] = measuredFigure(evaluation[metric], {
            unit: metric,
            dataset: CART_SESSIONS_TITLE,
            protocol: `sessions cut ${cut} events after their first cart; ${train} earlier sessions train; users being visitors`
          });
        for (const [name, value] of Object.entries({cut, model: learner.id, train, test, positives: testPositives}))
          runs[name].push(value);
      }
    }
    return {
      figures,
      tables: {
        models: {id: LEARNERS.map(({id}) => id), title: LEARNERS.map(({title}) => title)},
        runs
      }
    };
  }
};
