import {UserError} from "../../core/errors.js";
import {checkTraining} from "../checkTraining.js";
import type {TrainingSet} from "../matrix.js";
import {fitStandardizer} from "../standardize.js";
import {fitEventEncoder} from "./eventEncoder.js";
import type {FitEpoch} from "./fitMlp.js";
import {sequenceExamples, sequenceModel, sequenceNetwork, type NeuralModel} from "./neuralModel.js";
import {
  checkNeural,
  GRU_OPTIONS,
  TRANSFORMER_OPTIONS,
  type SequenceOptions,
  type TransformerOptions
} from "../../nn/neuralOptions.js";
import {withSequences} from "./sequenceMatrix.js";
import {logLoss, meanLoss, trainNetwork} from "../../nn/trainer.js";

/**
 * Fits a recurrent network or a transformer on the events before each row, with or without its columns. Yields after
 * every epoch. What it knows of departments and prices is from the events that the rows of training look back on.
 * Throws what `fitMlp` throws, `RangeError` for rows without sequences, and `UserError` where no row has any event.
 */
export function* fitSequence(
  family: "gru" | "transformer",
  train: TrainingSet,
  given: Partial<TransformerOptions> = {},
  {validation}: {readonly validation?: TrainingSet} = {}
): Generator<FitEpoch, NeuralModel> {
  const options: SequenceOptions & Partial<TransformerOptions> = {
    ...(family === "gru" ? GRU_OPTIONS : TRANSFORMER_OPTIONS),
    ...given
  };
  checkNeural(options);
  checkTraining(train, {labels: "classes"});
  const {sequences} = withSequences(train);
  if (sequences.until.every((until, row) => until === sequences.from[row]))
    throw new UserError("no example has an event before its moment", "choose later moments");
  const encoder = fitEventEncoder(sequences, options.steps);
  const standardizer = fitStandardizer(train);
  const parts = {family, columns: train.columns, options, standardizer, encoder};
  const examples = (set: TrainingSet) =>
    sequenceExamples(set, {encoder, standardizer, withColumns: options.withColumns});
  const network = sequenceNetwork(parts, train.columns.length);
  const run = trainNetwork({
    network,
    examples: examples(train),
    objective: logLoss(train, options.scalePosWeight),
    options,
    validate: validation && meanLoss(network, examples(validation), logLoss(validation, options.scalePosWeight))
  });
  for (;;) {
    const {done, value} = run.next();
    if (done) return sequenceModel(parts, value);
    const {weights, ...epoch} = value;
    yield {...epoch, model: sequenceModel(parts, weights)};
  }
}
