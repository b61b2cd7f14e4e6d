import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {checkTraining} from "./checkTraining.js";
import {cholesky, invertCholesky, solveCholesky} from "./cholesky.js";
import {withoutWeightless, type Matrix, type TrainingSet} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {RowProducts, type LogLoss} from "./rowProducts.js";
import type {Standardizer} from "./standardize.js";

export interface LogisticOptions {
  /**
   * `ridge`: half of `l2` times the squared coefficients is added to the summed log loss, the intercept apart. `firth`:
   * Jeffreys' prior, which keeps rare events finite.
   */
  readonly penalty: "ridge" | "firth";
  /**
   * Of `ridge`; 1 is scikit-learn's default C. 0 is plain maximum likelihood, which has no answer where classes can be
   * told apart.
   */
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
  /** Of intercept and coefficients, from the inverse of the information at the solution; 0 for a column left out. */
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
 * A step that promises to lower the loss by less than this share of it is not asked whether it does: rounding hides it.
 */
const TRACE = 1e-13;
/** Most fits settle in fewer steps; those that do not go on with BFGS, see `updateInverse`. */
const SETTLED = 50;
/** From so many rows on, a share of them shows well enough where the first steps should go. */
const MANY = 16_384;

/**
 * Logistic regression by Newton's method with halved steps; with Firth's penalty, whose steps may come near slowly, by BFGS
 * from the fiftieth on. Columns should be of one scale, as the penalty treats
 * them alike; missing values are not taken.
 *
 * With a standardizer it is the model of rows that `standardize` has changed by it, without making these.
 *
 * Throws what `checkTraining` throws, and `UserError` for a missing value, for columns that depend on one another
 * without a penalty, and where the method does not settle, which is what happens without a penalty when classes can be
 * told apart.
 *
 * Sources: T. Hastie, R. Tibshirani and J. Friedman (2009), The Elements of Statistical Learning, section 4.4; D. Firth
 * (1993), Bias reduction of maximum likelihood estimates, Biometrika 80, 27–38; G. Heinze and M. Schemper (2002),
 * Statistics in Medicine 21, 2409–2419.
 *
 * @example
 * ```ts
 * // one buys of the four who saw nothing, three of the four who saw something: the odds grow by 3 / (1/3)
 * const train = {rows: 8, columns: ["saw"], x: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1), y: [1, 0, 0, 0, 1, 1, 1, 0]};
 * const {intercept, coefficients, standardErrors} = fitLogistic(train, {l2: 0});
 * intercept // → −1.098… (ln 1/3)
 * coefficients // → [2.197…] (ln 9)
 * standardErrors // → [1.154…, 1.632…] (√(1/1 + 1/3), √(1/1 + 1/3 + 1/3 + 1/1))
 * fitLogistic({...train, y: [0, 0, 0, 0, 1, 1, 1, 1]}, {l2: 0}) // → throws UserError
 * ```
 */
export function fitLogistic(
  all: TrainingSet,
  given: Partial<LogisticOptions> = {},
  {standardizer}: {readonly standardizer?: Standardizer} = {}
): LogisticModel {
  const o = {...LOGISTIC_OPTIONS, ...given};
  if (!(o.l2 >= 0 && o.l2 < Infinity)) throw new UserError(`l2: ${o.l2}`, "give a number from 0");
  if (!(o.scalePosWeight > 0 && o.scalePosWeight < Infinity))
    throw new UserError(`scalePosWeight: ${o.scalePosWeight}`, "give a number above 0");
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightless(all);
  const {rows, columns} = train;
  const n = columns.length + 1;
  const y = Float64Array.from(train.y);
  const weights = new Float64Array(rows);
  let whole = 0;
  let positive = 0;
  for (let row = 0; row < rows; row++) {
    const w = (train.weights?.[row] ?? 1) * (y[row] === 1 ? o.scalePosWeight : 1);
    weights[row] = w;
    whole += w;
    positive += w * y[row];
  }
  const firth = o.penalty === "firth";
  const l2 = firth ? 0 : o.l2;
  const products = new RowProducts(train, standardizer);

  let beta = new Float64Array(n);
  beta[0] = log(positive / (whole - positive));

  /** The penalised log loss at `b`. */
  const lossAt = (b: Float64Array): LogLoss => {
    const found = products.logLoss(b, y, weights);
    let {loss} = found;
    if (firth) {
      const l = cholesky(information(found), n);
      if (l === null) return {...found, loss: Infinity};
      for (let i = 0; i < n; i++) loss -= log(l[i * n + i]);
    } else for (let f = 1; f < n; f++) loss += (l2 * b[f] * b[f]) / 2;
    return {...found, loss};
  };

  /** Σ w p (1 − p) x xᵀ, lower triangle, with `l2` on the diagonal but for the intercept. */
  const information = ({curvatures}: LogLoss, every = 1): Float64Array => {
    const a = products.weighted(curvatures, every);
    for (let i = 1; i < n; i++) a[i * n + i] += l2;
    return a;
  };

  /** Of the penalised loss at `b`, whose decomposed information Firth's penalty needs. */
  const gradientAt = (
    b: Float64Array,
    {gradient, probabilities, curvatures}: LogLoss,
    factor: Float64Array | undefined
  ) => {
    if (!firth) return gradient.map((gradient, f) => gradient + (f === 0 ? 0 : l2 * b[f]));
    // a row's leverage, by which Firth's score takes it towards one half
    const leverages = products.quadratics(invertCholesky(factor!, n));
    const more = products.sum(curvatures.map((w, row) => w * leverages[row] * (probabilities[row] - 0.5)));
    return gradient.map((gradient, f) => gradient + more[f]);
  };

  /** The decomposed information. */
  const decompose = (at: LogLoss): Float64Array => {
    const found = cholesky(information(at), n);
    if (found !== null) return found;
    throw new UserError(
      "some columns depend on others",
      firth ? "leave them out (independentColumns)" : "leave one of them out, or give a penalty (l2 above 0)"
    );
  };

  let here = lossAt(beta);
  if (standardizer === undefined && !Number.isFinite(here.loss)) checkMissing(train);
  let iterations = 0;
  let factor: Float64Array | undefined;
  let steepest = Infinity;
  let share = 1;
  let former: Visited | null = null;
  let inverse: Float64Array | null = null;
  for (let last = false; !last; iterations++) {
    if (iterations === o.iterations)
      throw new UserError(`no solution after ${o.iterations} steps`, "give a penalty (l2 above 0, or firth)");
    if (firth) factor = decompose(here);
    const g = gradientAt(beta, here, factor);
    // while the gradient falls fast the information of an earlier step still serves, and it is what costs time
    const before = steepest;
    steepest = g.reduce((most, gradient) => Math.max(most, Math.abs(gradient)), 0);
    if (factor === undefined || (!firth && !(steepest < before / 10))) {
      // the first steps only come near
      const rough = iterations < 2 && rows >= MANY ? cholesky(information(here, 4), n) : null;
      factor = rough ?? decompose(here);
    }
    const visited = {at: beta, gradient: g};
    if (firth && iterations >= SETTLED) {
      inverse ??= invertCholesky(factor, n);
      if (former !== null) updateInverse(inverse, visited, former);
    }
    former = visited;
    const step = inverse === null ? solveCholesky(factor, g) : times(inverse, g);
    const promised = g.reduce((sum, gradient, i) => sum + (gradient * step[i]) / 2, 0);
    const certain = promised <= TRACE * Math.max(1, here.loss);
    const within = (part: number) => step.every((v, i) => Math.abs(v) <= part * Math.max(1, Math.abs(beta[i])));
    last = g.every((gradient) => Math.abs(gradient) <= o.tolerance * whole) || (certain && within(1e-9));
    // near a solution steps grow short; where there is none the loss flattens, but they do not
    if (last && !within(0.01))
      throw new UserError("a linear rule can tell the classes apart", "give a penalty (l2 above 0, or firth)");
    const after = (part: number) => beta.map((b, i) => b - part * step[i]);
    // Firth's penalty bends the loss up to twice as much as the information says, so that full steps may go to and fro
    if (!certain || inverse !== null) share = 1;
    let tried = after(share);
    let there = lossAt(tried);
    while (!last && !certain && !(there.loss <= here.loss - 0.2 * share * promised)) {
      // where no step lowers the loss any more, this is the solution to working precision
      share /= 2;
      last = share < 1e-9;
      tried = after(last ? 0 : share);
      there = lossAt(tried);
    }
    beta = tried;
    here = there;
  }
  const covariance = invertCholesky(decompose(here), n);
  return logisticModel({
    family: "logistic",
    columns,
    intercept: beta[0],
    coefficients: Array.from(beta.subarray(1)),
    standardErrors: Array.from({length: n}, (_, i) => Math.sqrt(covariance[i * n + i])),
    iterations
  });
}

/** A point and the gradient there. */
interface Visited {
  readonly at: Float64Array;
  readonly gradient: Float64Array;
}

/**
 * Changes an approximate inverse of a loss' second derivatives, n × n and symmetric, so that it knows of the change of
 * the gradient between two points. Leaves it as it is where the loss does not bend upwards between them, or they are
 * one.
 *
 * Source: J. Nocedal and S. J. Wright (2006), Numerical Optimization, equation 6.17 (BFGS).
 */
function updateInverse(inverse: Float64Array, {at, gradient}: Visited, former: Visited): void {
  const n = at.length;
  const moved = at.map((value, i) => value - former.at[i]);
  const change = gradient.map((value, i) => value - former.gradient[i]);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const bend = dot(moved, change);
  if (!(bend > 0)) return;
  const through = times(inverse, change);
  const more = 1 + dot(change, through) / bend;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j] += (more * moved[i] * moved[j] - moved[i] * through[j] - through[i] * moved[j]) / bend;
}

/** The product of a square matrix and a vector. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j];
    return sum;
  });
}

/** Throws `UserError` where a value is missing, which leaves a loss that is no number. */
function checkMissing({columns, x}: Matrix): void {
  const at = x.findIndex(Number.isNaN);
  if (at !== -1)
    throw new UserError(
      `${columns[at % columns.length]} is missing in row ${Math.floor(at / columns.length)}`,
      "fill missing values first"
    );
}

/**
 * The model that `toJSON` wrote.
 *
 * @example
 * ```ts
 * const fitted = {intercept: 0, coefficients: [1, -1], standardErrors: [0, 0, 0], iterations: 0};
 * const columns = ["views", "price"];
 * const model = logisticModel({family: "logistic", columns, ...fitted});
 * model.predict({rows: 2, columns, x: Float64Array.of(1, 1, 2, 1)}) // → [0.5, 0.7310…] (1 / (1 + e⁻¹))
 * model.predict({rows: 1, columns, x: Float64Array.of(1, NaN)})
 * // → throws UserError: row 0 has a value that is missing
 * ```
 */
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
      const probabilities = new Float64Array(rows);
      for (let row = 0, base = 0; row < rows; row++, base += width) {
        let score = intercept;
        for (let f = 0; f < width; f++) score += coefficients[f] * x[base + f];
        if (!Number.isFinite(score))
          throw new UserError(
            `row ${row} has a value that is missing or beyond bounds`,
            "a linear model takes finite numbers; fill missing values first"
          );
        probabilities[row] = 1 / (1 + exp(-score));
      }
      return probabilities;
    },
    toJSON: () => json
  };
}
