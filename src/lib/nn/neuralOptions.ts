import {UserError} from "../core/errors.js";

/** What all networks are trained with. */
export interface TrainingOptions {
  readonly epochs: number;
  /** Rows of one step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Half of this times the sum of squared weights (not those added) is part of the loss. */
  readonly l2: number;
  /** Share of the units of a hidden layer that are silent in a step. */
  readonly dropout: number;
  /** What positives weigh against negatives. */
  readonly scalePosWeight: number;
  /**
   * Stops after so many epochs without a better validation loss, where there is a validation set; the best weights
   * are kept. 0: never.
   */
  readonly patience: number;
  readonly seed: number;
}

export interface MlpOptions extends TrainingOptions {
  /** Units of each hidden layer, and how many layers. */
  readonly width: number;
  readonly depth: number;
}

export interface SequenceOptions extends TrainingOptions {
  /** Units of the state, or the width of the attention. */
  readonly width: number;
  /** The latest events that are looked at. */
  readonly steps: number;
  /** Whether the columns of the matrix are told too, beside what the events come to. */
  readonly withColumns: boolean;
}

export interface TransformerOptions extends SequenceOptions {
  readonly heads: number;
  /** Blocks of attention and rectifier. */
  readonly depth: number;
}

const TRAINING: TrainingOptions = {
  epochs: 20,
  batch: 256,
  learningRate: 2e-3,
  l2: 1e-5,
  dropout: 0,
  scalePosWeight: 1,
  patience: 0,
  seed: 1
};

export const MLP_OPTIONS: MlpOptions = {...TRAINING, width: 64, depth: 2};
export const GRU_OPTIONS: SequenceOptions = {...TRAINING, epochs: 10, width: 32, steps: 32, withColumns: true};
export const TRANSFORMER_OPTIONS: TransformerOptions = {...GRU_OPTIONS, heads: 2, depth: 1};

/**
 * Throws `UserError` for an option out of its range, naming it.
 *
 * @example
 * ```ts
 * checkNeural(MLP_OPTIONS) // → undefined
 * checkNeural({...MLP_OPTIONS, dropout: 1}) // → throws UserError: dropout: 1; give a number from 0 to 0.95
 * ```
 */
export function checkNeural(options: TrainingOptions & Partial<TransformerOptions>): void {
  const within = (name: keyof TransformerOptions, low: number, high: number, whole = false) => {
    const value = options[name] as number | undefined;
    if (value === undefined) return;
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new UserError(`${name}: ${value}`, `give a ${whole ? "whole " : ""}number from ${low} to ${high}`);
  };
  within("epochs", 1, 10_000, true);
  within("batch", 1, 65_536, true);
  within("learningRate", 1e-7, 1);
  within("l2", 0, 1e3);
  within("dropout", 0, 0.95);
  within("scalePosWeight", 1e-9, 1e9);
  within("patience", 0, 10_000, true);
  within("seed", 0, 2_147_483_647, true);
  within("width", 1, 1024, true);
  within("depth", 0, 16, true);
  within("steps", 1, 32, true);
  within("heads", 1, 16, true);
  if (options.heads !== undefined && options.width! % options.heads !== 0)
    throw new UserError(`width ${options.width} with ${options.heads} heads`, "give a width that the heads divide");
}
