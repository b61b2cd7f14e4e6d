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
import {withoutWeightlessSequences, withSequences} from "./sequenceMatrix.js";
import {logLoss, meanLoss, trainNetwork} from "../../nn/trainer.js";

/**
 * Fits a recurrent network or a transformer on the events before each row, with or without its columns. Yields after
 * every epoch. What it knows of departments and prices is from the events that the rows of training look back on.
 * Throws what `fitMlp` throws, `RangeError` for rows without sequences, and `UserError` where no row has any event.
 *
 * @example
 * ```ts
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 0),
 *   event: codes(0, 1),
 *   item_id: codes(7, 7),
 *   department_id: codes(3, 3),
 *   price_cents: codes(500, 500)
 * };
 * const examples = {from: codes(0, 1), until: codes(1, 2), item: codes(7, 7), department: codes(3, 3)};
 * const sequences = {events, ...examples, as_of_ms: Float64Array.of(60_000, 60_000)};
 * const train = {rows: 2, columns: ["views"], x: new Float64Array(2), y: [0, 1], sequences};
 * const losses = Array.from(fitSequence("gru", train, {width: 2, steps: 1, epochs: 20}), ({training}) => training);
 * losses[19] < losses[0] // → true
 * fitSequence("gru", {rows: 2, columns: ["views"], x: new Float64Array(2), y: [0, 1]}).next()
 * // → throws RangeError: the rows come without the events before them
 * ```
 */
export function* fitSequence(
  family: "gru" | "transformer",
  all: TrainingSet,
  given: Partial<TransformerOptions> = {},
  {validation}: {readonly validation?: TrainingSet} = {}
): Generator<FitEpoch, NeuralModel> {
  const options: SequenceOptions & Partial<TransformerOptions> = {
    ...(family === "gru" ? GRU_OPTIONS : TRANSFORMER_OPTIONS),
    ...given
  };
  checkNeural(options);
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightlessSequences({...all, ...withSequences(all)});
  const {sequences} = train;
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
