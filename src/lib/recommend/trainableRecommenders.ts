import {gru4recSteps, type Gru4RecModel} from "./gru4rec.js";
import type {Gru4RecTrainingState} from "./gru4recNetwork.js";
import {gru4recToOnnx} from "./gru4recOnnx.js";
import {checkGru4RecOptions, GRU4REC_OPTIONS, type Gru4RecOptions} from "./gru4recOptions.js";
import type {Recommender, RecommenderTraining} from "./recommender.js";
import type {RecommenderFileOptions} from "./recommenderGraph.js";
import {sasrecSteps, type SasrecTrainingState} from "./sasrec.js";
import {sasrecToOnnx} from "./sasrecOnnx.js";
import {checkSasrecOptions, SASREC_OPTIONS, type SasrecOptions} from "./sasrecOptions.js";
import type {SasrecModel} from "./sasrecRecommender.js";
import type {ResumedTraining, TrainingEpoch, TrainingStep} from "./trainingProgress.js";

/** What every network's options have. */
export interface NetworkOptions {
  readonly n_epochs: number;
  readonly seed: number;
}

/** A recommender that is trained epoch by epoch and written as a file. */
export interface TrainableRecommender<
  Options extends NetworkOptions,
  State = unknown,
  Model extends Recommender = Recommender
> {
  readonly id: string;
  readonly title: string;
  readonly options: Options;
  /** Throws `UserError` for options that make no network. */
  check(options: Options): void;
  steps(
    train: RecommenderTraining,
    options: Options,
    resume?: ResumedTraining<State>
  ): Generator<TrainingStep | {readonly epoch: TrainingEpoch<State>}, Model>;
  toOnnx(model: Model, options: RecommenderFileOptions): Uint8Array;
  /** The most clicks of a session that the file takes; null for any number. */
  mostClicks(options: Options): number | null;
}

/** GRU4Rec as it is set for catalogues that a step can score in full. */
export const TRAINABLE_GRU4REC: TrainableRecommender<Gru4RecOptions, Gru4RecTrainingState, Gru4RecModel> = {
  id: "gru4rec",
  title: "GRU4Rec",
  options: {...GRU4REC_OPTIONS, n_sample: null, learning_rate: 0.1, n_epochs: 3},
  check: checkGru4RecOptions,
  steps: gru4recSteps,
  toOnnx: gru4recToOnnx,
  mostClicks: () => null
};

export const TRAINABLE_SASREC: TrainableRecommender<SasrecOptions, SasrecTrainingState, SasrecModel> = {
  id: "sasrec",
  title: "SASRec",
  options: SASREC_OPTIONS,
  check: checkSasrecOptions,
  steps: sasrecSteps,
  toOnnx: sasrecToOnnx,
  mostClicks: ({maxlen}) => maxlen
};
