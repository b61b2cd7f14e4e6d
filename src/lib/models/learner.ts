import type {Matrix, TrainingSet} from "./matrix.js";
import type {Model} from "./model.js";

export interface FitProgress {
  /** Steps done (trees, epochs) and how many there will be at most. */
  readonly done: number;
  readonly of: number;
  /** Mean loss so far on the rows of training and of validation; absent where it is not worked out. */
  readonly training?: number | null;
  readonly validation?: number | null;
}

export interface FitContext {
  readonly seed: number;
  /** Rows that decide when to stop or how to mix, never those of the test. */
  readonly validation?: TrainingSet;
  /** Whose each training row is; where a learner parts the rows itself, those of one owner stay together. */
  readonly groups?: ArrayLike<number | string>;
  /** Awaited between two steps, so that a worker can hear a message; whatever it throws ends the fit. */
  readonly report?: (progress: FitProgress) => void | Promise<void>;
}

/**
 * One way of making a model from examples, with its options chosen. All families have this one face, in Node, in a
 * worker and in a page.
 */
export interface Learner<Input extends Matrix = Matrix> {
  /** As files, addresses and results name it: `boosting`. */
  readonly id: string;
  /** As a page names it: "Gradient boosting". */
  readonly title: string;
  /** How it was set, as a reader should know it: "200 trees of 31 leaves, rate 0.1". */
  readonly setting: string;
  /** Throws `UserError` where there is nothing to learn: no rows, one class, labels that are none. */
  fit(train: Input & Pick<TrainingSet, "y" | "weights">, context: FitContext): Promise<Model>;
}
