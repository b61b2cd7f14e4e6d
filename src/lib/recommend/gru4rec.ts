import {UserError} from "../core/errors.js";
import {sessionCount} from "./itemSequences.js";
import {checkGru4RecOptions, GRU4REC_OPTIONS, type Gru4RecOptions} from "./gru4recOptions.js";
import {Gru4RecNetwork, type Gru4RecTrainingState, type Gru4RecWeights} from "./gru4recNetwork.js";
import {checkItem, clicksByItem, type Recommender, type RecommenderTraining} from "./recommender.js";
import {sessionBatches} from "./sessionBatches.js";
import type {ResumedTraining, TrainingEpoch, TrainingStep} from "./trainingProgress.js";

/** A trained GRU4Rec with all that its scores are computed from. */
export interface Gru4RecModel extends Recommender {
  readonly options: Gru4RecOptions;
  readonly weights: Gru4RecWeights;
}

export type Gru4RecEpoch = TrainingEpoch<Gru4RecTrainingState>;

/**
 * Trains GRU4Rec and yields after every epoch. Throws `UserError` for options that make no network, for sessions of one
 * click only, and where the loss is no number any more.
 */
export function* trainGru4Rec(
  train: RecommenderTraining,
  given: Partial<Gru4RecOptions> = {}
): Generator<Gru4RecEpoch, Gru4RecModel> {
  const steps = gru4recSteps(train, given);
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    if (value.epoch !== null) yield value.epoch;
  }
}

/**
 * The same training, which yields after every step as well, so that it can be ended within an epoch. `resume` is the state
 * of an epoch of the same training: what follows is what would have followed.
 */
export function* gru4recSteps(
  train: RecommenderTraining,
  given: Partial<Gru4RecOptions> = {},
  resume?: ResumedTraining<Gru4RecTrainingState>
): Generator<TrainingStep | {readonly epoch: Gru4RecEpoch}, Gru4RecModel> {
  const options = {...GRU4REC_OPTIONS, ...given};
  checkGru4RecOptions(options);
  const {sequences, catalogue} = train;
  const clicks = clicksByItem(train);
  const of = sequences.items.length - sessionCount(sequences);
  if (of === 0) throw new UserError("no session has two clicks", "a recommender learns from what follows a click");
  const network = new Gru4RecNetwork(catalogue, options, clicks);
  if (resume !== undefined) network.resume(resume.state);
  for (let epoch = (resume?.epochs ?? 0) + 1; epoch <= options.n_epochs; epoch++) {
    network.reset();
    let sum = 0;
    let steps = 0;
    let predictions = 0;
    for (const {inputs, targets, kept, begun} of sessionBatches(sequences, options.batch_size)) {
      if (kept !== null) network.keep(kept);
      network.reset(begun);
      sum += network.step(inputs, targets);
      steps++;
      predictions += inputs.length;
      yield {predictions, of, epoch: null};
    }
    if (!Number.isFinite(sum))
      throw new UserError(`the loss of epoch ${epoch} is no number any more`, "choose a smaller learning rate");
    yield {epoch: {epochs: epoch, training: sum / steps, state: () => network.trainingState()}};
  }
  return gru4recRecommender(catalogue, options, network.weights());
}

/** A recommender from weights. Throws `RangeError` for weights of another size. */
export function gru4recRecommender(catalogue: number, options: Gru4RecOptions, weights: Gru4RecWeights): Gru4RecModel {
  const network = new Gru4RecNetwork(
    catalogue,
    {...options, batch_size: 1, n_sample: 0, momentum: 0},
    new Float64Array(catalogue).fill(1)
  );
  network.load(weights);
  return {
    id: "gru4rec",
    catalogue,
    options,
    weights,
    session() {
      const state = network.sessionState();
      const scores = new Float64Array(catalogue);
      return {
        click(item) {
          checkItem(item, catalogue);
          scores.set(network.predict(item, state));
          return scores;
        }
      };
    }
  };
}
