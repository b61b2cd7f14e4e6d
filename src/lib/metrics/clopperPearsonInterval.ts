import {betaQuantile} from "./betaQuantile.js";
import type {Interval} from "./interval.js";

/**
 * The exact interval of a proportion from `hits` in `n` independent trials: it covers the truth at least as often as `level` says,
 * usually more often. Throws `RangeError` for hits that are not a whole number from 0 to n.
 *
 * Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404–413.
 */
export function clopperPearsonInterval(hits: number, n: number, {level = 0.95} = {}): Interval {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`invalid n: ${n}`);
  if (!Number.isInteger(hits) || hits < 0 || hits > n) throw new RangeError(`invalid hits: ${hits} of ${n}`);
  const tail = (1 - level) / 2;
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, n - hits + 1),
    high: hits === n ? 1 : betaQuantile(1 - tail, hits + 1, n - hits)
  };
}
