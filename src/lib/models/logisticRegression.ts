import {UserError} from "../core/errors.js";
import {checkTraining} from "./checkTraining.js";
import {cholesky, invertCholesky, solveCholesky} from "./cholesky.js";
import type {Matrix, TrainingSet} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {exp, log} from "../core/portableMath.js";

export interface LogisticOptions {
  /** `ridge`: half of `l2` times the squared coefficients is added to the summed log loss, the intercept apart. `firth`: Jeffreys' prior, which keeps rare events finite. */
  readonly penalty: "ridge" | "firth";
  /** Of `ridge`; 1 is scikit-learn's default C. 0 is plain maximum likelihood, which has no answer where classes can be told apart. */
  readonly l2: number;
  readonly scalePosWeight: number;
  readonly iterations: number;
  /** Ends when no part of the gradient is greater, as a share of the weight of all rows. */
  readonly tolerance: number;
}

export const LOGISTIC_OPTIONS: LogisticOptions = {
  penalty: "ridge",
  l2: 1,
  scalePosWeight: 1,
  iterations: 200,
  tolerance: 1e-10
};

export interface LogisticModel extends Model {
  readonly family: "logistic";
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Of intercept and coefficients, from the inverse of the information at the solution. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
  toJSON(): LogisticJson;
}

export interface LogisticJson {
  readonly family: "logistic";
  readonly columns: readonly string[];
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly iterations: number;
}

/**
 * Logistic regression by Newton's method with halved steps. Columns should be of one scale, as the penalty treats them alike; missing values are not taken.
 *
 * Throws what `checkTraining` throws, and `UserError` for a missing value, for columns that depend on one another without a penalty, and where the method does
 * not settle, which is what happens without a penalty when classes can be told apart.
 *
 * Sources: T. Hastie, R. Tibshirani and J. Friedman (2009), The Elements of Statistical Learning, section 4.4; D. Firth (1993), Bias reduction of maximum
 * likelihood estimates, Biometrika 80, 27–38; G. Heinze and M. Schemper (2002), Statistics in Medicine 21, 2409–2419.
 */
export function fitLogistic(train: TrainingSet, given: Partial<LogisticOptions> = {}): LogisticModel {
  const o = {...LOGISTIC_OPTIONS, ...given};
  if (!(o.l2 >= 0 && o.l2 < Infinity)) throw new UserError(`l2: ${o.l2}`, "give a number from 0");
  if (!(o.scalePosWeight > 0 && o.scalePosWeight < Infinity))
    throw new UserError(`scalePosWeight: ${o.scalePosWeight}`, "give a number above 0");
  checkTraining(train, {classes: true});
  const {rows, columns, x, y} = train;
  const missing = x.findIndex(Number.isNaN);
  if (missing !== -1)
    throw new UserError(
      `${columns[missing % columns.length]} is missing in row ${Math.floor(missing / columns.length)}`,
      "fill missing values first"
    );
  const width = columns.length;
  const n = width + 1;
  const weights = Float64Array.from(
    {length: rows},
    (_, row) => (train.weights?.[row] ?? 1) * (y[row] === 1 ? o.scalePosWeight : 1)
  );
  const whole = weights.reduce((a, b) => a + b, 0);
  const firth = o.penalty === "firth";

  let beta = new Float64Array(n);
  const positive = weights.reduce((sum, w, row) => sum + w * y[row], 0);
  beta[0] = log(positive / (whole - positive));
  const chances = new Float64Array(rows);

  /** The penalised log loss at `b`; also fills in `chances`. */
  const lossAt = (b: Float64Array): number => {
    let loss = 0;
    for (let row = 0, base = 0; row < rows; row++, base += width) {
      let score = b[0];
      for (let f = 0; f < width; f++) score += b[f + 1] * x[base + f];
      chances[row] = 1 / (1 + exp(-score));
      loss += weights[row] * (Math.max(score, 0) - score * y[row] + log(1 + exp(-Math.abs(score))));
    }
    if (firth) {
      const l = cholesky(information(0), n);
      if (l === null) return Infinity;
      for (let i = 0; i < n; i++) loss -= log(l[i * n + i]);
    } else for (let f = 1; f < n; f++) loss += (o.l2 * b[f] * b[f]) / 2;
    return loss;
  };

  /** Σ w p (1 − p) x xᵀ, lower triangle, with `l2` on the diagonal but for the intercept. */
  const information = (l2: number): Float64Array => {
    const a = new Float64Array(n * n);
    const v = new Float64Array(n);
    v[0] = 1;
    for (let row = 0, base = 0; row < rows; row++, base += width) {
      const w = weights[row] * chances[row] * (1 - chances[row]);
      for (let f = 0; f < width; f++) v[f + 1] = x[base + f];
      for (let i = 0; i < n; i++) {
        const scaled = w * v[i];
        if (scaled === 0) continue;
        for (let j = 0; j <= i; j++) a[i * n + j] += scaled * v[j];
      }
    }
    for (let i = 1; i < n; i++) a[i * n + i] += l2;
    return a;
  };

  const gradient = (inverse: Float64Array | null): Float64Array => {
    const g = new Float64Array(n);
    for (let row = 0, base = 0; row < rows; row++, base += width) {
      const p = chances[row];
      let error = weights[row] * (p - y[row]);
      if (inverse !== null) {
        // the row's leverage, by which Firth's score takes it towards one half
        let leverage = 0;
        for (let i = 0; i < n; i++) {
          const xi = i === 0 ? 1 : x[base + i - 1];
          let sum = 0;
          for (let j = 0; j < n; j++) sum += inverse[i * n + j] * (j === 0 ? 1 : x[base + j - 1]);
          leverage += xi * sum;
        }
        error += weights[row] * p * (1 - p) * leverage * (p - 0.5);
      }
      g[0] += error;
      for (let f = 0; f < width; f++) g[f + 1] += error * x[base + f];
    }
    if (inverse === null) for (let f = 1; f < n; f++) g[f] += o.l2 * beta[f];
    return g;
  };

  let loss = lossAt(beta);
  let factor: Float64Array | null = null;
  let iterations = 0;
  for (let settled = false; !settled;) {
    factor = cholesky(information(firth ? 0 : o.l2), n);
    if (factor === null)
      throw new UserError("some columns depend on others", "leave one of them out, or give a penalty (l2 above 0)");
    const g = gradient(firth ? invertCholesky(factor, n) : null);
    if (g.every((v) => Math.abs(v) <= o.tolerance * whole)) break;
    if (iterations++ >= o.iterations)
      throw new UserError(
        `no solution after ${o.iterations} steps`,
        "the classes may be told apart without error: give a penalty (l2 above 0, or firth)"
      );
    const step = solveCholesky(factor, g);
    settled = true;
    for (let share = 1; share > 1e-9; share /= 2) {
      const tried = beta.map((b, i) => b - share * step[i]);
      const there = lossAt(tried);
      if (!(there < loss)) continue;
      beta = tried;
      loss = there;
      settled = false;
      break;
    }
    // no step lowers the loss any more: this is the solution to working precision
    if (settled) lossAt(beta);
  }
  const covariance = invertCholesky(factor!, n);
  return logisticModel({
    family: "logistic",
    columns,
    intercept: beta[0],
    coefficients: Array.from(beta.subarray(1)),
    standardErrors: Array.from({length: n}, (_, i) => Math.sqrt(covariance[i * n + i])),
    iterations
  });
}

/** The model that `toJSON` wrote. */
export function logisticModel(json: LogisticJson): LogisticModel {
  const {columns, intercept, iterations} = json;
  const coefficients = Float64Array.from(json.coefficients);
  const width = columns.length;
  return {
    family: "logistic",
    columns,
    intercept,
    coefficients,
    standardErrors: Float64Array.from(json.standardErrors),
    iterations,
    predict(matrix: Matrix) {
      checkColumns(columns, matrix);
      const {rows, x} = matrix;
      const chances = new Float64Array(rows);
      for (let row = 0, base = 0; row < rows; row++, base += width) {
        let score = intercept;
        for (let f = 0; f < width; f++) score += coefficients[f] * x[base + f];
        chances[row] = 1 / (1 + exp(-score));
      }
      return chances;
    },
    toJSON: () => json
  };
}
