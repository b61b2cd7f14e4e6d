import {UserError} from "../core/errors.js";
import {random} from "../core/random.js";
import type {RecommenderEstimator} from "./recommender.js";
import {itemUsers, profileRecommender, userItems} from "./userItems.js";

export interface AlsOptions {
  /** Numbers of a vector. */
  readonly factors: number;
  readonly regularization: number;
  /** By how much a click raises the confidence that an item is liked, which is 1 without any. */
  readonly alpha: number;
  readonly iterations: number;
  readonly seed: number;
}

export const ALS_OPTIONS: AlsOptions = {factors: 32, regularization: 0.1, alpha: 10, iterations: 10, seed: 1};

/** Rows that are to be explained: the columns of each, and how often. */
interface Rows {
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly counts: Float64Array;
}

const STREAM = 61;

/**
 * Matrix factorization for clicks: a user likes an item or not, the more surely the more often it was clicked, and vectors
 * of users and of items are fitted in turn by least squares over all pairs. A user's vector is worked out anew from
 * training and session after every click. Source: Hu, Koren and Volinsky (2008), Collaborative filtering for implicit
 * feedback datasets, ICDM, equations 4 and 5. Throws `UserError` for options out of their range.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({
 *   sessions: [1, 1, 2, 2, 3, 3, 4],
 *   items: [0, 1, 0, 1, 2, 3, 0],
 *   timesMs: [0, 1, 2, 3, 4, 5, 6],
 *   users: [1, 1, 2, 2, 3, 3, 4]
 * });
 * const model = implicitAls({...ALS_OPTIONS, factors: 2}).fit({sequences, catalogue: 4});
 * const [own, next, other] = model.session(4).click(0, 9);
 * own > next && next > other // → true (who has item 0 has item 1, too)
 * ```
 */
export function implicitAls(options: AlsOptions = ALS_OPTIONS): RecommenderEstimator {
  const {factors, regularization, alpha, iterations, seed} = options;
  for (const name of ["factors", "iterations"] as const)
    if (!(Number.isInteger(options[name]) && options[name] > 0))
      throw new UserError(`${name} is ${options[name]}`, "give a whole number above 0");
  for (const name of ["regularization", "alpha"] as const)
    if (!(options[name] > 0)) throw new UserError(`${name} is ${options[name]}`, "give a number above 0");
  return {
    id: "als",
    title: "Implicit ALS",
    setting: `${factors} factors, ${iterations} iterations, regularization ${regularization}, alpha ${alpha}`,
    fit(train) {
      const known = userItems(train);
      const users = new Float64Array(known.rows.size * factors);
      const source = random(seed, STREAM);
      const items = Float64Array.from({length: known.catalogue * factors}, () => (source.uniform() - 0.5) / factors);
      fitAls(known, {users, items}, options);
      const gram = gramOf(items, factors);
      return profileRecommender("als", known, (profile, _, scores) => {
        const user = new Float64Array(factors);
        const rows = {
          offsets: Int32Array.of(0, profile.size),
          columns: Int32Array.from(profile.keys()),
          counts: Float64Array.from(profile.values())
        };
        solveRow(rows, 0, {of: items, gram, into: user}, options);
        for (let item = 0, at = 0; item < known.catalogue; item++)
          for (let f = 0; f < factors; f++) scores[item] += items[at++] * user[f];
      });
    }
  };
}

/** Fits vectors of users (rows × factors) and of items (catalogue × factors) in turn, users first, in place. */
export function fitAls(
  known: ReturnType<typeof userItems>,
  {users, items}: {readonly users: Float64Array; readonly items: Float64Array},
  options: Pick<AlsOptions, "factors" | "regularization" | "alpha" | "iterations">
): void {
  const byUser: Rows = {offsets: known.offsets, columns: known.items, counts: known.counts};
  const of = itemUsers(known);
  const byItem: Rows = {offsets: of.offsets, columns: of.users, counts: of.counts};
  for (let k = 0; k < options.iterations; k++) {
    solveAll(byUser, items, users, options);
    solveAll(byItem, users, items, options);
  }
}

type AlsStep = Pick<AlsOptions, "factors" | "regularization" | "alpha">;

function solveAll(rows: Rows, of: Float64Array, into: Float64Array, options: AlsStep): void {
  const gram = gramOf(of, options.factors);
  for (let row = 0; row + 1 < rows.offsets.length; row++) solveRow(rows, row, {of, gram, into}, options);
}

/** The sum of the products of each vector with itself, factors × factors; below the diagonal alone. */
function gramOf(vectors: Float64Array, factors: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let at = 0; at < vectors.length; at += factors) addProduct(gram, vectors, at, factors, 1);
  return gram;
}

function addProduct(to: Float64Array, vectors: Float64Array, at: number, n: number, weight: number): void {
  for (let i = 0; i < n; i++) {
    const x = weight * vectors[at + i];
    for (let j = 0, k = i * n; j <= i; j++) to[k++] += x * vectors[at + j];
  }
}

/** A row's vector x: (YᵀY + Yᵀ(C − 1)Y + λ) x = Yᵀ C p, by Cholesky's decomposition. */
function solveRow(
  {offsets, columns, counts}: Rows,
  row: number,
  {of, gram, into}: {readonly of: Float64Array; readonly gram: Float64Array; readonly into: Float64Array},
  {factors: n, regularization, alpha}: AlsStep
): void {
  const a = gram.slice();
  const x = into.subarray(row * n, (row + 1) * n).fill(0);
  for (let i = 0; i < n; i++) a[i * n + i] += regularization;
  for (let k = offsets[row]; k < offsets[row + 1]; k++) {
    const at = columns[k] * n;
    addProduct(a, of, at, n, alpha * counts[k]);
    for (let i = 0; i < n; i++) x[i] += (1 + alpha * counts[k]) * of[at + i];
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j];
    }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= a[i * n + k] * x[k];
    x[i] /= a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= a[k * n + i] * x[k];
    x[i] /= a[i * n + i];
  }
}
