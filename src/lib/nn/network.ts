import type {Tensor, Tensor2D} from "@tensorflow/tfjs-core";
import {exp} from "../core/portableMath.js";
import {random} from "../core/random.js";
import type {Weights} from "./optimizers.js";
import type {Tape} from "./tape.js";

/** Some rows as a network takes them. */
export interface Batch {
  readonly rows: number;
  /** rows × columns, standardized; null where the network takes no columns. */
  readonly x: Float32Array | null;
  /** rows × steps × channels, and rows × steps; null where it takes no events. */
  readonly events: {readonly x: Float32Array; readonly mask: Float32Array} | null;
}

/**
 * Silences units in training: gives a layer with some of its values 0 and the others larger; the layer itself in
 * predictions.
 */
export type Dropout = (layer: Tensor2D) => Tensor2D;

/** A shape of network: which weights it has, and how a row's log-odds, one or several, come from them. */
export interface Network {
  /** The weights by name; those of a single dimension are added or scale, and are not shrunk. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** rows × outputs */
  logOdds(tape: Tape, weights: Readonly<Record<string, Tensor>>, batch: Batch, dropout: Dropout): Tensor2D;
}

const STREAM = 21;

/**
 * Weights to start from, the same for the same seed: Glorot's uniform ones for matrices, zero for what is added, one
 * for what scales (names that end in `gain`). Source: Glorot and Bengio (2010), AISTATS.
 *
 * @example
 * ```ts
 * import {mlpNetwork} from "./mlpNetwork.js";
 *
 * const network = mlpNetwork(2, {width: 3, depth: 1});
 * const {w0, b0} = initialWeights(network, 1);
 * w0.length // → 6
 * Math.max(...w0.map(Math.abs)) < Math.sqrt(6 / (2 + 3)) // → true
 * b0 // → [0, 0, 0]
 * ```
 */
export function initialWeights({shapes}: Network, seed: number): Weights {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], k) => {
      const source = random(seed, STREAM, k);
      const size = shape.reduce((a, b) => a * b, 1);
      const limit = Math.sqrt(6 / (shape[0] + shape[shape.length - 1]));
      const draw =
        shape.length > 1 ? () => limit * (2 * source.uniform() - 1) : name.endsWith("gain") ? () => 1 : () => 0;
      return [name, Float32Array.from({length: size}, draw)];
    })
  );
}

/**
 * The chance that log-odds stand for.
 *
 * @example
 * ```ts
 * sigmoid(0) // → 0.5
 * sigmoid(1) // → 0.7310…
 * sigmoid(-800) // → 0
 * ```
 */
export function sigmoid(logOdds: number): number {
  return logOdds >= 0 ? 1 / (1 + exp(-logOdds)) : 1 - 1 / (1 + exp(logOdds));
}
