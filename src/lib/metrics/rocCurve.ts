import type {Clusters} from "./clusters.js";
import type {Ranked} from "./ranked.js";
import {shareOfRows} from "./shareOfRows.js";
import {wilsonInterval} from "./wilsonInterval.js";

export interface RocCurve {
  /** Rows with at least this score are called positive; infinite at the first point. */
  readonly threshold: number[];
  /** Share of negatives called positive. */
  readonly falsePositives: number[];
  /** Share of positives called positive, with its interval at this threshold. */
  readonly recall: number[];
  readonly low: number[];
  readonly high: number[];
}

/**
 * The ROC curve thinned for drawing: a point wherever either share has moved by `step` since the last, and both ends. The band is
 * pointwise, Wilson's at each threshold, with the effective number of positives where rows come in clusters; it leaves out the
 * uncertainty of the share of negatives, which is small where negatives are many.
 *
 * Throws `RangeError` where a class has no row.
 */
export function rocCurve(
  ranking: Ranked,
  {clusters = null as Clusters | null, level = 0.95, step = 0.01} = {}
): RocCurve {
  const {ends, found, positives, negatives, rows, labels, scores, order} = ranking;
  if (positives === 0) throw new RangeError("no positive label");
  if (negatives === 0) throw new RangeError("no negative label");
  const curve: RocCurve = {threshold: [], falsePositives: [], recall: [], low: [], high: []};
  const add = (threshold: number, end: number, hits: number) => {
    const share =
      clusters === null
        ? wilsonInterval(hits / positives, positives, {level})
        : shareOfRows(
            rows,
            (i) => labels[i] === 1,
            (i) => scores[i] >= threshold,
            {clusters, level}
          )!;
    curve.threshold.push(threshold);
    curve.falsePositives.push((end - hits) / negatives);
    curve.recall.push(hits / positives);
    curve.low.push(share.low);
    curve.high.push(share.high);
  };
  add(Infinity, 0, 0);
  let lastHits = 0;
  let lastWrong = 0;
  for (let k = 0; k < ends.length; ++k) {
    const wrong = ends[k] - found[k];
    const near = (found[k] - lastHits) / positives < step && (wrong - lastWrong) / negatives < step;
    if (near && k + 1 < ends.length) continue;
    add(scores[order[ends[k] - 1]], ends[k], found[k]);
    lastHits = found[k];
    lastWrong = wrong;
  }
  return curve;
}
