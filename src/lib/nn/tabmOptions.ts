import {UserError} from "../core/errors.js";
import type {TrainingOptions} from "./neuralOptions.js";

export interface TabmOptions extends TrainingOptions {
  /** Networks that share their matrices; 1 is a plain multilayer perceptron. */
  readonly heads: number;
  /** Units of each hidden layer of each head, and how many layers. */
  readonly width: number;
  readonly depth: number;
  /** Pieces that a column of numbers is cut into at its quantiles, at most. */
  readonly pieces: number;
  /** How many numbers a column is embedded in, see `piecewiseLinearEmbeddings`. */
  readonly embedding: number;
  /** Every step takes this times the learning rate off each weight. */
  readonly weightDecay: number;
  /** A gradient that is longer than this over all weights is shortened to it. */
  readonly clip: number;
  /** What decides on validation rows which epoch was the best: ranking, or log loss. */
  readonly best: "auc" | "loss";
}

/**
 * The paper's settings for 32 heads with embeddings, at the size that suits some ten thousand rows. Source: arXiv
 * 2410.24210, appendix D.
 */
export const TABM_OPTIONS: TabmOptions = {
  epochs: 40,
  batch: 256,
  learningRate: 2e-3,
  l2: 0,
  dropout: 0.1,
  scalePosWeight: 1,
  patience: 8,
  seed: 1,
  heads: 32,
  width: 192,
  depth: 2,
  pieces: 24,
  embedding: 12,
  weightDecay: 3e-4,
  clip: 1,
  best: "auc"
};

/**
 * Throws `UserError` for an option of TabM's own that is out of its range, naming it.
 *
 * @example
 * ```ts
 * checkTabm(TABM_OPTIONS) // → undefined
 * checkTabm({...TABM_OPTIONS, heads: 0}) // → throws UserError: heads: 0; give a whole number from 1 to 128
 * ```
 */
export function checkTabm(options: TabmOptions): void {
  for (const [name, low, high] of [
    ["heads", 1, 128],
    ["depth", 1, 8],
    ["pieces", 1, 256],
    ["embedding", 1, 64]
  ] as const) {
    const value = options[name];
    if (!(Number.isInteger(value) && value >= low && value <= high))
      throw new UserError(`${name}: ${value}`, `give a whole number from ${low} to ${high}`);
  }
  if (!(options.weightDecay >= 0 && options.weightDecay <= 1))
    throw new UserError(`weightDecay: ${options.weightDecay}`, "give a number from 0 to 1");
  if (!(options.clip > 0)) throw new UserError(`clip: ${options.clip}`, "give a number above 0");
}
