import {log} from "../core/portableMath.js";
import {logisticModel, type LogisticJson, type LogisticModel} from "./logisticRegression.js";
import type {Matrix} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {applyRules, type RuleBook} from "./rules.js";
import {toFloat32} from "./toFloat32.js";

/** Chances nearer to 0 or 1 count as this near, so that one sure model does not decide alone. */
export const SUREST = 1e-4;

/** What a stack's logistic regression sees of a row. */
const STACK_COLUMNS: readonly string[] = ["log-odds of the model", "rule score"];

/** A model and a rule book whose answers a logistic regression weighs. */
export interface StackedModel extends Model {
  readonly family: "stacked";
  readonly model: Model;
  readonly book: RuleBook;
  /** On `STACK_COLUMNS`. */
  readonly top: LogisticModel;
  toJSON(): StackedJson;
}

export interface StackedJson {
  readonly family: "stacked";
  readonly columns: readonly string[];
  readonly model: unknown;
  readonly book: RuleBook;
  readonly top: LogisticJson;
}

/**
 * The model that asks all three: `top` weighs the log-odds of `model` and the points of `book`. Its `predict` throws
 * `RangeError` for other columns than those of `model`.
 *
 * @example
 * ```ts
 * import {logisticModel} from "./logisticRegression.js";
 * import {ruleBook} from "./rules.js";
 *
 * const columns = ["session_carts"];
 * const fitted = {family: "logistic", standardErrors: [], iterations: 0} as const;
 * const even = logisticModel({...fitted, columns, intercept: 0, coefficients: [0]});
 * const top = {...fitted, columns: ["log-odds of the model", "rule score"], intercept: 0, coefficients: [1, 0.5]};
 * // three points for something in the cart: 1 / (1 + e^−1.5)
 * const model = stackedModel(even, ruleBook(columns), top);
 * model.predict({rows: 2, columns, x: Float64Array.of(0, 1)}) // → [0.5, 0.8175…]
 * ```
 */
export function stackedModel(model: Model, book: RuleBook, top: LogisticJson): StackedModel {
  const {columns} = model;
  const fitted = logisticModel(top);
  return {
    family: "stacked",
    columns,
    model,
    book,
    top: fitted,
    predict: (matrix: Matrix) => {
      checkColumns(columns, matrix);
      const input = toFloat32(matrix);
      return fitted.predict(stackColumns(model.predict(input), applyRules(book, input).x));
    },
    toJSON: () => ({family: "stacked", columns, model: model.toJSON(), book, top})
  };
}

/**
 * The two columns of a stack from the chances of a model and the scores of rules.
 *
 * @example
 * ```ts
 * stackColumns([0.5, 1], [3, 0]).x // → [0, 3, 9.210…, 0] (ln 9999: a chance of 1 counts as 0.9999)
 * ```
 */
export function stackColumns(probabilities: ArrayLike<number>, scores: ArrayLike<number>): Matrix {
  const x = new Float64Array(2 * probabilities.length);
  for (let row = 0; row < probabilities.length; row++) {
    const chance = Math.min(1 - SUREST, Math.max(SUREST, probabilities[row]));
    x[2 * row] = log(chance / (1 - chance));
    x[2 * row + 1] = scores[row];
  }
  return {rows: probabilities.length, columns: STACK_COLUMNS, x};
}
