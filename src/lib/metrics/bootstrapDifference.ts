import {ranked, type Ranked} from "./ranked.js";
import {weightBootstrap, type BootstrapOptions} from "./weightBootstrap.js";
import type {Interval} from "./interval.js";

/** A metric of ranked rows as a function of how often each row counts; see `weightedAuc`. */
export type WeightedMetric = (ranking: Ranked) => (weights: ArrayLike<number>) => number;

/**
 * The difference of any metric between two scores of the same rows, first less second, with its paired percentile bootstrap interval: both
 * see the same draws, so that what they share cancels.
 *
 * Throws `RangeError` as `ranked` and `weightBootstrap`.
 */
export function bootstrapDifference(
  metric: WeightedMetric,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: BootstrapOptions = {}
): Interval & {readonly value: number; readonly standardError: number} {
  const a = metric(ranked(first, labels));
  const b = metric(ranked(second, labels));
  const once = new Int32Array(labels.length).fill(1);
  const interval = weightBootstrap(labels.length, (weights) => a(weights) - b(weights), options);
  return {value: a(once) - b(once), ...interval};
}
