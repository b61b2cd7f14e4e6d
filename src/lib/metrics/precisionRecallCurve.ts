import type {Clusters} from "./clusters.js";
import type {Ranked} from "./ranked.js";
import {shareOfRows} from "./shareOfRows.js";
import {wilsonInterval} from "./wilsonInterval.js";

export interface PrecisionRecallCurve {
  /** Rows with at least this score are called positive. */
  readonly threshold: number[];
  /** Rows called positive. */
  readonly called: number[];
  readonly recall: number[];
  /** Share of the called rows that are positive, with its interval at this threshold. */
  readonly precision: number[];
  readonly low: number[];
  readonly high: number[];
}

/**
 * The precision–recall curve thinned for drawing: a point wherever recall has moved by `step` or the number of called rows has grown by a
 * tenth since the last, and the end. The band is pointwise, Wilson's at each threshold, with the effective number of rows where rows come
 * in clusters. Points are not to be joined by straight lines: between two thresholds precision follows neither.
 *
 * Throws `RangeError` where there is no positive.
 *
 * Source: J. Davis and M. Goadrich (2006), The relationship between precision-recall and ROC curves, ICML, 233–240.
 */
export function precisionRecallCurve(
  ranking: Ranked,
  {clusters = null as Clusters | null, level = 0.95, step = 0.01} = {}
): PrecisionRecallCurve {
  const {ends, found, positives, rows, labels, scores, order} = ranking;
  if (positives === 0) throw new RangeError("no positive label");
  const curve: PrecisionRecallCurve = {threshold: [], called: [], recall: [], precision: [], low: [], high: []};
  let lastHits = 0;
  let lastCalled = 0;
  for (let k = 0; k < ends.length; ++k) {
    const near = (found[k] - lastHits) / positives < step && ends[k] < 1.1 * lastCalled;
    if (near && k + 1 < ends.length) continue;
    lastHits = found[k];
    lastCalled = ends[k];
    const threshold = scores[order[ends[k] - 1]];
    const precision = found[k] / ends[k];
    const share =
      clusters === null
        ? wilsonInterval(precision, ends[k], {level})
        : shareOfRows(
            rows,
            (i) => scores[i] >= threshold,
            (i) => labels[i] === 1,
            {clusters, level}
          )!;
    curve.threshold.push(threshold);
    curve.called.push(ends[k]);
    curve.recall.push(found[k] / positives);
    curve.precision.push(precision);
    curve.low.push(share.low);
    curve.high.push(share.high);
  }
  return curve;
}
