import * as tf from "@tensorflow/tfjs-core";
import {rowColumn, rowShares, type TensorLoss} from "./tensorLoss.js";

type Numbers = ArrayLike<number>;

/** The loss and gradient of outputs from those of each cell, each row times its share. */
function meanOver(each: tf.Tensor, slope: tf.Tensor, shares: tf.Tensor2D): TensorLoss {
  return {loss: tf.sum(tf.mul(each, shares)), gradient: tf.mul(slope, shares)};
}

/**
 * Log loss of labels, 0 or 1 a row, from log-odds (rows × 1, or × several that all answer the same, whose losses are
 * averaged): max(z, 0) − z y + ln(1 + e^−|z|). `logLoss` of the trainer is the same on typed arrays. Source: Bishop
 * (2006), Pattern Recognition and Machine Learning, equation 4.90; PyTorch's `BCEWithLogitsLoss`.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const {loss, gradient} = binaryCrossEntropy(tensor2d([[0], [0]]), [1, 0]);
 * loss.dataSync() // → [0.6931…] (ln 2)
 * gradient.dataSync() // → [−0.25, 0.25] (half of the chance less the label)
 * binaryCrossEntropy(tensor2d([[0], [0]]), [1, 0], [2, 0]).gradient.dataSync() // → [−0.5, 0]
 * ```
 */
export function binaryCrossEntropy(logOdds: tf.Tensor2D, labels: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => {
    const [rows, outputs] = logOdds.shape;
    const y = rowColumn(rows, labels);
    const softplus = tf.log1p(tf.exp(tf.neg(tf.abs(logOdds))));
    const each = tf.add(tf.sub(tf.relu(logOdds), tf.mul(logOdds, y)), softplus);
    return meanOver(each, tf.sub(tf.sigmoid(logOdds), y), tf.div(rowShares(rows, weights), outputs));
  });
}

/**
 * Squared error of numbers, one a row: (z − y)². Source: Bishop (2006), equation 3.12 without its half; PyTorch's
 * `MSELoss`.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const {loss, gradient} = squaredError(tensor2d([[2], [5]]), [1, 2]);
 * loss.dataSync() // → [5] (the mean of 1 and 9)
 * gradient.dataSync() // → [1, 3]
 * ```
 */
export function squaredError(outputs: tf.Tensor2D, targets: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => {
    const [rows, width] = outputs.shape;
    const apart = tf.sub(outputs, rowColumn(rows, targets));
    return meanOver(tf.square(apart), tf.mul(apart, 2), tf.div(rowShares(rows, weights), width));
  });
}

/**
 * Poisson loss of counts, one a row, from the logarithms of their means: e^z − y z, the negative log-likelihood but for
 * a term of y alone. Source: McCullagh and Nelder (1989), Generalized Linear Models, section 6.2; PyTorch's
 * `PoissonNLLLoss`.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const {loss, gradient} = poissonLoss(tensor2d([[0], [0]]), [3, 1]);
 * loss.dataSync() // → [1] (a mean of 1 is expected either time)
 * gradient.dataSync() // → [−1, 0]
 * ```
 */
export function poissonLoss(logMeans: tf.Tensor2D, counts: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => {
    const [rows, outputs] = logMeans.shape;
    const y = rowColumn(rows, counts);
    const means = tf.exp(logMeans);
    const shares = tf.div(rowShares(rows, weights), outputs);
    return meanOver(tf.sub(means, tf.mul(y, logMeans)), tf.sub(means, y), shares as tf.Tensor2D);
  });
}

/**
 * Pinball loss of quantiles, rows × levels, of numbers, one a row: level (y − q) where y is above q, (1 − level) (q − y)
 * where it is below; its mean over levels. Where they are equal the slope is 0. Throws `RangeError` for a level that is
 * not between 0 and 1, or another number of them. Source: Koenker and Bassett (1978), Econometrica 46, 33–50.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * // a tenth of all should lie below 4, and nine tenths below 7; 6 came
 * const {loss, gradient} = pinballLoss(tensor2d([[4, 7]]), [6], [0.1, 0.9]);
 * Array.from(loss.dataSync(), (x) => x.toFixed(4)) // → ["0.1500"] (the mean of 0.1 · 2 and 0.1 · 1)
 * Array.from(gradient.dataSync(), (x) => x.toFixed(4)) // → ["-0.0500", "0.0500"]
 * pinballLoss(tensor2d([[4]]), [6], [1]) // → throws RangeError: level 1
 * ```
 */
export function pinballLoss(quantiles: tf.Tensor2D, targets: Numbers, levels: Numbers, weights?: Numbers): TensorLoss {
  const [rows, width] = quantiles.shape;
  if (levels.length !== width) throw new RangeError(`${levels.length} levels for ${width} outputs`);
  for (const level of Array.from(levels)) if (!(level > 0 && level < 1)) throw new RangeError(`level ${level}`);
  return tf.tidy(() => {
    const over = tf.sub(rowColumn(rows, targets), quantiles);
    const above = tf.step(over);
    const below = tf.step(tf.neg(over));
    const tau = tf.tensor2d(Float32Array.from(levels), [1, width]);
    const slope = tf.sub(tf.mul(below, tf.sub(1, tau)), tf.mul(above, tau));
    return meanOver(tf.neg(tf.mul(over, slope)), slope, tf.div(rowShares(rows, weights), width));
  });
}
