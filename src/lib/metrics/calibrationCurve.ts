import type {Clusters} from "./clusters.js";
import type {Ranked} from "./ranked.js";
import {shareOfRows} from "./shareOfRows.js";

export interface CalibrationCurve {
  /** By bin, lowest probabilities first: rows, positives, mean probability, share of positives with its interval. */
  readonly n: number[];
  readonly positives: number[];
  readonly predicted: number[];
  readonly observed: number[];
  readonly low: number[];
  readonly high: number[];
  /** The bin of each row. */
  readonly binOf: Int32Array;
}

/**
 * What was said against what came true, in bins of as nearly equal size as ties allow: rows of one probability are never parted, so that
 * there may be fewer bins than asked for. Intervals are Wilson's, with the effective number of rows where rows come in clusters.
 *
 * No rows give no bins. Throws `RangeError` for fewer than one bin.
 */
export function calibrationCurve(
  {scores, labels, rows, order, ends, found}: Ranked,
  {bins = 10, clusters = null as Clusters | null, level = 0.95} = {}
): CalibrationCurve {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`invalid number of bins: ${bins}`);
  const binOf = new Int32Array(rows);
  const curve: CalibrationCurve = {n: [], positives: [], predicted: [], observed: [], low: [], high: [], binOf};
  // A group of equal probabilities belongs to the even part of the rows that holds its middle; worst scores come first.
  let part = -1;
  for (let k = ends.length - 1; k >= 0; --k) {
    const from = k === 0 ? 0 : ends[k - 1];
    const next = Math.floor(((rows - (from + ends[k]) / 2) * bins) / rows);
    if (next !== part) {
      part = next;
      curve.n.push(0);
      curve.positives.push(0);
      curve.predicted.push(0);
    }
    const b = curve.n.length - 1;
    for (let place = from; place < ends[k]; ++place) binOf[order[place]] = b;
    curve.n[b] += ends[k] - from;
    curve.positives[b] += found[k] - (k === 0 ? 0 : found[k - 1]);
    curve.predicted[b] += (ends[k] - from) * scores[order[from]];
  }
  const count = curve.n.length;
  for (let b = 0; b < count; ++b) curve.predicted[b] /= curve.n[b];
  for (let b = 0; b < count; ++b) {
    const share = shareOfRows(
      rows,
      (i) => binOf[i] === b,
      (i) => labels[i] === 1,
      {clusters, level}
    )!;
    curve.observed.push(share.value);
    curve.low.push(share.low);
    curve.high.push(share.high);
  }
  return curve;
}
