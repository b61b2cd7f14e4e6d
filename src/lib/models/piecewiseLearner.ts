import type {Learner} from "./learner.js";
import {fitLogistic, LOGISTIC_OPTIONS, type LogisticOptions} from "./logisticRegression.js";
import {fitPiecewiseLinear} from "./piecewiseLinear.js";
import {toFloat32} from "./toFloat32.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";

/** Logistic regression on columns bent at their quantiles, so that a chance may rise and fall along a column. */
export function piecewiseLearner({
  pieces = 8,
  ...given
}: Partial<LogisticOptions> & {readonly pieces?: number} = {}): Learner {
  const o = {...LOGISTIC_OPTIONS, ...given};
  return {
    id: "piecewise",
    title: "Piecewise-linear logistic regression",
    setting: `${pieces} pieces a column at quantiles, ridge ${o.l2}`,
    async fit(train, {report}) {
      const input = toFloat32(train);
      const step: Transform = {step: "piecewiseLinear", ...fitPiecewiseLinear(input, pieces)};
      const model = fitLogistic({...train, ...applyTransform(step, input)}, o);
      await report?.({done: 1, of: 1});
      return pipelineModel([step], model);
    }
  };
}
