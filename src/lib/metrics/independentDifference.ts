import type {Interval} from "./interval.js";

/**
 * The difference of two estimates from independent samples, and its interval from theirs: each end takes the distance of
 * either estimate from the end of its own interval that pulls the difference that way. Intervals that lean to one side,
 * as those of shares and areas do, keep their lean.
 *
 * Source: G. Y. Zou and A. Donner (2008), Construction of confidence limits about effect measures: a general approach,
 * Statistics in Medicine 27, 1693–1702; for shares R. G. Newcombe (1998), Statistics in Medicine 17, 873–890.
 */
export function independentDifference(
  first: Interval & {readonly value: number},
  second: Interval & {readonly value: number}
): Interval & {readonly value: number} {
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low)
  };
}
