import type {Interval} from "./interval.js";

/**
 * Where a second, independent measurement of the same quantity is expected, given the first.
 *
 * `measured` is the first estimate with its interval; `sampling` is the interval, at the same coverage, that the second one would
 * have around that same value from its own sample size alone. Their distances to the value are added in squares, each side apart, so
 * that asymmetric intervals stay asymmetric: the second falls low where the truth lies below the first and chance adds to it. With a
 * huge first sample this is `sampling`; with a huge second one it is `measured`.
 *
 * Throws `RangeError` where the value lies outside either interval.
 *
 * Source: square-and-add of R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, as generalised by G. Y. Zou and A. Donner
 * (2008), Statistics in Medicine 27, 1693–1702.
 */
export function predictionInterval(measured: Interval & {readonly value: number}, sampling: Interval): Interval {
  const {value, low, high} = measured;
  if (!(low <= value && value <= high)) throw new RangeError(`value ${value} is not inside ${low} to ${high}`);
  if (!(sampling.low <= value && value <= sampling.high)) {
    throw new RangeError(`value ${value} is not inside the sampling interval ${sampling.low} to ${sampling.high}`);
  }
  return {
    low: value - Math.hypot(value - low, value - sampling.low),
    high: value + Math.hypot(high - value, sampling.high - value)
  };
}
