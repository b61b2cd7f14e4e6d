import {type Clusters, shareOfRows, type ShareOfRows} from "./clusters.js";

export interface ThresholdReport {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** Null where no row could count: no rows, none called positive, no positive. */
  readonly accuracy: ShareOfRows | null;
  readonly precision: ShareOfRows | null;
  readonly recall: ShareOfRows | null;
  /** The harmonic mean of precision and recall; null where nothing is positive and nothing is called so. */
  readonly f1: ShareOfRows | null;
}

/**
 * What comes of calling rows with at least `threshold` positive. Intervals are Wilson's, with the effective number of rows where rows come
 * in clusters. That of F1 is the interval of the share of hits among all rows that are positive or called so (Jaccard's index J), turned
 * into F1 = 2 J / (1 + J).
 *
 * Throws `RangeError` for a threshold that is NaN, and where lengths differ.
 *
 * Source: D. J. Hand, P. Christen and N. Kirielle (2021), F*: an interpretable transformation of the F-measure, Machine Learning 110,
 * 451–456.
 *
 * @example
 * ```ts
 * const {truePositives, precision, f1} = thresholdReport([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], 0.5);
 * truePositives // → 1
 * precision // → {value: 0.5, n: 2, low: 0.09453…, high: 0.9054…}
 * f1 // → {value: 0.5, n: 3, …} (J is 1 of 3 rows)
 * ```
 */
export function thresholdReport(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
  options: {readonly clusters?: Clusters | null; readonly level?: number} = {}
): ThresholdReport {
  if (Number.isNaN(threshold)) throw new RangeError(`invalid threshold: ${threshold}`);
  if (labels.length !== scores.length) throw new RangeError(`${labels.length} labels for ${scores.length} scores`);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < scores.length; ++i) counts[2 * Number(scores[i] >= threshold) + labels[i]]++;
  const share = (counted: (i: number) => boolean, hit: (i: number) => boolean) =>
    shareOfRows(scores.length, counted, hit, options);
  const called = (i: number) => scores[i] >= threshold;
  const positive = (i: number) => labels[i] === 1;
  const jaccard = share(
    (i) => called(i) || positive(i),
    (i) => called(i) && positive(i)
  );
  const f = (j: number) => (2 * j) / (1 + j);
  return {
    trueNegatives: counts[0],
    falseNegatives: counts[1],
    falsePositives: counts[2],
    truePositives: counts[3],
    accuracy: share(
      () => true,
      (i) => called(i) === positive(i)
    ),
    precision: share(called, positive),
    recall: share(positive, called),
    f1: jaccard === null ? null : {n: jaccard.n, value: f(jaccard.value), low: f(jaccard.low), high: f(jaccard.high)}
  };
}
