import {UserError} from "../core/errors.js";
import {sessionCount} from "./itemSequences.js";
import {checkGru4RecOptions, GRU4REC_OPTIONS, type Gru4RecOptions} from "./gru4recOptions.js";
import {Gru4RecNetwork, type Gru4RecWeights} from "./gru4recNetwork.js";
import {checkItem, clicksByItem, type Recommender, type RecommenderTraining} from "./recommender.js";
import {sessionBatches} from "./sessionBatches.js";

export interface Gru4RecEpoch {
  readonly epochs: number;
  /** Mean loss over the epoch's steps, each before it was taken. */
  readonly training: number;
}

/**
 * Trains GRU4Rec and yields after every epoch. Throws `UserError` for options that make no network, for sessions of one
 * click only, and where the loss is no number any more.
 */
export function* trainGru4Rec(
  train: RecommenderTraining,
  given: Partial<Gru4RecOptions> = {}
): Generator<Gru4RecEpoch, Recommender> {
  const options = {...GRU4REC_OPTIONS, ...given};
  checkGru4RecOptions(options);
  const {sequences, catalogue} = train;
  if (sequences.items.length === sessionCount(sequences))
    throw new UserError("no session has two clicks", "a recommender learns from what follows a click");
  const network = new Gru4RecNetwork(catalogue, options, clicksByItem(train));
  for (let epoch = 1; epoch <= options.n_epochs; epoch++) {
    network.reset();
    let sum = 0;
    let steps = 0;
    for (const {inputs, targets, kept, begun} of sessionBatches(sequences, options.batch_size)) {
      if (kept !== null) network.keep(kept);
      network.reset(begun);
      sum += network.step(inputs, targets);
      steps++;
    }
    if (!Number.isFinite(sum))
      throw new UserError(`the loss of epoch ${epoch} is no number any more`, "choose a smaller learning rate");
    yield {epochs: epoch, training: sum / steps};
  }
  return gru4recRecommender(catalogue, options, network.weights());
}

/** A recommender from weights. Throws `RangeError` for weights of another size. */
export function gru4recRecommender(catalogue: number, options: Gru4RecOptions, weights: Gru4RecWeights): Recommender {
  const network = new Gru4RecNetwork(
    catalogue,
    {...options, batch_size: 1, n_sample: 0, momentum: 0},
    new Float64Array(catalogue).fill(1)
  );
  network.load(weights);
  return {
    id: "gru4rec",
    catalogue,
    session() {
      const state = options.layers.map((units) => new Float32Array(units));
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
