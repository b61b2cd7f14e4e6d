import type {Direction} from "../../src/lib/tuning/trial.js";
import type {Parameters, SearchSpace} from "../../src/lib/tuning/searchSpace.js";

/** A score with its 95 % interval, and what it is taken over. */
export interface Score {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** What a training may do on its way. */
export interface TuningContext {
  readonly seed: number;
  /** Says how far it is, by what is compared with other trials at the same step; true where it should stop. */
  readonly report: (step: number, value: number) => Promise<boolean>;
}

/** A training that was stopped because it is not worth going on. */
export class Stopped extends Error {}

/**
 * What is tuned: a model on the training part of a source, scored on its validation part. The test part is scored only where `test` is called,
 * for the configuration that was chosen and for the default one.
 */
export interface TuningTask<Fitted = unknown> {
  /** What a journal says of it, the hash of the data included. */
  readonly about: Readonly<Record<string, string | number | null>>;
  readonly metric: string;
  readonly direction: Direction;
  readonly space: SearchSpace;
  /** The model's own setting, which may lie outside the space. */
  readonly defaults: Parameters;
  /** Configurations that the preset tries first. */
  readonly enqueued: readonly Parameters[];
  /** Trials unless said otherwise. */
  readonly trials: number;
  /** The last step that a training reports; 0 where it reports nothing, and cannot be pruned. */
  readonly steps: number;
  /**
   * Fits a configuration on the training part.
   *
   * @throws {UserError} for a configuration that makes no model, and `Stopped` where `report` said so
   */
  fit(parameters: Parameters, context: TuningContext): Promise<Fitted>;
  /** On the validation part: what is tuned for. */
  validation(fitted: Fitted): Score;
  test(fitted: Fitted): Score;
  /** On the test part, the first less the second, paired. */
  difference(first: Fitted, second: Fitted): Omit<Score, "n">;
}
