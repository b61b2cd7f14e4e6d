import type {Matrix, TrainingSet} from "./matrix.js";
import type {FittedModel, Model} from "./model.js";

export interface FitProgress {
  /** Steps done (trees, epochs) and how many there will be at most. */
  readonly done: number;
  readonly of: number;
  /** Mean loss so far on the rows of training and of validation; absent where it is not worked out. */
  readonly training?: number | null;
  readonly validation?: number | null;
}

export interface FitContext<Train = TrainingSet> {
  readonly seed: number;
  /** What decides when to stop or how to mix, never what a model is tested on. */
  readonly validation?: Train;
  /** Whose each training row is; where an estimator parts the rows itself, those of one owner stay together. */
  readonly groups?: ArrayLike<number | string>;
  /** Awaited between two steps, so that a worker can hear a message; whatever it throws ends the fit. */
  readonly report?: (progress: FitProgress) => void | Promise<void>;
}

/** What an estimator learns from: rows of columns with their labels, or sequences, which have their answers in them. */
export type Training<Input> = Input extends Matrix ? Input & Pick<TrainingSet, "y" | "weights"> : Input;

/**
 * One way of making a model from examples, with its options chosen: `Input` is what the model is asked about, `Output`
 * what it answers. Tables of columns, sessions event by event, sequences of items and series in time have this one face,
 * in Node, in a worker and in a page.
 */
export interface Estimator<
  Input = Matrix,
  Output = Float64Array,
  Fitted extends FittedModel<never, unknown> = [Input] extends [Matrix] ? Model : FittedModel<Input, Output>
> {
  /** As files, addresses and results name it: `boosting`. */
  readonly id: string;
  /** As a page names it: "Gradient boosting". */
  readonly title: string;
  /** How it was set, as a reader should know it: "200 trees of 31 leaves, rate 0.1". */
  readonly setting: string;
  /** Throws `UserError` where there is nothing to learn: no rows, one class, labels that are none. */
  fit(train: Training<Input>, context: FitContext<Training<Input>>): Promise<Fitted>;
}
