import {weightBootstrap, type BootstrapOptions} from "../metrics/bootstrap.js";
import {clusters} from "../metrics/clusters.js";
import type {Interval} from "../metrics/intervals.js";

/**
 * How much of what can be known a model knows: its mean gain less that of a baseline, over the ceiling's less the baseline's. 0
 * is the baseline, 1 the ceiling. The three see the same predictions, and the interval is the percentile bootstrap over sessions of the
 * quotient, so that what they share does not widen it. Throws `RangeError` for columns that differ in length, or where the ceiling
 * has no more than the baseline.
 *
 * @param gains of the model, one a prediction, e.g. of `gainOf`  @param sessions whose each prediction is
 * @example
 * ```ts
 * const share = shareOfCeiling([1, 0, 1, 0], {baseline: [0, 0, 1, 0], ceiling: [1, 1, 1, 0]}, [7, 7, 8, 9]);
 * share.value // → 0.5 ((2 − 1) / (3 − 1))
 * ```
 */
export function shareOfCeiling(
  gains: ArrayLike<number>,
  {baseline, ceiling}: {readonly baseline: ArrayLike<number>; readonly ceiling: ArrayLike<number>},
  sessions: ArrayLike<number>,
  options: Omit<BootstrapOptions, "clusters"> = {}
): Interval & {readonly value: number; readonly standardError: number} {
  for (const column of [baseline, ceiling, sessions])
    if (column.length !== gains.length) throw new RangeError(`${column.length} values for ${gains.length} predictions`);
  const {of, count} = clusters(sessions);
  const over = new Float64Array(count);
  const room = new Float64Array(count);
  for (let row = 0; row < gains.length; row++) {
    over[of[row]] += gains[row] - baseline[row];
    room[of[row]] += ceiling[row] - baseline[row];
  }
  const quotient = (weights: ArrayLike<number>) => {
    let [above, below] = [0, 0];
    for (let session = 0; session < count; session++) {
      above += weights[session] * over[session];
      below += weights[session] * room[session];
    }
    return below > 0 ? above / below : NaN;
  };
  const value = quotient(new Int32Array(count).fill(1));
  if (Number.isNaN(value)) throw new RangeError("the ceiling has no more than the baseline");
  return {value, ...weightBootstrap(count, quotient, options)};
}
