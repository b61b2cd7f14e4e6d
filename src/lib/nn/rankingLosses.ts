import * as tf from "@tensorflow/tfjs-core";
import {rowShares, targetColumns, type TensorLoss} from "./tensorLoss.js";

/**
 * Losses of scores, rows × items, of which each row wants one: its target column. In session-parallel batches the items
 * are the targets of all rows and some that were drawn beside them, so that row k's target is column k.
 */

type Numbers = ArrayLike<number>;

/** Below any score by so much that its exponential is 0. */
const FAR = 1e9;

/** Shares of a row by the exponentials of its scores, where `there` (1 or 0) says which take part. */
function softmaxOver(scores: tf.Tensor2D, there: tf.Tensor2D | null): tf.Tensor2D {
  const shown = there === null ? scores : tf.sub(scores, tf.mul(tf.sub(1, there), FAR));
  const powers = tf.exp(tf.sub(shown, tf.max(shown, 1, true)));
  return tf.div(powers, tf.sum(powers, 1, true));
}

/** 1 at each row's target, else 0. */
function ownColumns({shape}: tf.Tensor2D, targets: Numbers): tf.Tensor2D {
  return tf.cast(tf.oneHot(targetColumns(shape, targets), shape[1]), "float32") as tf.Tensor2D;
}

const rowSums = (x: tf.Tensor): tf.Tensor2D => tf.sum(x, 1, true);

/**
 * Cross entropy of the softmax over all items. Sources: Bishop (2006), Pattern Recognition and Machine Learning, equation
 * 4.108; for sessions, Hidasi and Karatzoglou (2018), arXiv 1706.03847, section 2.2; PyTorch's `cross_entropy`.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const {loss, gradient} = softmaxCrossEntropy(tensor2d([[0, 0, 0, 0]]), [2]);
 * loss.dataSync() // → [1.386…] (ln 4)
 * gradient.dataSync() // → [0.25, 0.25, −0.75, 0.25]
 * ```
 */
export function softmaxCrossEntropy(scores: tf.Tensor2D, targets: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => crossEntropy(scores, targets, null, weights));
}

function crossEntropy(
  scores: tf.Tensor2D,
  targets: Numbers,
  there: tf.Tensor2D | null,
  weights: Numbers | undefined
): TensorLoss {
  const own = ownColumns(scores, targets);
  const shown = there === null ? scores : tf.sub(scores, tf.mul(tf.sub(1, there), FAR));
  const apart = tf.sub(shown, tf.max(shown, 1, true));
  const powers = tf.exp(apart);
  const sums = rowSums(powers);
  const shares = rowShares(scores.shape[0], weights);
  const each = tf.sub(tf.log(sums), rowSums(tf.mul(apart, own)));
  return {
    loss: tf.sum(tf.mul(each, shares)),
    gradient: tf.mul(tf.sub(tf.div(powers, sums), own), shares)
  };
}

export interface Sampling {
  /** How often each column's item is drawn in such a batch, in the mean; above 0, or nothing is corrected. */
  readonly expected?: Numbers;
  /** The item of each column: another column with the row's own target is no item that it does not want. */
  readonly items?: Numbers;
}

/**
 * Cross entropy of the softmax over a sample of items, which stands for the one over all of them: from each score the
 * logarithm of how often its item is drawn is taken. Throws `RangeError` for other numbers of columns. Sources: Bengio
 * and Senécal (2008), IEEE Transactions on Neural Networks 19, 713–722; Jean et al. (2015), arXiv 1412.2007, section 3.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * // the third item is drawn three times as often, so that its scores are expected to be too high
 * const expected = [1, 1, 3];
 * const {loss} = sampledSoftmax(tensor2d([[0, 0, Math.log(3)]]), [0], {expected});
 * loss.dataSync() // → [1.098…] (ln 3: all three alike)
 * // the second column is the target, drawn again
 * const {gradient} = sampledSoftmax(tensor2d([[0, 0, 0]]), [0], {items: [7, 7, 8]});
 * gradient.dataSync() // → [−0.5, 0, 0.5]
 * ```
 */
export function sampledSoftmax(
  scores: tf.Tensor2D,
  targets: Numbers,
  {expected, items}: Sampling = {},
  weights?: Numbers
): TensorLoss {
  const [rows, columns] = scores.shape;
  for (const given of [expected, items])
    if (given !== undefined && given.length !== columns)
      throw new RangeError(`${given.length} numbers for ${columns} columns`);
  return tf.tidy(() => {
    const corrected =
      expected === undefined ? scores : tf.sub(scores, tf.log(tf.tensor2d(Float32Array.from(expected), [1, columns])));
    let there: tf.Tensor2D | null = null;
    if (items !== undefined) {
      const mask = new Float32Array(rows * columns).fill(1);
      for (let row = 0; row < rows; row++)
        for (let k = 0; k < columns; k++)
          if (k !== targets[row] && items[k] === items[targets[row]]) mask[row * columns + k] = 0;
      there = tf.tensor2d(mask, [rows, columns]);
    }
    return crossEntropy(corrected as tf.Tensor2D, targets, there, weights);
  });
}

/** The scores of targets (rows × 1), 1 where a column is the row's target, and 1 where it is another. */
function targetsApart(scores: tf.Tensor2D, targets: Numbers) {
  const own = ownColumns(scores, targets);
  return {own, others: tf.sub(1, own) as tf.Tensor2D, wanted: rowSums(tf.mul(scores, own))};
}

/** For a loss that is 0 where the chance of a row comes to 0. */
const LEAST = 1e-24;

/**
 * BPR-max: −ln Σ s_j σ(r − r_j) + regularization Σ s_j r_j², r the target's score and s the softmax of the others'.
 * Source: Hidasi and Karatzoglou (2018), arXiv 1706.03847, equation 8.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * // both others score as the target does: σ(0) is a half
 * bprMax(tensor2d([[1, 1, 1]]), [0]).loss.dataSync() // → [0.6931…] (ln 2)
 * bprMax(tensor2d([[1, 1, 1]]), [0], {regularization: 0.5}).loss.dataSync() // → [1.193…] (ln 2 + 0.5 · 1²)
 * // the target's slope is −σ(0)
 * bprMax(tensor2d([[1, 1, 1]]), [0]).gradient.dataSync() // → [−0.5, 0.25, 0.25]
 * ```
 */
export function bprMax(
  scores: tf.Tensor2D,
  targets: Numbers,
  {regularization = 0}: {readonly regularization?: number} = {},
  weights?: Numbers
): TensorLoss {
  return tf.tidy(() => {
    const {own, others, wanted} = targetsApart(scores, targets);
    const s = softmaxOver(scores, others);
    const ahead = tf.sigmoid(tf.sub(wanted, scores));
    const chance = tf.add(rowSums(tf.mul(s, ahead)), LEAST);
    const squares = tf.square(scores);
    const penalty = rowSums(tf.mul(s, squares));
    // of the softmax's shares, and of the chance to be ahead
    const steep = tf.mul(s, tf.mul(ahead, tf.sub(1, ahead)));
    const ofOther = tf.div(tf.sub(steep, tf.mul(s, tf.sub(ahead, chance))), chance);
    const ofOwn = tf.neg(tf.div(rowSums(steep), chance));
    const ofPenalty = tf.add(tf.mul(s, tf.sub(squares, penalty)), tf.mul(tf.mul(s, scores), 2));
    const slope = tf.add(
      tf.add(tf.mul(others, ofOther), tf.mul(own, ofOwn)),
      tf.mul(tf.mul(others, ofPenalty), regularization)
    );
    const shares = rowShares(scores.shape[0], weights);
    const each = tf.sub(tf.mul(penalty, regularization), tf.log(chance));
    return {loss: tf.sum(tf.mul(each, shares)), gradient: tf.mul(slope, shares)};
  });
}

/** Σ a_j (σ(r_j − r) + σ(r_j²)) and its slopes, where the shares `a` do not depend on the scores. */
function top1Parts(scores: tf.Tensor2D, wanted: tf.Tensor2D) {
  const behind = tf.sigmoid(tf.sub(scores, wanted));
  const size = tf.sigmoid(tf.square(scores));
  const steep = tf.mul(behind, tf.sub(1, behind));
  const ofSize = tf.mul(tf.mul(size, tf.sub(1, size)), tf.mul(scores, 2));
  return {each: tf.add(behind, size), steep, ofSize};
}

/**
 * TOP1: the mean over the other items of σ(r_j − r) + σ(r_j²), r the target's score. Source: Hidasi et al. (2015), arXiv
 * 1511.06939, section 3.1.3.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const {loss, gradient} = top1(tensor2d([[0, 0, 0]]), [0]);
 * loss.dataSync() // → [1] (σ(0) + σ(0²))
 * gradient.dataSync() // → [−0.25, 0.125, 0.125]
 * ```
 */
export function top1(scores: tf.Tensor2D, targets: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => {
    const {own, others, wanted} = targetsApart(scores, targets);
    const a = tf.div(others, scores.shape[1] - 1);
    const {each, steep, ofSize} = top1Parts(scores, wanted);
    const shares = rowShares(scores.shape[0], weights);
    const slope = tf.sub(tf.mul(a, tf.add(steep, ofSize)), tf.mul(own, rowSums(tf.mul(a, steep))));
    return {loss: tf.sum(tf.mul(rowSums(tf.mul(a, each)), shares)), gradient: tf.mul(slope, shares)};
  });
}

/**
 * TOP1-max: Σ s_j (σ(r_j − r) + σ(r_j²)), r the target's score and s the softmax of the others'. Source: Hidasi and
 * Karatzoglou (2018), arXiv 1706.03847, equation 7.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * top1Max(tensor2d([[0, 0, 0]]), [0]).loss.dataSync() // → [1] (both others alike: as TOP1)
 * // one other item far ahead of the other has the whole share
 * top1Max(tensor2d([[0, 0, -100]]), [0]).loss.dataSync() // → [1]
 * ```
 */
export function top1Max(scores: tf.Tensor2D, targets: Numbers, weights?: Numbers): TensorLoss {
  return tf.tidy(() => {
    const {own, others, wanted} = targetsApart(scores, targets);
    const s = softmaxOver(scores, others);
    const {each, steep, ofSize} = top1Parts(scores, wanted);
    const value = rowSums(tf.mul(s, each));
    const shares = rowShares(scores.shape[0], weights);
    const ofShares = tf.mul(s, tf.sub(each, value));
    const slope = tf.sub(tf.add(ofShares, tf.mul(s, tf.add(steep, ofSize))), tf.mul(own, rowSums(tf.mul(s, steep))));
    return {loss: tf.sum(tf.mul(value, shares)), gradient: tf.mul(slope, shares)};
  });
}
