import type {Estimator} from "./estimator.js";
import {fitLogistic} from "./logisticRegression.js";
import {toFloat32} from "./toFloat32.js";
import {applyRules, ruleBook, RULES, type Rule} from "./rules.js";
import {pipelineModel} from "./transforms.js";

/**
 * The score of the rules alone, made a chance by a logistic regression on it. Throws `UserError` where no rule has its
 * column.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["session_carts"], x: Float64Array.of(0, 0, 1, 2), y: [0, 0, 0, 1]};
 * const model = await rulesEstimator().fit(train, {seed: 1});
 * const [none, one, two] = model.predict({rows: 3, columns: ["session_carts"], x: Float64Array.of(0, 1, 2)});
 * none < one && one === two // → true (one rule: something was put into the cart)
 * ```
 */
export function rulesEstimator(rules: readonly Rule[] = RULES): Estimator {
  return {
    id: "rules",
    title: "Rules",
    setting: `points of up to ${rules.length} rules, made a chance`,
    async fit(train, {report}) {
      const book = ruleBook(train.columns, rules);
      const model = fitLogistic({...train, ...applyRules(book, toFloat32(train))}, {l2: 1});
      await report?.({done: 1, of: 1});
      return pipelineModel([{step: "rules", ...book}], model);
    }
  };
}
