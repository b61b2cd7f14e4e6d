import * as tf from "@tensorflow/tfjs";
import type {Random} from "../../core/random.js";
import {dropoutMask} from "../../nn/dropout.js";

/** Where the dropout layers of one network draw their masks from, in the order in which they are called. */
export interface MaskSource {
  random: Random;
}

/**
 * Dropout whose masks are drawn anew in each step from a generator of the project's own. The layer that comes with
 * TensorFlow.js draws the same mask in every step once it is given a seed.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import {random} from "../../core/random.js";
 *
 * const layer = new SeededDropout(0.5, {random: random(1)});
 * const ones = tf.ones([6]);
 * const values = (training: boolean) => (layer.apply(ones, {training}) as tf.Tensor).dataSync();
 * values(false) // → [1, 1, 1, 1, 1, 1]
 * // the units that are left stand in for the silent ones, and the next step silences others
 * values(true) // → [0, 2, 2, 2, 0, 2]
 * values(true) // → [0, 0, 0, 2, 0, 2]
 * ```
 */
export class SeededDropout extends tf.layers.Layer {
  static readonly className = "SeededDropout";

  /** @param share of units that are silent in a step */
  constructor(
    private readonly share: number,
    private readonly source: MaskSource
  ) {
    super({});
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], {training}: {readonly training?: boolean}): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (training !== true) return x;
    return tf.tidy(() => tf.mul(x, tf.tensor(dropoutMask(x.size, this.share, this.source.random), x.shape)));
  }
}
