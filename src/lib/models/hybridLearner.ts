import type {Learner} from "./learner.js";
import {boostingLearner} from "./learners.js";
import {fitLogistic} from "./logisticRegression.js";
import {FOLDS, outOfFold, share} from "./crossValidation.js";
import {toFloat32} from "./toFloat32.js";
import {applyRules, ruleBook, RULES, type Rule} from "./rules.js";
import {stackColumns, stackedModel} from "./stacked.js";

export interface HybridOptions {
  readonly base: Learner;
  readonly rules: readonly Rule[];
}

/**
 * Rules and a model together: a logistic regression weighs the model's log-odds and the rules' points, fitted on
 * chances of training rows that the model has not seen. Throws `UserError` where no rule has its column.
 *
 * Source: D. H. Wolpert (1992), Stacked generalization, Neural Networks 5, 241–259.
 */
export function hybridLearner(given: Partial<HybridOptions> = {}): Learner {
  const {base, rules} = {base: boostingLearner({trees: 100, leaves: 15}), rules: RULES, ...given};
  return {
    id: "hybrid",
    title: "Rules and model",
    setting: `${base.title.toLowerCase()} (${base.setting}) and up to ${rules.length} rules, stacked on ${FOLDS} folds`,
    async fit(train, context) {
      const book = ruleBook(train.columns, rules);
      const probabilities = await outOfFold(base, train, {...context, report: share(context.report, 0, 2)});
      const model = await base.fit(train, {...context, report: share(context.report, 1, 2)});
      const top = fitLogistic(
        {...train, ...stackColumns(probabilities, applyRules(book, toFloat32(train)).x)},
        {l2: 1}
      );
      return stackedModel(model, book, top.toJSON());
    }
  };
}
