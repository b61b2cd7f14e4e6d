import {type Clusters, clusters as numbered, spread} from "./clusters.js";
import {transformedInterval} from "./intervals.js";
import type {Linearised} from "./auc.js";
import type {Measure} from "./measure.js";

export interface EvaluateRegressionOptions {
  /** Which user, or other cluster, each row belongs to. Left out, rows are taken as independent. */
  readonly clusters?: ArrayLike<number | string>;
  /** What the constant forecast says; default the rows' own mean, which has the least squared error a constant can have. */
  readonly constant?: number;
  readonly level?: number;
}

/** Metrics of numbers that are forecast. */
export const REGRESSION_METRICS = ["meanAbsoluteError", "rootMeanSquaredError", "meanPoissonDeviance"] as const;
export type RegressionMetric = (typeof REGRESSION_METRICS)[number];

export interface RegressionEvaluation extends Readonly<Record<RegressionMetric, Measure>> {
  readonly rows: number;
  /** Users, or other clusters; null where rows were taken as independent. */
  readonly users: number | null;
  /** Mean of what came true and of what was forecast; null where there are no rows. */
  readonly meanActual: number | null;
  readonly meanPredicted: number | null;
}

/** From how many independent rows (users, where rows come in clusters) an interval is given without a caution. */
const MIN_ROWS = 30;

/**
 * Every metric of forecasts of a number, each with its interval, what a constant forecast reaches on the same rows, and
 * n. The Poisson deviance, of counts and other amounts, is not said where a forecast is not above 0 or an amount is
 * below it. What cannot be said is said to be so, with the reason: no value is ever NaN. Intervals are made on the log
 * scale, so that they stay above 0.
 *
 * Throws `RangeError` where lengths differ, and for a number that is not finite.
 *
 * Source: the metrics are scikit-learn's of these names; for the deviance P. McCullagh and J. A. Nelder (1989),
 * Generalized Linear Models, section 2.3.
 *
 * @example
 * ```ts
 * const {meanAbsoluteError, rootMeanSquaredError} = evaluateRegression([1, 3, 5], [2, 3, 7]);
 * meanAbsoluteError // → {said: true, value: 1, baseline: {name: "constant 4", value: 2}, n: 3, …}
 * rootMeanSquaredError // → {said: true, value: 1.290…, baseline: {name: "constant 4", value: 2.160…}, n: 3, …}
 * evaluateRegression([1], [-1]).meanPoissonDeviance
 * // → {said: false, why: "an amount is -1, below 0: a deviance takes counts", n: 1}
 * ```
 */
export function evaluateRegression(
  predictions: ArrayLike<number>,
  actual: ArrayLike<number>,
  {clusters: ids, constant, level = 0.95}: EvaluateRegressionOptions = {}
): RegressionEvaluation {
  const rows = actual.length;
  if (predictions.length !== rows) throw new RangeError(`${predictions.length} predictions for ${rows} rows`);
  if (ids !== undefined && ids.length !== rows) throw new RangeError(`${ids.length} cluster ids for ${rows} rows`);
  for (let row = 0; row < rows; row++) {
    if (!Number.isFinite(predictions[row])) throw new RangeError(`the prediction of row ${row} is ${predictions[row]}`);
    if (!Number.isFinite(actual[row])) throw new RangeError(`the number of row ${row} is ${actual[row]}`);
  }
  const clusters = ids === undefined ? null : numbered(ids);
  const said = constant ?? meanOf(actual);
  const measure = (loss: RegressionLoss, why: string | null = null): Measure => {
    if (rows === 0) return {said: false, why: "there are no rows", n: 0};
    if (why !== null) return {said: false, why, n: rows};
    const {value, influence} = meanRegressionLoss(loss, predictions, actual);
    const baseline = meanRegressionLoss(loss, new Float64Array(rows).fill(said), actual).value;
    const root = loss === "squared" ? Math.sqrt : (x: number) => x;
    const found = spread(influence, clusters);
    const known = found.df > 0 && found.variance > 0 && value > 0;
    const interval = known ? transformedInterval(value, found, {scale: "log", level}) : null;
    return {
      said: true,
      value: root(value),
      interval: interval && {low: root(interval.low), high: root(interval.high)},
      method: `mean on the log scale${clusters === null ? "" : ", clustered by user"}`,
      n: rows,
      baseline: {name: `constant ${Number(said.toPrecision(3))}`, value: root(baseline)},
      caution: interval === null ? "all rows lose the same, or one user holds all: no interval" : few(rows, clusters)
    };
  };
  return {
    rows,
    users: clusters?.count ?? null,
    meanActual: rows === 0 ? null : meanOf(actual),
    meanPredicted: rows === 0 ? null : meanOf(predictions),
    meanAbsoluteError: measure("absolute"),
    rootMeanSquaredError: measure("squared"),
    meanPoissonDeviance: measure("deviance", noDeviance(predictions, actual, said))
  };
}

function few(rows: number, clusters: Clusters | null): string | null {
  const independent = clusters?.count ?? rows;
  return independent < MIN_ROWS
    ? `too few: with ${independent} ${clusters === null ? "rows" : "users"}, below ${MIN_ROWS}, the interval is not to be relied on`
    : null;
}

function noDeviance(predictions: ArrayLike<number>, actual: ArrayLike<number>, constant: number): string | null {
  const below = Array.from(actual).find((amount) => amount < 0);
  if (below !== undefined) return `an amount is ${below}, below 0: a deviance takes counts`;
  const none = Array.from(predictions).find((prediction) => prediction <= 0);
  if (none !== undefined) return `a prediction is ${none}, not above 0: a deviance takes means of counts`;
  return constant > 0 ? null : "all amounts are 0: no constant above 0 is their mean";
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** What a forecast of a number loses by being wrong. */
export type RegressionLoss = "absolute" | "squared" | "deviance";

/**
 * The mean of a loss of forecasts, and what each row adds to its error (summing to zero): of the absolute or squared
 * error, or of Poisson's deviance 2 (y ln (y / μ) − y + μ). Two forecasts of the same rows can be compared by the
 * difference of what their rows add. NaN where there are no rows.
 *
 * @example
 * ```ts
 * meanRegressionLoss("absolute", [1, 3], [2, 3]) // → {value: 0.5, influence: [0.25, −0.25]}
 * meanRegressionLoss("squared", [1, 3], [3, 3]).value // → 2
 * meanRegressionLoss("deviance", [1, 2], [0, 2]).value // → 1 (2 · 1 and 0)
 * ```
 */
export function meanRegressionLoss(
  loss: RegressionLoss,
  predictions: ArrayLike<number>,
  actual: ArrayLike<number>
): Linearised {
  const n = actual.length;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [y, mean] = [actual[i], predictions[i]];
    influence[i] =
      loss === "absolute"
        ? Math.abs(y - mean)
        : loss === "squared"
          ? (y - mean) * (y - mean)
          : 2 * ((y === 0 ? 0 : y * Math.log(y / mean)) - y + mean);
  }
  const value = meanOf(influence);
  for (let i = 0; i < n; i++) influence[i] = (influence[i] - value) / n;
  return {value, influence};
}
