import {tensor2d, type Tensor2D} from "@tensorflow/tfjs-core";
import type {Random} from "../core/random.js";
import {masked} from "./layers.js";
import type {Tape} from "./tape.js";

/** Halves of a drawn number, in each of which a unit's lot lies. */
const LOTS = 65536;

/**
 * What the units of a layer are multiplied by: 0 with the chance `dropout`, to one part in 65,536, and otherwise as much
 * more than 1 as keeps the mean. One number is drawn for two units, as a wide layer has millions of them in each step.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const mask = dropoutMask(1000, 0.5, random(1));
 * new Set(mask).size // → 2
 * Math.max(...mask) // → 2
 * const mean = mask.reduce((a, b) => a + b) / 1000;
 * Math.abs(mean - 1) < 0.1 // → true
 * ```
 */
export function dropoutMask(size: number, dropout: number, source: Random): Float32Array {
  const silent = Math.round(dropout * LOTS);
  const kept = LOTS / (LOTS - silent);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const lots = source.uint32();
    if (lots >>> 16 >= silent) mask[i] = kept;
    // beyond the end of an odd mask nothing is written
    if ((lots & 0xffff) >= silent) mask[i + 1] = kept;
  }
  return mask;
}

/**
 * A layer in training with a share of its units silent, and the others as much larger; in predictions the layer itself.
 * Source: Srivastava et al. (2014), JMLR 15, 1929–1958.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {random} from "../core/random.js";
 * import {Tape} from "./tape.js";
 *
 * const layer = tensor2d(new Float32Array(100).fill(1), [4, 25]);
 * dropout(new Tape(false), layer, 0.5, random(1)) === layer // → true
 * new Set(dropout(new Tape(true), layer, 0.5, random(1)).dataSync()).size // → 2
 * ```
 */
export function dropout(tape: Tape, layer: Tensor2D, share: number, source: Random): Tensor2D {
  if (share === 0 || !tape.learning) return layer;
  return masked(tape, layer, tensor2d(dropoutMask(layer.size, share, source), layer.shape));
}
