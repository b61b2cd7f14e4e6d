import {clopperPearsonInterval, meanInterval, quantileInterval} from "../metrics/intervals.js";
import type {CallReadings} from "./callTimer.js";

/** A number with its 95 % interval; an end that the readings do not give is infinite. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How long calls take, in milliseconds. */
export interface Latency {
  /** Readings of the clock, each the mean of so many calls in a row. */
  readonly readings: number;
  readonly callsPerReading: number;
  readonly mean: Estimate;
  /** Of the readings: the median call where they are of single calls, else nearer to the mean. */
  readonly p50: Estimate;
  /** Of single calls; null where the clock is too coarse to tell them apart. */
  readonly p95: Estimate | null;
  readonly p99: Estimate | null;
  /** The share of single calls for which the clock went on by more than one tick, and how many were timed; null where p99 is given. */
  readonly overTick: (Estimate & {readonly n: number}) | null;
  /** What `p95` and `p99` are of, or else `p50`, at the shares `SPREAD`. */
  readonly spread: readonly number[];
}

/** Single calls are told apart by clocks that tick at most so many milliseconds. */
const FINE_MS = 0.02;

/** The shares at which a distribution is kept. */
export const SPREAD: readonly number[] = [...Array.from({length: 40}, (_, k) => k / 40), 0.99, 0.999];

/**
 * What readings say of a call. Means and quantiles have intervals that hold for calls that know nothing of each other; on
 * a machine that is busy for a while calls are slow together, and the interval is then too narrow. What a coarse clock
 * says of a stretch is off by up to a tick either way, by which the intervals of quantiles are widened.
 */
export function latencyOf({callsPerReading, means, singles}: CallReadings, tickMs: number): Latency {
  const ascending = Float64Array.from(means).sort();
  const single = callsPerReading === 1;
  const fine = single || tickMs <= FINE_MS;
  const calls = single ? ascending : fine ? Float64Array.from(singles).sort() : null;
  const tail = (share: number): Estimate | null => {
    if (calls === null) return null;
    return widened(quantileInterval(calls, share), single ? 0 : tickMs);
  };
  // a step of two ticks, whatever its last digit
  const over = singles.filter((ms) => ms > 1.5 * tickMs).length;
  const shown = calls ?? ascending;
  return {
    readings: means.length,
    callsPerReading,
    mean: meanInterval(means),
    p50: widened(quantileInterval(ascending, 0.5), single ? 0 : tickMs / callsPerReading),
    p95: tail(0.95),
    p99: tail(0.99),
    overTick:
      calls === null
        ? {value: over / singles.length, ...clopperPearsonInterval(over, singles.length), n: singles.length}
        : null,
    spread: SPREAD.map((share) => shown[Math.min(shown.length - 1, Math.floor(share * shown.length))])
  };
}

/** An estimate whose ends are further apart by as much on either side, but not below zero. */
export function widened({value, low, high}: Estimate, by: number): Estimate {
  return {value, low: Math.max(0, low - by), high: high + by};
}
