import type {ExampleOptions} from "../features/examples.js";
import type {SplitOptions} from "../pipeline/split.js";
import type {LabelOptions} from "./labelsSql.js";

/** A way in which rows and positives of a report could have come about. */
export interface Protocol {
  readonly split: SplitOptions;
  readonly sessions: ExampleOptions["sessions"];
  readonly until: LabelOptions["until"];
}

/** Rows and positives of training, validation and test. */
export interface SixCounts {
  readonly rows: readonly [number, number, number];
  readonly positives: readonly [number, number, number];
}

const SPLITS: readonly SplitOptions[] = [
  {by: "date", shares: [0.7, 0.15, 0.15]},
  {by: "date", shares: [0.5, 0.125, 0.375]},
  {by: "date", shares: [0.6, 0.2, 0.2]},
  {by: "date", shares: [0.8, 0.1, 0.1]},
  {by: "months"},
  {by: "user", shares: [0.7, 0.15, 0.15], seed: 1},
  {by: "random", shares: [0.7, 0.15, 0.15], seed: 1},
  {by: "random", shares: [0.5, 0.125, 0.375], seed: 1}
];

/** Every split with every rule for examples and for how far labels look. */
export const PROTOCOLS: readonly Protocol[] = SPLITS.flatMap((split) =>
  (["all", "followed"] as const).flatMap((sessions) =>
    (["log", "part"] as const).map((until) => ({split, sessions, until}))
  )
);

/**
 * How far counts lie from others: the mean over the six of the natural logarithm of their ratio, without its sign, one half being added to each positive
 * count so that none is a number like others. 0 is equality, 0.1 about 10 % apart.
 */
export function logCountDistance(ours: SixCounts, theirs: SixCounts): number {
  const apart = (a: number, b: number) => Math.abs(Math.log(a / b));
  const rows = ours.rows.map((n, i) => apart(n + 0.5, theirs.rows[i] + 0.5));
  const positives = ours.positives.map((n, i) => apart(n + 0.5, theirs.positives[i] + 0.5));
  return [...rows, ...positives].reduce((a, b) => a + b, 0) / 6;
}
