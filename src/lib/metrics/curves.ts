import {type Clusters, shareOfRows} from "./clusters.js";
import type {Ranked} from "./ranked.js";
import {wilsonInterval} from "./intervals.js";

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
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * rocCurve(ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]))
 * // → {threshold: [Infinity, 0.9, 0.8, 0.7, 0.6], falsePositives: [0, 0, 0.5, 0.5, 1],
 * //   recall: [0, 0.5, 0.5, 1, 1], …}
 * ```
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
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * precisionRecallCurve(ranked([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]))
 * // → {threshold: [0.9, 0.8, 0.7, 0.6], called: [1, 2, 3, 4], recall: [0.5, 0.5, 1, 1],
 * //   precision: [1, 0.5, 0.6666…, 0.5], …}
 * ```
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

/**
 * Where a curve first comes to a height for good: the smallest x, interpolated on a logarithmic scale between two
 * points, from which on all points are at least at `height`. The first x where all are; null where the last is not. `x`
 * ascends and is positive. Throws `RangeError` for no points or for lengths that differ.
 *
 * @example
 * ```ts
 * crossing([1, 10, 100], [0, 0.5, 1], 0.75) // → 31.62… (√1000, half of the way from 10 to 100 on a logarithmic scale)
 * crossing([1, 10, 100], [0, 1, 0.5], 0.75) // → null
 * ```
 */
export function crossing(x: readonly number[], y: readonly number[], height: number): number | null {
  if (x.length === 0 || x.length !== y.length) throw new RangeError(`${x.length} places for ${y.length} heights`);
  let from = x.length;
  while (from > 0 && y[from - 1] >= height) from--;
  if (from === x.length) return null;
  if (from === 0) return x[0];
  const part = (height - y[from - 1]) / (y[from] - y[from - 1]);
  return Math.exp(Math.log(x[from - 1]) + part * (Math.log(x[from]) - Math.log(x[from - 1])));
}

/** Columns of numbers of equal length. */
export type CurveColumns = Readonly<Record<string, readonly number[]>>;

/**
 * The points of a curve that a drawing needs: the first, the last, and each that lies at least `step` away, along `x`
 * or along `y`, from the last one kept. Values are rounded to `digits` significant digits.
 *
 * @example
 * ```ts
 * simplifyCurve({x: [0, 0.01, 0.5, 1], y: [0, 0.01, 1 / 3, 1]}, "x", "y")
 * // → {x: [0, 0.5, 1], y: [0, 0.3333, 1]}
 * ```
 */
export function simplifyCurve(
  curve: CurveColumns,
  x: string,
  y: string,
  {step = 0.03, digits = 4} = {}
): Record<string, number[]> {
  const n = curve[x].length;
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    const last = kept.at(-1);
    const far = (name: string) => Math.abs(curve[name][i] - curve[name][last!]) >= step;
    if (last === undefined || i === n - 1 || far(x) || far(y)) kept.push(i);
  }
  return Object.fromEntries(
    Object.entries(curve).map(([name, values]) => [name, kept.map((i) => Number(values[i].toPrecision(digits)))])
  );
}
