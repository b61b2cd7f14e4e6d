import type {Matrix} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {applyOneHot, type OneHot} from "./oneHot.js";
import {piecewiseLinear, type PiecewiseLinear} from "./piecewiseLinear.js";
import {checkFinite, toFloat32} from "./toFloat32.js";
import {applyRules, type RuleBook} from "./rules.js";
import {standardize, type Standardizer} from "./standardize.js";
import {applyTargetCodes, type TargetCodes} from "./targetEncoding.js";

/** What is done to the columns before a model sees them, as fitted on the rows of training. */
export type Transform =
  | ({readonly step: "standardize"} & Standardizer)
  | ({readonly step: "oneHot"} & OneHot)
  | ({readonly step: "piecewiseLinear"} & PiecewiseLinear)
  | ({readonly step: "targetCodes"} & TargetCodes)
  | ({readonly step: "rules"} & RuleBook);

/**
 * The matrix after one step. Throws `RangeError` where its columns are not those the step was fitted on, and
 * `UserError` for an infinite value where a step reckons with it.
 *
 * @example
 * ```ts
 * const step = {step: "standardize", columns: ["price"], means: [2], deviations: [2]} as const;
 * applyTransform(step, {rows: 3, columns: ["price"], x: Float64Array.of(0, 2, NaN)}).x // → [−1, 0, 0]
 * applyTransform(step, {rows: 1, columns: ["views"], x: Float64Array.of(0)})
 * // → throws RangeError: column 0 is views
 * ```
 */
export function applyTransform(step: Transform, matrix: Matrix): Matrix {
  checkColumns(step.columns, matrix);
  if (step.step === "oneHot") return applyOneHot(step, matrix);
  if (step.step === "targetCodes") return applyTargetCodes(step, matrix);
  if (step.step === "rules") return applyRules(step, matrix);
  checkFinite(matrix);
  return step.step === "standardize" ? standardize(step, matrix) : piecewiseLinear(step, matrix);
}

/** A model with its preparation in front: it takes the columns that its first step takes. */
export interface PipelineModel extends Model {
  readonly family: "prepared";
  readonly steps: readonly Transform[];
  readonly model: Model;
  toJSON(): PipelineJson;
}

export interface PipelineJson {
  readonly family: "prepared";
  readonly columns: readonly string[];
  readonly steps: readonly Transform[];
  readonly model: unknown;
}

/**
 * The model that takes columns as they come and prepares them itself; the model alone where there is no step. Values
 * are rounded to 32 bits first, as in its ONNX file; between steps they have 64.
 *
 * @example
 * ```ts
 * import {logisticModel} from "./logisticRegression.js";
 *
 * const fitted = {intercept: 0, coefficients: [1], standardErrors: [0, 0], iterations: 0};
 * const inner = logisticModel({family: "logistic", columns: ["price"], ...fitted});
 * const step = {step: "standardize", columns: ["price"], means: [2], deviations: [2]} as const;
 * const model = pipelineModel([step], inner);
 * model.predict({rows: 2, columns: ["price"], x: Float64Array.of(2, 4)}) // → [0.5, 0.7310…] (1 / (1 + e⁻¹))
 * ```
 */
export function pipelineModel(steps: readonly Transform[], model: Model): Model {
  if (steps.length === 0) return model;
  const {columns} = steps[0];
  const made: PipelineModel = {
    family: "prepared",
    columns,
    steps,
    model,
    predict: (matrix) => {
      checkColumns(columns, matrix);
      return model.predict(steps.reduce((m: Matrix, step) => applyTransform(step, m), toFloat32(matrix)));
    },
    toJSON: () => ({family: "prepared", columns, steps, model: model.toJSON()})
  };
  return made;
}
