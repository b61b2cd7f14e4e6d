import {random} from "../core/random.js";
import type {CalibrationCurve} from "./calibrationCurve.js";
import type {Clusters} from "./clusters.js";
import {drawWeights} from "./drawWeights.js";
import type {Interval} from "./interval.js";

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
 * excess, no lower than 0 (the basic bootstrap), rows or clusters drawn within fixed bins.
 *
 * Source: M. P. Naeini, G. F. Cooper and M. Hauskrecht (2015), AAAI, 2901–2907; J. Bröcker and L. A. Smith (2007), Weather and
 * Forecasting 22, 651–661, for drawing outcomes from the probabilities; A. C. Davison and D. V. Hinkley (1997), Bootstrap Methods and
 * their Application, section 2.4.
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
    high: Math.max(value, 2 * value - at(again, (1 - level) / 2)),
    ifCalibrated: {mean: chance.reduce((a, b) => a + b, 0) / draws, p95: at(chance, 0.95)}
  };
}
