/** A closed interval. Either end may be infinite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
