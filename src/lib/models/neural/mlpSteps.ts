import type {TrainingSet} from "../matrix.js";
import {fitMlp} from "./fitMlp.js";

/** A perceptron in the words of a page that trains models of several families. */
export interface MlpSteps {
  /** Epochs. */
  readonly steps: number;
  /** Units of each hidden layer. */
  readonly size: number;
  readonly layers: number;
  readonly l2: number;
  /** What a positive weighs against a negative. */
  readonly weight: number;
  readonly seed: number;
}

/**
 * The chances of two sets of rows after each epoch of a perceptron that is fitted on the first.
 *
 * Throws what `fitMlp` throws. A backend of TensorFlow.js must be ready.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const test = {rows: 2, columns: ["views"], x: Float64Array.of(1, 6), y: [0, 1]};
 * const options = {steps: 3, size: 4, layers: 1, l2: 0, weight: 1, seed: 1};
 * Array.from(mlpSteps(train, test, options), ({step, train, test}) => [step, train.length, test.length])
 * // → [[1, 6, 2], [2, 6, 2], [3, 6, 2]]
 * ```
 */
export function* mlpSteps(
  train: TrainingSet,
  test: TrainingSet,
  {steps, size, layers, l2, weight, seed}: MlpSteps
): Generator<{readonly step: number; readonly train: Float64Array; readonly test: Float64Array}> {
  const options = {epochs: steps, width: size, depth: layers, l2, scalePosWeight: weight, seed};
  for (const {epochs, model} of fitMlp(train, options))
    yield {step: epochs, train: model.predict(train), test: model.predict(test)};
}
