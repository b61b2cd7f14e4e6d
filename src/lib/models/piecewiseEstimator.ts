import {constantColumns} from "./constantColumn.js";
import type {Estimator} from "./estimator.js";
import {fitLogistic, LOGISTIC_OPTIONS, type LogisticOptions} from "./logisticRegression.js";
import {fitPiecewiseLinear} from "./piecewiseLinear.js";
import {toFloat32} from "./toFloat32.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";

/**
 * Logistic regression on columns bent at their quantiles, so that a chance may rise and fall along a column.
 *
 * Fitting throws what `fitLogistic` throws, and `UserError` for an infinite value.
 *
 * @example
 * ```ts
 * const train = {rows: 8, columns: ["hour"], x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), y: [1, 1, 0, 0, 0, 0, 1, 1]};
 * const model = await piecewiseEstimator({pieces: 4}).fit(train, {seed: 1});
 * const [early, noon, late] = model.predict({rows: 3, columns: ["hour"], x: Float64Array.of(1, 4.5, 8)});
 * early > noon && noon < late // → true
 * ```
 */
export function piecewiseEstimator({
  pieces = 8,
  ...given
}: Partial<LogisticOptions> & {readonly pieces?: number} = {}): Estimator {
  const o = {...LOGISTIC_OPTIONS, ...given};
  return {
    id: "piecewise",
    title: "Piecewise-linear logistic regression",
    setting: `${pieces} pieces a column at quantiles, ridge ${o.l2}`,
    async fit(train, {report}) {
      const input = toFloat32(train);
      const step: Transform = {step: "piecewiseLinear", ...fitPiecewiseLinear(input, pieces, constantColumns(train))};
      const model = fitLogistic({...train, ...applyTransform(step, input)}, o);
      await report?.({done: 1, of: 1});
      return pipelineModel([step], model);
    }
  };
}
