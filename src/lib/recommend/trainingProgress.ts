/** A step of a recommender's training. */
export interface TrainingStep {
  /** Next clicks that this epoch has learnt from so far, of all. */
  readonly predictions: number;
  readonly of: number;
  readonly epoch: null;
}

/** An epoch of a recommender's training. */
export interface TrainingEpoch<State> {
  /** Done so far. */
  readonly epochs: number;
  /** Mean loss over the epoch's steps, each before it was taken. */
  readonly training: number;
  /** A copy of all that the training goes on from; numbers and arrays only. To be asked for before the next step. */
  state(): State;
}

/** Where a training goes on. */
export interface ResumedTraining<State> {
  /** Done so far. */
  readonly epochs: number;
  readonly state: State;
}
