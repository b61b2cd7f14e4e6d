import type {Estimator} from "../estimator.js";
import {layersGruEstimator} from "./layersGru.js";
import {layersPerceptronEstimator} from "./layersPerceptron.js";
import type {SequenceMatrix} from "./sequenceMatrix.js";

/**
 * The learners that TensorFlow.js's layers build, as pages offer them. A backend of TensorFlow.js must be ready.
 *
 * @example
 * ```ts
 * layersEstimators().map(({id}) => id) // → ["layers-mlp", "layers-gru"]
 * ```
 */
export function layersEstimators(): readonly Estimator<SequenceMatrix>[] {
  return [layersPerceptronEstimator(), layersGruEstimator()];
}
