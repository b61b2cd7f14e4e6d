import {aucInterval} from "../metrics/auc.js";
import {type Interval, wilsonInterval} from "../metrics/intervals.js";

export type Form = "point" | "range" | "lower bound" | "upper bound" | "text";
/** Which side is good: for `equal` any difference is a miss. */
export type Direction = "higher" | "lower" | "equal";

/** What a published number is a sample of: a share of n rows, or the area under a ROC curve from two classes. */
export type Sampling =
  | {readonly of: "share"; readonly n: number; readonly scale: number}
  | {readonly of: "auc"; readonly positives: number; readonly negatives: number};

/** A published value with its own uncertainty. JSON-safe: an open end is null. */
export interface Claimed {
  /** As printed. */
  readonly printed: string;
  readonly form: Form;
  /** In the claim's unit; the middle of a range, the limit of a bound, null for what is not one number. */
  readonly value: number | null;
  /** The claim's own interval, from its n where that is known or can be inferred, else from its rounding; null is open. */
  readonly low: number | null;
  readonly high: number | null;
  /** Where `low` and `high` come from. */
  readonly basis: "sample" | "rounding" | "exact" | "stated" | "none";
  readonly direction: Direction;
  /** Rows the value was measured on. */
  readonly n: number | null;
  readonly sampling: Sampling | null;
  /** Half of the last printed place, in the claim's unit. */
  readonly rounding: number;
}

interface PointOptions {
  readonly direction?: Direction;
  /** The size of one step of the last printed place, e.g. 0.01 for 88.62; 0 for a number printed in full. */
  readonly step?: number;
  /** Rows of which this is a share. */
  readonly n?: number;
  /** The value of a share of one: 1, 100 for per cent, or n where the value is a count. */
  readonly scale?: number;
  readonly positives?: number;
  readonly negatives?: number;
}

/** A single published value. With `n` it is a share of n rows; with `positives` and `negatives`, an area under a ROC curve. */
export function point(
  value: number,
  printed: string,
  {direction = "equal", step = 0, n, scale = 1, positives, negatives}: PointOptions = {}
): Claimed {
  const sampling: Sampling | null =
    positives !== undefined && negatives !== undefined
      ? {of: "auc", positives, negatives}
      : n !== undefined
        ? {of: "share", n, scale}
        : null;
  const half = step / 2;
  const {low, high} = sampling === null ? {low: value - half, high: value + half} : samplingInterval(value, sampling);
  return {
    printed,
    form: "point",
    value,
    low,
    high,
    basis: sampling !== null ? "sample" : step > 0 ? "rounding" : "exact",
    direction,
    n: sampling === null ? null : sampling.of === "share" ? sampling.n : sampling.positives + sampling.negatives,
    sampling,
    rounding: half
  };
}

/** A published range; its value is the middle. */
export function range(low: number, high: number, printed: string, direction: Direction = "equal"): Claimed {
  if (!(low <= high)) throw new RangeError(`invalid range: ${low} to ${high}`);
  return {...NO_SAMPLE, printed, form: "range", value: (low + high) / 2, low, high, basis: "stated", direction};
}

/** "At least this"; more is good unless said otherwise. */
export function atLeast(value: number, printed: string, direction: Direction = "higher"): Claimed {
  return {...NO_SAMPLE, printed, form: "lower bound", value, low: value, high: null, basis: "stated", direction};
}

/** "At most this"; less is good unless said otherwise. */
export function atMost(value: number, printed: string, direction: Direction = "lower"): Claimed {
  return {...NO_SAMPLE, printed, form: "upper bound", value, low: null, high: value, basis: "stated", direction};
}

/** What is printed but is not one number: a list of settings, a period, a change from one value to another. */
export function text(printed: string): Claimed {
  return {...NO_SAMPLE, printed, form: "text", value: null, low: null, high: null, basis: "none", direction: "equal"};
}

const NO_SAMPLE = {n: null, sampling: null, rounding: 0} as const;

/** Where 95 % of samples of this size fall about `value`: Wilson's interval for shares, Hanley and McNeil's for areas. */
export function samplingInterval(value: number, sampling: Sampling): Interval {
  if (sampling.of === "auc") return aucInterval(value, sampling.positives, sampling.negatives);
  const {low, high} = wilsonInterval(value / sampling.scale, sampling.n);
  return {low: low * sampling.scale, high: high * sampling.scale};
}
