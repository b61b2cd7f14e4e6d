import type {Interval} from "./intervals.js";

/** A metric that could be measured. */
export interface Measured {
  readonly said: true;
  readonly value: number;
  /** Null where no interval can be given; `caution` then says why. */
  readonly interval: Interval | null;
  /** How the interval was made. */
  readonly method: string;
  /** Rows the metric was taken over: all, the top ones, or those called positive. */
  readonly n: number;
  /** What a rule that knows nothing reaches on the same rows, and which. */
  readonly baseline: {readonly name: string; readonly value: number; readonly interval?: Interval};
  /** What a reader must know before relying on it; null where there is nothing. */
  readonly caution: string | null;
}

/** A metric that cannot be said of these rows, and why: never NaN, never a guess. */
export interface Unsaid {
  readonly said: false;
  readonly why: string;
  readonly n: number;
}

export type Measure = Measured | Unsaid;
