import {UserError} from "../core/errors.js";
import {boostingFromJson, type BoostingModel} from "./boosting.js";
import {boostingEstimator} from "./boostingFamily.js";
import type {BoostingOptions} from "./boostingOptions.js";
import {checkTraining} from "./checkTraining.js";
import {fixFeature} from "./fixFeature.js";
import type {FitContext, Estimator} from "./estimator.js";
import type {Matrix, TrainingSet} from "./matrix.js";
import {treeToJson} from "./tree.js";

/** Rows with a second label that tells of the same behaviour more often. */
export interface TwoTasks extends Matrix {
  /** One a row: 1 where the item, or anything, was put into the cart. Fitting needs it, but not every source knows. */
  readonly cart?: ArrayLike<number>;
}

/**
 * Carts and purchases learned together: every row comes twice, once asked for the cart and once for the purchase, with
 * a column that says which, and one model is fitted on both. What leads to either is learned from the many carts; where
 * purchases differ, trees cut by the column. The model handed back answers for purchases only, with that column gone
 * from its trees.
 *
 * A shared model was chosen over the chain cart → purchase because it learns from every row in one fit and its answer
 * stays one model of the same columns. `y` are the purchases. Throws `UserError` where either label has one class or
 * carts are not said.
 *
 * Source: R. Caruana (1997), Multitask learning, Machine Learning 28, 41–75.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 0, 0, 1, 1]};
 * const learner = multiTaskEstimator({trees: 20, leastRows: 1});
 * const model = await learner.fit({...train, cart: [0, 0, 0, 1, 1, 1]}, {seed: 1});
 * model.columns // → ["views"]
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 6)});
 * few < many // → true
 * ```
 */
export function multiTaskEstimator(given: Partial<BoostingOptions> = {}): Estimator<TwoTasks> {
  const base = boostingEstimator(given);
  return {
    id: "multi-task",
    title: "Cart and purchase together",
    setting: `${base.title.toLowerCase()} on rows of both tasks: ${base.setting}`,
    async fit(train, context) {
      checkTraining(train, {labels: "classes"});
      const {columns, rows, x, y, cart, weights} = train;
      if (cart === undefined)
        throw new UserError(
          "the rows do not say what was put into the cart",
          "choose a log that has carts, or another model"
        );
      checkTraining({...train, y: cart}, {labels: "classes"});
      const both: TrainingSet = {
        ...withTask({columns, rows, x}, [0, 1]),
        y: Float64Array.from({length: 2 * rows}, (_, i) => (i < rows ? cart[i] : y[i - rows])),
        ...(weights === undefined ? {} : {weights: Float64Array.from({length: 2 * rows}, (_, i) => weights[i % rows])})
      };
      const fitted = (await base.fit(both, purchasesOnly(context))) as BoostingModel;
      return boostingFromJson({
        ...fitted.toJSON(),
        columns,
        trees: fitted.trees.map((tree) => treeToJson(fixFeature(tree, columns.length, 1)))
      });
    }
  };
}

/** Validation rows are asked for purchases. */
function purchasesOnly({validation, groups: _, ...context}: FitContext): FitContext {
  if (validation === undefined) return context;
  return {...context, validation: {...validation, ...withTask(validation, [1])}};
}

/** The rows once for each task, with its number in a last column. */
function withTask({columns, rows, x}: Matrix, tasks: readonly number[]): Matrix {
  const width = columns.length + 1;
  const out = new Float64Array(tasks.length * rows * width);
  tasks.forEach((task, t) => {
    for (let row = 0; row < rows; row++) {
      const at = (t * rows + row) * width;
      out.set(x.subarray(row * columns.length, (row + 1) * columns.length), at);
      out[at + width - 1] = task;
    }
  });
  return {rows: tasks.length * rows, columns: [...columns, "task"], x: out};
}
