import type {Matrix} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {applyOneHot, type OneHot} from "./oneHot.js";
import {piecewiseLinear, type PiecewiseLinear} from "./piecewiseLinear.js";
import {standardize, type Standardizer} from "./standardize.js";

/** What is done to the columns before a model sees them, as fitted on the rows of training. */
export type Step =
  | ({readonly step: "standardize"} & Standardizer)
  | ({readonly step: "oneHot"} & OneHot)
  | ({readonly step: "piecewiseLinear"} & PiecewiseLinear);

/** The matrix after one step. Throws `RangeError` where its columns are not those the step was fitted on. */
export function applyStep(step: Step, matrix: Matrix): Matrix {
  checkColumns(step.columns, matrix);
  if (step.step === "standardize") return standardize(step, matrix);
  return step.step === "oneHot" ? applyOneHot(step, matrix) : piecewiseLinear(step, matrix);
}

/** A model with its preparation in front: it takes the columns that its first step takes. */
export interface PreparedModel extends Model {
  readonly family: "prepared";
  readonly steps: readonly Step[];
  readonly model: Model;
}

/** The model that takes columns as they come and prepares them itself; the model alone where there is no step. */
export function prepared(steps: readonly Step[], model: Model): Model {
  if (steps.length === 0) return model;
  const made: PreparedModel = {
    family: "prepared",
    columns: steps[0].columns,
    steps,
    model,
    predict: (matrix) => model.predict(steps.reduce((m: Matrix, step) => applyStep(step, m), matrix)),
    toJSON: () => ({family: "prepared", columns: steps[0].columns, steps, model: model.toJSON()})
  };
  return made;
}
