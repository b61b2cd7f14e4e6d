import {checkTraining} from "../checkTraining.js";
import type {TrainingSet} from "../matrix.js";
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
 */
export function* fitMlp(
  train: TrainingSet,
  given: Partial<MlpOptions> = {},
  {validation}: {readonly validation?: TrainingSet} = {}
): Generator<FitEpoch, Model> {
  const options: MlpOptions = {...MLP_OPTIONS, ...given};
  checkNeural(options);
  checkTraining(train, {labels: "classes"});
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
