import {withWeight} from "./crossValidation.js";
import {fitOneHot} from "./oneHot.js";
import type {Estimator} from "./estimator.js";
import type {Matrix} from "./matrix.js";
import {toFloat32} from "./toFloat32.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";

/**
 * A learner with the named columns of codes spread out before it, one column of 0 and 1 for each code that the training
 * rows have. Throws `RangeError` at the fit for a name that is no column.
 *
 * @example
 * ```ts
 * import {logisticEstimator} from "./logisticFamily.js";
 *
 * // codes are no numbers: the one in the middle buys
 * const train = {rows: 6, columns: ["city"], x: Float64Array.of(1, 1, 2, 2, 3, 3), y: [0, 0, 1, 1, 0, 0]};
 * const model = await oneHotEstimator(logisticEstimator(), ["city"]).fit(train, {seed: 1});
 * const [first, second, third] = model.predict({rows: 3, columns: ["city"], x: Float64Array.of(1, 2, 3)});
 * second > 0.5 && first < 0.5 && third < 0.5 // → true
 * ```
 */
export function oneHotEstimator(learner: Estimator, codes: readonly string[]): Estimator {
  return {
    ...learner,
    setting: `${learner.setting}; ${codes.join(", ")} one-hot`,
    async fit(all, given) {
      const {train, context} = withWeight(all, given);
      const input = toFloat32(train);
      const step: Transform = {step: "oneHot", ...fitOneHot(input, codes)};
      const after = (matrix: Matrix) => applyTransform(step, toFloat32(matrix));
      const {validation} = context;
      const model = await learner.fit(
        {...train, ...after(train)},
        {...context, ...(validation === undefined ? {} : {validation: {...validation, ...after(validation)}})}
      );
      return pipelineModel([step], model);
    }
  };
}
