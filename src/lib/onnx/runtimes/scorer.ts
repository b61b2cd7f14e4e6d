/** Numbers of one input of a model: 32-bit reals, row-major. */
export interface ModelInput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The inputs of a call by the names that the file gives them, all with the same number of rows. */
export type ModelInputs = Readonly<Record<string, ModelInput>>;

/** A model that can be asked, in whatever runtime. */
export interface Scorer {
  /** Called before calls follow each other: what has to be done once for all of them, and is no part of any. */
  ready?(): Promise<void>;
  /** What it predicts, in the order of the rows. A runtime that is asked and waited for gives a promise. */
  score(inputs: ModelInputs): Float32Array | Promise<Float32Array>;
  close(): void | Promise<void>;
}

/** One that answers at once. */
export interface SyncScorer extends Scorer {
  score(inputs: ModelInputs): Float32Array;
}
