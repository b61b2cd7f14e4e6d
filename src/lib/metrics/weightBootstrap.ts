import {random} from "../core/random.js";
import type {Clusters} from "./clusters.js";
import {drawWeights} from "./drawWeights.js";
import type {Interval} from "./interval.js";

export interface BootstrapOptions {
  /** Rows that go together are drawn together; null (default) draws rows one by one. */
  readonly clusters?: Clusters | null;
  readonly draws?: number;
  readonly level?: number;
  readonly seed?: number;
}

/**
 * The percentile bootstrap interval of a statistic that takes the number of times each row was drawn. Weights leave every order and
 * sorting as it is, so that a draw costs O(rows). A draw on which the statistic is NaN (no positive drawn) is left out.
 *
 * The same seed gives the same interval. Throws `RangeError` for no rows, or where the statistic is NaN on more than half of the draws.
 *
 * Source: B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; C. A. Field and A. H. Welsh (2007),
 * Bootstrapping clustered data, Journal of the Royal Statistical Society B 69, 369–390, for drawing clusters.
 */
export function weightBootstrap(
  rows: number,
  statistic: (weights: Int32Array) => number,
  {clusters = null, draws = 400, level = 0.95, seed = 1}: BootstrapOptions = {}
): Interval & {readonly standardError: number} {
  if (!(rows >= 1)) throw new RangeError(`invalid rows: ${rows}`);
  const source = random(seed, rows);
  const ofRow = new Int32Array(rows);
  const ofUnit = clusters === null ? ofRow : new Int32Array(clusters.count);
  const values: number[] = [];
  for (let b = 0; b < draws; ++b) {
    drawWeights(ofUnit, source);
    if (clusters !== null) for (let i = 0; i < rows; ++i) ofRow[i] = ofUnit[clusters.of[i]];
    const value = statistic(ofRow);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length < draws / 2) {
    throw new RangeError(`the statistic is undefined on ${draws - values.length} of ${draws} draws`);
  }
  values.sort((a, b) => a - b);
  const at = (p: number): number => {
    const place = p * (values.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, values.length - 1);
    return values[below] + (place - below) * (values[above] - values[below]);
  };
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return {
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    standardError: Math.sqrt(squares / Math.max(1, values.length - 1))
  };
}
