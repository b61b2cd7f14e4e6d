import type {Estimator} from "../estimator.js";
import {layersGruLearner} from "./layersGru.js";
import {layersPerceptronLearner} from "./layersPerceptron.js";
import type {SequenceMatrix} from "./sequenceMatrix.js";

/**
 * The learners that TensorFlow.js's layers build, as pages offer them. A backend of TensorFlow.js must be ready.
 *
 * @example
 * ```ts
 * layersLearners().map(({id}) => id) // → ["layers-mlp", "layers-gru"]
 * ```
 */
export function layersLearners(): readonly Estimator<SequenceMatrix>[] {
  return [layersPerceptronLearner(), layersGruLearner()];
}
