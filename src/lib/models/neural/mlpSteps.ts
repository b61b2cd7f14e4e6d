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

/** The chances of two sets of rows after each epoch of a perceptron that is fitted on the first. */
export function* mlpSteps(
  train: TrainingSet,
  test: TrainingSet,
  {steps, size, layers, l2, weight, seed}: MlpSteps
): Generator<{readonly step: number; readonly train: Float64Array; readonly test: Float64Array}> {
  const options = {epochs: steps, width: size, depth: layers, l2, scalePosWeight: weight, seed};
  for (const {epochs, model} of fitMlp(train, options))
    yield {step: epochs, train: model.predict(train), test: model.predict(test)};
}
