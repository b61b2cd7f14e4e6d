import {addStep} from "./addTransform.js";
import {boostingEstimator, SMALL_BOOSTING} from "./boostingFamily.js";
import {FOLDS, outOfFold, share, withWeight} from "./crossValidation.js";
import {TABULAR, type Family} from "./family.js";
import type {Estimator} from "./estimator.js";
import {addLogistic} from "./logisticFamily.js";
import {fitLogistic} from "./logisticRegression.js";
import type {Model} from "./model.js";
import {applyRules, ruleBook, RULES, type Rule} from "./rules.js";
import {stackColumns, stackedModel, SUREST, type StackedJson, type StackedModel} from "./stacked.js";
import {toFloat32} from "./toFloat32.js";

/** A model and rules, weighed by a logistic regression. */
export const stackedFamily: Family<Model, StackedJson> = {
  ...TABULAR,
  name: "stacked",
  estimators: () => [hybridEstimator({base: boostingEstimator(SMALL_BOOSTING.leaf)})],
  fromJson: ({model, book, top}, inner) => stackedModel(inner(model), book, top),
  configuration: ({model, book}, inner) => ({model: inner(model), rules: book.rules, missing: book.missing}),
  inputs: (stacked, inner) => inner((stacked as StackedModel).model),
  addToGraph(graph, inputs, stacked, inner) {
    const {model, book, top} = stacked as StackedModel;
    const chance = graph.cast(inner(graph, inputs, model), "double");
    const number = (value: number) => graph.constant(Float64Array.of(value), [1, 1]);
    const least = graph.node("Max", [chance, number(SUREST)], "double");
    const most = graph.node("Min", [least, number(1 - SUREST)], "double");
    const odds = graph.node("Div", [most, graph.node("Sub", [number(1), most], "double")], "double");
    const points = addStep(graph, graph.cast(inputs.features, "float"), {step: "rules", ...book});
    return addLogistic(graph, graph.beside([graph.node("Log", [odds], "double"), points]), top);
  }
};

export interface HybridOptions {
  readonly base: Estimator;
  readonly rules: readonly Rule[];
}

/**
 * Rules and a model together: a logistic regression weighs the model's log-odds and the rules' points, fitted on
 * chances of training rows that the model has not seen. Throws `UserError` where no rule has its column.
 *
 * Source: D. H. Wolpert (1992), Stacked generalization, Neural Networks 5, 241–259.
 *
 * @example
 * ```ts
 * import {boostingEstimator} from "./boostingFamily.js";
 *
 * const carts = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
 * const train = {rows: 10, columns: ["session_carts"], x: Float64Array.from(carts), y: [0, 0, 0, 1, 0, 1, 1, 0, 1, 1]};
 * const model = await hybridEstimator({base: boostingEstimator({trees: 5, leastRows: 1})}).fit(train, {seed: 1});
 * const [none, one] = model.predict({rows: 2, columns: ["session_carts"], x: Float64Array.of(0, 1)});
 * none < 0.5 && one > 0.5 // → true
 * ```
 */
export function hybridEstimator(given: Partial<HybridOptions> = {}): Estimator {
  const {base, rules} = {base: boostingEstimator({trees: 100, leaves: 15}), rules: RULES, ...given};
  return {
    id: "hybrid",
    title: "Rules and model",
    setting: `${base.title.toLowerCase()} (${base.setting}) and up to ${rules.length} rules, stacked on ${FOLDS} folds`,
    async fit(all, given) {
      const {train, context} = withWeight(all, given);
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
