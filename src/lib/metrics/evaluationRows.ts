import {type Clusters, clusters as numbered} from "./clusters.js";
import type {Measure, Measured} from "./measure.js";
import {ranked, type Ranked} from "./ranked.js";

/**
 * From how many independent positives (users with any, where rows come in clusters) an interval covers as it claims; the simulation
 * `interval-coverage` measures it. Below, intervals are given with a caution.
 */
export const MIN_POSITIVES = {
  auc: 30,
  averagePrecision: 100,
  brier: 10,
  logLoss: 10,
  calibration: 30
} as const;

/** What a metric gives where it can be measured; `n` is the number of rows unless it says otherwise. */
export type Measuring = () => Omit<Measured, "said" | "n"> & {n?: number};

/** Scored rows, and what every metric needs to know of them. */
export interface EvaluationRows {
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly ranking: Ranked;
  readonly rows: number;
  /** The rows' share of positives; 0 where there are no rows. */
  readonly share: number;
  readonly clusters: Clusters | null;
  /** What follows the name of a method whose spread is taken by cluster; empty where rows are independent. */
  readonly robust: string;
  /** Why a metric cannot be measured: null where it can. */
  readonly lacks: {
    readonly rows: string | null;
    readonly positives: string | null;
    readonly classes: string | null;
    readonly probabilities: string | null;
  };
  /** A caution where the rarer class has fewer independent rows than `least`. */
  few(least: number): string | null;
  /** Why so few rows, or users, have no spread at all: null where there are two of them. */
  readonly alone: string | null;
  /** The measured metric, or that it cannot be said, for the reason given. */
  unless(why: string | null, measuring: Measuring): Measure;
}

/**
 * Ranks rows and finds out what can be measured on them. Throws `RangeError` where lengths differ, a label is neither 0 nor 1, or a
 * score is NaN.
 *
 * @example
 * ```ts
 * const rows = evaluationRows([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], undefined);
 * rows.share // → 0.5
 * rows.few(2) // → null
 * rows.few(30) // → "too few: with 2 positives, below 30, the interval is not to be relied on"
 * evaluationRows([3, -1], [1, 0], undefined).lacks.probabilities // → "scores from -1 to 3 are no probabilities"
 * ```
 */
export function evaluationRows(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  ids: ArrayLike<number | string> | undefined
): EvaluationRows {
  const ranking = ranked(scores, labels);
  const {rows, positives, negatives, order} = ranking;
  if (ids !== undefined && ids.length !== rows) throw new RangeError(`${ids.length} cluster ids for ${rows} scores`);
  const clusters = ids === undefined ? null : numbered(ids);
  const independent = independentRows(ranking, clusters);
  const empty = rows === 0 ? "there are no rows" : null;
  const noPositive = empty ?? (positives === 0 ? "there are no positives" : null);
  const noNegative = empty ?? (negatives === 0 ? "there are no negatives" : null);
  const [lowest, highest] = rows === 0 ? [0, 0] : [scores[order[rows - 1]], scores[order[0]]];
  const noProbability =
    empty ??
    (lowest < 0 || highest > 1
      ? `scores from ${Number(lowest.toPrecision(3))} to ${Number(highest.toPrecision(3))} are no probabilities`
      : null);
  return {
    scores,
    labels,
    ranking,
    rows,
    share: rows === 0 ? 0 : positives / rows,
    clusters,
    robust: clusters === null ? "" : ", clustered by user",
    lacks: {rows: empty, positives: noPositive, classes: noPositive ?? noNegative, probabilities: noProbability},
    few(least) {
      const rarer = Math.min(...independent);
      if (rarer >= least) return null;
      const rare = independent[1] <= independent[0] ? "positive" : "negative";
      const who =
        clusters === null
          ? `${rarer} ${rare}${rarer === 1 ? "" : "s"}`
          : `${rarer} user${rarer === 1 ? "" : "s"} with a ${rare}`;
      return `too few: with ${who}, below ${least}, the interval is not to be relied on`;
    },
    alone:
      rows === 1
        ? "one row has no spread to measure: no interval"
        : clusters?.count === 1
          ? "one user holds all rows, and users are what would differ: no interval"
          : null,
    unless: (why, measuring) => (why === null ? {said: true, n: rows, ...measuring()} : {said: false, why, n: rows})
  };
}

/** Rows of either class, or clusters that hold any: negatives first. */
function independentRows({labels, rows, positives, negatives}: Ranked, clusters: Clusters | null): [number, number] {
  if (clusters === null) return [negatives, positives];
  const held = [new Uint8Array(clusters.count), new Uint8Array(clusters.count)];
  for (let i = 0; i < rows; ++i) held[labels[i]][clusters.of[i]] = 1;
  const sum = (bytes: Uint8Array) => bytes.reduce((a, b) => a + b, 0);
  return [sum(held[0]), sum(held[1])];
}
