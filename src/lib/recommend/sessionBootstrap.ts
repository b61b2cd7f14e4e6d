import {weightBootstrap, type BootstrapOptions} from "../metrics/bootstrap.js";
import {clusters} from "../metrics/clusters.js";
import type {Interval} from "../metrics/intervals.js";

export interface BootstrapMean extends Interval {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The mean of what predictions add to a metric, with the percentile bootstrap interval over sessions: those of one
 * session are drawn together. Throws `RangeError` for no predictions, or columns that differ in length.
 *
 * @param gains one a prediction, e.g. of `gainOf`  @param sessions whose each prediction is
 * @example
 * ```ts
 * // one session of three hits, one of a miss: a draw gives 0, 3/4 or 1
 * meanOverSessions([1, 1, 1, 0], [7, 7, 7, 9]) // → {value: 0.75, low: 0, high: 1, …}
 * ```
 */
export function meanOverSessions(
  gains: ArrayLike<number>,
  sessions: ArrayLike<number>,
  options: Omit<BootstrapOptions, "clusters"> = {}
): BootstrapMean {
  if (gains.length !== sessions.length || gains.length === 0)
    throw new RangeError(`${gains.length} gains for ${sessions.length} predictions`);
  const {of, count} = clusters(sessions);
  const sums = new Float64Array(count);
  const sizes = new Int32Array(count);
  for (let row = 0; row < gains.length; row++) {
    sums[of[row]] += gains[row];
    sizes[of[row]]++;
  }
  const mean = (weights: ArrayLike<number>) => {
    let sum = 0;
    let n = 0;
    for (let session = 0; session < count; session++) {
      sum += weights[session] * sums[session];
      n += weights[session] * sizes[session];
    }
    return sum / n;
  };
  return {value: mean(new Int32Array(count).fill(1)), ...weightBootstrap(count, mean, options)};
}

/**
 * The difference of a metric between two models on the same predictions, the first less the second, with its paired
 * bootstrap interval: both see the same draws of sessions. Throws `RangeError` as `meanOverSessions`.
 *
 * @example
 * ```ts
 * // the first is better by one hit in either session, of two and of one prediction
 * differenceOverSessions([1, 1, 1], [0, 1, 0], [7, 7, 9]) // → {value: 0.6666…, low: 0.5, high: 1, …}
 * ```
 */
export function differenceOverSessions(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  sessions: ArrayLike<number>,
  options: Omit<BootstrapOptions, "clusters"> = {}
): BootstrapMean {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} predictions of one model, ${second.length} of the other`);
  return meanOverSessions(
    Float64Array.from(first, (gain, row) => gain - second[row]),
    sessions,
    options
  );
}
