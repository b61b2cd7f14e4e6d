import {checkTraining} from "../checkTraining.js";
import {withoutWeightless, type TrainingSet} from "../matrix.js";
import type {Model} from "../model.js";
import {fitStandardizer, standardize} from "../standardize.js";
import {columnExamples, preparedMlp} from "./neuralModel.js";
import {mlpNetwork} from "../../nn/mlpNetwork.js";
import {checkNeural, MLP_OPTIONS, type MlpOptions} from "../../nn/neuralOptions.js";
import {logLoss, meanLoss, trainNetwork, type Epoch} from "../../nn/trainer.js";

/** An epoch, and the model as it is after it; the next epoch changes it. */
export interface FitEpoch extends Omit<Epoch, "weights"> {
  readonly model: Model;
}

/**
 * Fits a multilayer perceptron on columns standardized by the rows of training, missing values at their mean. Yields
 * after every epoch. Throws what `checkTraining`, `checkNeural` and `trainNetwork` throw. A backend of TensorFlow.js
 * must be ready.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const epochs = Array.from(fitMlp(train, {epochs: 100, depth: 0, learningRate: 0.1, l2: 1 / 6}));
 * epochs.length // → 100
 * // without a hidden layer it is logistic regression, here with the penalty of `logisticEstimator`
 * Math.abs(epochs[99].model.predict(train)[0] - 0.2188) < 0.01 // → true
 * ```
 */
export function* fitMlp(
  all: TrainingSet,
  given: Partial<MlpOptions> = {},
  {validation}: {readonly validation?: TrainingSet} = {}
): Generator<FitEpoch, Model> {
  const options: MlpOptions = {...MLP_OPTIONS, ...given};
  checkNeural(options);
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightless(all);
  const standardizer = fitStandardizer(train);
  const examples = (set: TrainingSet) => columnExamples(standardize(standardizer, set));
  const network = mlpNetwork(train.columns.length, options);
  const run = trainNetwork({
    network,
    examples: examples(train),
    objective: logLoss(train, options.scalePosWeight),
    options,
    validate: validation && meanLoss(network, examples(validation), logLoss(validation, options.scalePosWeight))
  });
  for (;;) {
    const {done, value} = run.next();
    if (done) return preparedMlp(standardizer, options, value);
    const {weights, ...epoch} = value;
    yield {...epoch, model: preparedMlp(standardizer, options, weights)};
  }
}
