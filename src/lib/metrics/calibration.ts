import {type Clusters, shareOfRows, spread} from "./clusters.js";
import type {Ranked} from "./ranked.js";
import {random} from "../core/random.js";
import {drawWeights} from "./bootstrap.js";
import type {Interval} from "./intervals.js";
import {clipped} from "./losses.js";

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
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * calibrationCurve(ranked([0.1, 0.2, 0.7, 0.8], [0, 0, 1, 1]), {bins: 2})
 * // → {n: [2, 2], positives: [0, 2], predicted: [0.15, 0.75], observed: [0, 1],
 * //   low: [0, 0.3423…], high: [0.6576…, 1], binOf: [0, 0, 1, 1]}
 * ```
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

export interface ExpectedCalibrationError extends Interval {
  readonly value: number;
  /** What chance alone gives these rows and bins if every probability is true: mean, and the value exceeded in one draw of twenty. */
  readonly ifCalibrated: {readonly mean: number; readonly p95: number};
}

/**
 * The mean distance between what was said and what came true, over the bins of a calibration curve, each weighing as its rows do. It is
 * never zero: chance moves every bin, which `ifCalibrated` measures by drawing outcomes from the probabilities themselves.
 *
 * As chance also raises every draw of a bootstrap, its interval is turned over: the estimate less the quantiles of the draws' own
 * excess (the basic bootstrap), rows or clusters drawn within fixed bins. It is cut off at 0 and 1, beyond which no truth
 * lies, so that it covers as often; an estimate of 0 has the draws' own quantile above it.
 *
 * Throws `RangeError` where there are no rows.
 *
 * Source: M. P. Naeini, G. F. Cooper and M. Hauskrecht (2015), AAAI, 2901–2907; J. Bröcker and L. A. Smith (2007), Weather and
 * Forecasting 22, 651–661, for drawing outcomes from the probabilities; A. C. Davison and D. V. Hinkley (1997), Bootstrap Methods and
 * their Application, section 2.4.
 *
 * @example
 * ```ts
 * import {ranked} from "./ranked.js";
 *
 * const ranking = ranked([0.1, 0.2, 0.7, 0.8], [0, 0, 1, 1]);
 * const {value, low, high} = expectedCalibrationError(ranking, calibrationCurve(ranking, {bins: 2}));
 * value // → 0.2 (half of 0.15 and half of 0.25)
 * low <= value && value <= high // → true
 * ```
 */
export function expectedCalibrationError(
  {scores, labels}: {readonly scores: ArrayLike<number>; readonly labels: ArrayLike<number>},
  {n, predicted, observed, binOf}: CalibrationCurve,
  {clusters = null as Clusters | null, draws = 200, level = 0.95, seed = 1} = {}
): ExpectedCalibrationError {
  const rows = binOf.length;
  if (rows === 0) throw new RangeError("no rows");
  let value = 0;
  for (let b = 0; b < n.length; ++b) value += (n[b] / rows) * Math.abs(observed[b] - predicted[b]);
  const gaps = new Float64Array(n.length);
  const total = (): number => {
    let sum = 0;
    for (const gap of gaps) sum += Math.abs(gap);
    return sum;
  };
  const outcomes = random(seed, rows, 1);
  const chance = Float64Array.from({length: draws}, () => {
    gaps.fill(0);
    for (let i = 0; i < rows; ++i) gaps[binOf[i]] += Number(outcomes.uniform() < scores[i]) - scores[i];
    return total() / rows;
  }).sort();
  const units = random(seed, rows, 2);
  const weights = new Int32Array(clusters?.count ?? rows);
  const again = Float64Array.from({length: draws}, () => {
    drawWeights(weights, units);
    gaps.fill(0);
    let all = 0;
    for (let i = 0; i < rows; ++i) {
      const weight = weights[clusters === null ? i : clusters.of[i]];
      gaps[binOf[i]] += weight * (labels[i] - scores[i]);
      all += weight;
    }
    return total() / all;
  }).sort();
  const at = (values: Float64Array, p: number) => values[Math.min(draws - 1, Math.max(0, Math.round(p * draws - 0.5)))];
  return {
    value,
    low: Math.max(0, Math.min(value, 2 * value - at(again, (1 + level) / 2))),
    // no error leaves nothing to turn over
    high: Math.min(
      1,
      value === 0 ? at(again, (1 + level) / 2) : Math.max(value, 2 * value - at(again, (1 - level) / 2))
    ),
    ifCalibrated: {mean: chance.reduce((a, b) => a + b, 0) / draws, p95: at(chance, 0.95)}
  };
}

export interface Coefficient {
  readonly value: number;
  /** Null where one cluster holds all rows, or none moves the coefficient: nothing then tells how clusters differ. */
  readonly standardError: number | null;
  /** With which the standard error is known: infinite without clusters, fewer the fewer clusters hold sway. */
  readonly df: number;
}

/** Why no finite line fits best. */
export type NoRecalibration = "one class" | "all probabilities equal" | "separated";

export interface Recalibration {
  /** Intercept of the logit with the slope held at 1: below 0, the probabilities are too high on the whole. */
  readonly inTheLarge: Coefficient;
  /** Slope of the logit with a free intercept: below 1, the probabilities are too extreme. */
  readonly slope: Coefficient | null;
  /** The free intercept beside that slope. */
  readonly intercept: Coefficient | null;
  /** Why there is no slope; null where there is. */
  readonly noSlope: Exclude<NoRecalibration, "one class"> | null;
}

/**
 * How the logits of `probabilities` would have to be shifted and stretched to fit the outcomes best: logistic regression of the labels
 * on the logit, by Newton's method (iteratively reweighted least squares) to the last digits. Standard errors come from the information
 * matrix; with clusters from the cluster-robust sandwich times units / (units − 1).
 *
 * Gives null where all labels are the same: the shift is then infinite. Where a threshold separates the classes, in either direction and
 * also if they share that one value, the likelihood grows with the slope for ever, and there is none. Probabilities of 0 and 1 are
 * clipped as for `logLoss`. Throws `RangeError` for a probability outside [0, 1] or lengths that differ.
 *
 * Source: D. R. Cox (1958), Two further applications of a model for binary regression, Biometrika 45, 562–565; A. Albert and J. A.
 * Anderson (1984), Biometrika 71, 1–10, for separation; K.-Y. Liang and S. L. Zeger (1986), Biometrika 73, 13–22, for the sandwich.
 *
 * @example
 * ```ts
 * // 10 % and 90 % are said, one in five and four in five come true: ln 4 / ln 9 is the slope
 * const probabilities = [0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9, 0.9];
 * const {slope, inTheLarge} = recalibration(probabilities, [1, 0, 0, 0, 0, 1, 1, 1, 1, 0])!;
 * slope // → {value: 0.6309…, standardError: 0.3598…, df: Infinity}
 * Math.abs(inTheLarge.value) < 1e-9 // → true
 * recalibration([0.1, 0.9], [0, 1])!.noSlope // → "separated"
 * recalibration([0.1, 0.9], [1, 1]) // → null
 * ```
 */
export function recalibration(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  {clusters = null as Clusters | null} = {}
): Recalibration | null {
  const n = probabilities.length;
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} probabilities`);
  const logits = new Float64Array(n);
  const least = [Infinity, Infinity];
  const most = [-Infinity, -Infinity];
  for (let i = 0; i < n; ++i) {
    const p = probabilities[i];
    if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid probability at row ${i}: ${p}`);
    const kept = clipped(p);
    logits[i] = Math.log(kept) - Math.log1p(-kept);
    const y = labels[i];
    least[y] = Math.min(least[y], logits[i]);
    most[y] = Math.max(most[y], logits[i]);
  }
  if (least[0] === Infinity || least[1] === Infinity) return null;
  const inTheLarge = fit(logits, labels, clusters, false)[0];
  const equal = Math.min(...least) === Math.max(...most);
  const separated = most[0] <= least[1] || most[1] <= least[0];
  if (equal || separated) {
    return {inTheLarge, slope: null, intercept: null, noSlope: equal ? "all probabilities equal" : "separated"};
  }
  const [intercept, slope] = fit(logits, labels, clusters, true);
  return {inTheLarge, slope, intercept, noSlope: null};
}

/** Below this share of the error that independent rows would have, an error is a rounding. */
const ROUNDING = 1e-9;

/** In logits; the clipped range is 72 of them wide. */
const FARTHEST_STEP = 4;

/** Intercept, and slope where it is free; else the slope is 1. */
function fit(
  logits: Float64Array,
  labels: ArrayLike<number>,
  clusters: Clusters | null,
  free: boolean
): [Coefficient, Coefficient] {
  const n = logits.length;
  let positives = 0;
  let centre = 0;
  for (let i = 0; i < n; ++i) {
    positives += labels[i];
    centre += logits[i] / n;
  }
  // The logit is centred, so that the two coefficients hardly depend on each other while they are sought.
  let shift = free ? Math.log(positives / (n - positives)) : centre;
  let slope = free ? 0 : 1;
  const logLikelihood = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < n; ++i) {
      const eta = a + b * (logits[i] - centre);
      sum += labels[i] * eta - (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta)));
    }
    return sum;
  };
  let likelihood = logLikelihood(shift, slope);
  for (let round = 0; round < 200; ++round) {
    const {score, information} = derivatives(shift, slope);
    // Where all probabilities are next to 0 or 1 the information is next to none and Newton's step without bounds.
    const shifted = Math.max(-FARTHEST_STEP, Math.min(FARTHEST_STEP, score[0] / information[0]));
    const step = free ? solve(information, score) : [shifted, 0];
    const small = (tolerance: number) =>
      Math.abs(step[0]) <= tolerance * (1 + Math.abs(shift)) && Math.abs(step[1]) <= tolerance * (1 + Math.abs(slope));
    let factor = 1;
    if (!small(1e-5)) {
      // Half steps where a full one overshoots; rounding alone must not count as that.
      let next = logLikelihood(shift + step[0], slope + step[1]);
      while (!(next >= likelihood - 1e-9 * Math.abs(likelihood)) && factor > 1e-10) {
        factor /= 2;
        next = logLikelihood(shift + factor * step[0], slope + factor * step[1]);
      }
      likelihood = next;
    }
    shift += factor * step[0];
    slope += factor * step[1];
    if (small(1e-12)) break;
  }
  const {information} = derivatives(shift, slope);
  const inverse = free ? invert(information) : ([1 / information[0], 0, 0] as const);
  // Back from the centred logit: intercept = shift − slope · centre.
  const back = free ? centre : 0;
  const [value, errors] = [shift - slope * centre, clusters === null ? ofInformation() : ofClusters(clusters)];
  return [
    {value, ...errors[0]},
    {value: slope, ...errors[1]}
  ];

  function ofInformation(): [Omit<Coefficient, "value">, Omit<Coefficient, "value">] {
    const variance = inverse[0] - 2 * back * inverse[1] + back * back * inverse[2];
    return [
      {standardError: Math.sqrt(Math.max(0, variance)), df: Infinity},
      {standardError: Math.sqrt(inverse[2]), df: Infinity}
    ];
  }

  /** The sandwich, from what each row moves the coefficients by. */
  function ofClusters(clusters: Clusters): [Omit<Coefficient, "value">, Omit<Coefficient, "value">] {
    const plain = ofInformation();
    const moves = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; ++i) {
      const x = logits[i] - centre;
      const residual = labels[i] - 1 / (1 + Math.exp(-(shift + slope * x)));
      const slopeMove = free ? residual * (inverse[1] + inverse[2] * x) : 0;
      moves[0][i] = residual * (inverse[0] + (free ? inverse[1] * x : 0)) - back * slopeMove;
      moves[1][i] = slopeMove;
    }
    return moves.map((move, k) => {
      const {variance, df} = spread(move, clusters);
      const standardError = Math.sqrt(variance);
      // where every cluster's moves cancel, what is left is of the last digits
      const found = df > 0 && standardError > ROUNDING * plain[k].standardError!;
      return {standardError: found ? standardError : null, df: found ? df : 0};
    }) as [Omit<Coefficient, "value">, Omit<Coefficient, "value">];
  }

  /** Score, and information as its entries 00, 01, 11. */
  function derivatives(a: number, b: number) {
    const score: [number, number] = [0, 0];
    const information: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < n; ++i) {
      const x = logits[i] - centre;
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const weight = p * (1 - p);
      score[0] += labels[i] - p;
      score[1] += (labels[i] - p) * x;
      information[0] += weight;
      information[1] += weight * x;
      information[2] += weight * x * x;
    }
    return {score, information};
  }
}

function invert([a, b, c]: readonly [number, number, number]): [number, number, number] {
  const determinant = a * c - b * b;
  return [c / determinant, -b / determinant, a / determinant];
}

function solve(matrix: readonly [number, number, number], [u, v]: readonly [number, number]): [number, number] {
  const [a, b, c] = invert(matrix);
  return [a * u + b * v, b * u + c * v];
}
