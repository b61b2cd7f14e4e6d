import {normalCdf} from "./normalCdf.js";
import {normalQuantile} from "./normalQuantile.js";

export interface BinormalTruth {
  readonly averagePrecision: number;
  /** Of calibrated probabilities. */
  readonly brier: number;
  readonly logLoss: number;
  /** When the best-scored `top` of rows is acted upon. */
  readonly precision: number;
  readonly recall: number;
}

/**
 * What the metrics of `binormalSample` tend to with more and more rows, without ties: scores normal in both classes with the same spread,
 * `share` of the rows positive. By the trapezoid rule, which is exact to many digits here.
 *
 * Throws `RangeError` for an auc, a share or a top outside (0, 1).
 */
export function binormalTruth(auc: number, share: number, top: number): BinormalTruth {
  for (const [name, x] of Object.entries({auc, share, top})) {
    if (!(x > 0 && x < 1)) throw new RangeError(`invalid ${name}: ${x}`);
  }
  const apart = Math.SQRT2 * normalQuantile(auc);
  const base = Math.log(share / (1 - share)) - (apart * apart) / 2;
  const above = (x: number) => ({one: normalCdf(apart - x), zero: normalCdf(-x)});
  let averagePrecision = 0;
  let brier = 0;
  let logLoss = 0;
  for (let x = Math.min(0, apart) - REACH; x <= Math.max(0, apart) + REACH; x += STEP) {
    const one = density(x - apart);
    const mix = share * one + (1 - share) * density(x);
    const {one: s1, zero: s0} = above(x);
    averagePrecision += (STEP * one * share * s1) / (share * s1 + (1 - share) * s0);
    // Probabilities are calibrated where higher scores mean more positives; else they are mirrored, and wrong.
    const p = 1 / (1 + Math.exp(-(base + Math.abs(apart) * x)));
    brier += STEP * (share * one * (1 - p) ** 2 + (mix - share * one) * p * p);
    logLoss -= STEP * (share * one * Math.log(p) + (mix - share * one) * Math.log1p(-p));
  }
  let low = Math.min(0, apart) - REACH;
  let high = Math.max(0, apart) + REACH;
  for (let round = 0; round < 200 && low < high; ++round) {
    const middle = (low + high) / 2;
    const {one, zero} = above(middle);
    if (share * one + (1 - share) * zero > top) low = middle;
    else high = middle;
  }
  const recall = above(low).one;
  return {averagePrecision, brier, logLoss, precision: (share * recall) / top, recall};
}

const STEP = 1 / 64;
const REACH = 9;

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
