import {UserError} from "../core/errors.js";
import {pickFromSums, random} from "../core/random.js";
import {cholesky, solveCholesky} from "../models/cholesky.js";
import type {Matrix} from "../models/matrix.js";
import type {Predict} from "./shapley.js";

export interface LimeOptions {
  /** Columns in the explanation. */
  readonly features: number;
  /** Perturbed rows. */
  readonly samples: number;
  /** By how many columns a row may differ and still count; 0.75 √columns by default. */
  readonly kernelWidth: number | null;
  /** Of the regression that explains. */
  readonly ridge: number;
  readonly seed: number;
}

const LIME_OPTIONS: LimeOptions = {features: 10, samples: 5000, kernelWidth: null, ridge: 1, seed: 1};

/** A linear model near one row, of columns being in the row's own quarter of the training values or not. */
export interface LimeExplanation {
  readonly intercept: number;
  /** Columns of the explanation by the size of their weight, and what their being as they are adds. */
  readonly columns: readonly number[];
  readonly weights: Float64Array;
  /** Weighted share of the predictions' variance near the row that the linear model explains. */
  readonly r2: number;
  /** What the linear model says of the row, and what the model itself does. */
  readonly local: number;
  readonly predicted: number;
}

/** Rows near one row: what is asked of the model, and in which columns each is as the row. */
export interface PerturbedRows {
  readonly matrix: Matrix;
  /** rows × columns: 1 where the value is in the same quarter as the row's. The first row is the row itself. */
  readonly same: Uint8Array;
}

/**
 * LIME for tables: columns are cut at the quartiles of the training rows, rows are drawn with each column's quarter by its
 * share in training and a value of the training rows of that quarter, and a ridge regression, weighted by nearness, tells
 * the model's predictions from which columns are in the same quarter as the row's. Missing values are a quarter of their
 * own. Another seed draws other rows and gives other weights: see `limeStability`.
 *
 * Source: M. T. Ribeiro, S. Singh and C. Guestrin (2016), "Why should I trust you?" Explaining the predictions of any
 * classifier.
 *
 * @throws {UserError} for options out of their range
 * @throws {RangeError} for training rows of other columns, or none
 *
 * @example
 * ```ts
 * const columns = ["noise", "views"];
 * const train = {rows: 8, columns, x: Float64Array.of(1, 1, 4, 2, 2, 3, 3, 4, 1, 5, 4, 6, 2, 7, 3, 8)};
 * const manyViews = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => (x[2 * row + 1] > 6 ? 1 : 0));
 * const {columns: found, weights, predicted} = await explainLime(manyViews, train, Float64Array.of(2, 8), {features: 1});
 * found // → [1]
 * weights[0] > 0.9 // → true
 * predicted // → 1
 * ```
 */
export async function explainLime(
  predict: Predict,
  train: Matrix,
  row: ArrayLike<number>,
  given: Partial<LimeOptions> = {}
): Promise<LimeExplanation> {
  const o = checked({...LIME_OPTIONS, ...given});
  const perturbed = perturbRows(train, row, o);
  return limeRegression(perturbed.same, await predict(perturbed.matrix), train.columns.length, o);
}

/**
 * The rows that LIME asks a model about.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4)};
 * const {matrix, same} = perturbRows(train, [4], {samples: 50, seed: 1});
 * matrix.x[0] // → 4
 * // of four quarters one is the row's own
 * same.every((one, i) => (one === 1) === (matrix.x[i] === 4)) // → true
 * ```
 */
export function perturbRows(
  train: Matrix,
  row: ArrayLike<number>,
  {samples, seed}: Pick<LimeOptions, "samples" | "seed">
): PerturbedRows {
  const width = train.columns.length;
  if (row.length !== width) throw new RangeError(`${row.length} values for ${width} columns`);
  if (train.rows === 0) throw new RangeError("there are no training rows");
  const x = new Float64Array(samples * width);
  const same = new Uint8Array(samples * width).fill(1, 0, width);
  for (let f = 0; f < width; f++) {
    const values = Float64Array.from({length: train.rows}, (_, r) => train.x[r * width + f]);
    const cuts = quartiles(values);
    const quarters: number[][] = Array.from({length: cuts.length + 2}, () => []);
    for (const value of values) quarters[quarterOf(value, cuts)].push(value);
    const sums = Float64Array.from(quarters, (of) => of.length);
    for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    const own = quarterOf(row[f], cuts);
    // a column's draws are its own, whichever others there are
    const source = random(seed, f);
    x[f] = row[f];
    for (let sample = 1; sample < samples; sample++) {
      const quarter = pickFromSums(sums, 0, sums.length, source);
      x[sample * width + f] = quarters[quarter][source.below(quarters[quarter].length)];
      same[sample * width + f] = quarter === own ? 1 : 0;
    }
  }
  return {matrix: {rows: samples, columns: train.columns, x}, same};
}

/** The values that part a column in quarters, without those that part nothing; interpolated as NumPy does. */
function quartiles(values: Float64Array): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return [];
  const at = (share: number) => {
    const place = share * (known.length - 1);
    const low = Math.floor(place);
    const high = Math.min(low + 1, known.length - 1);
    return known[low] + (known[high] - known[low]) * (place - low);
  };
  return Array.from(new Set([at(0.25), at(0.5), at(0.75)]));
}

/** How many cuts a value is above; of a missing one, one more than there can be. */
function quarterOf(value: number, cuts: readonly number[]): number {
  if (Number.isNaN(value)) return cuts.length + 1;
  return cuts.filter((cut) => value > cut).length;
}

/**
 * The weighted ridge regression of predictions on columns being the same. Up to six columns are chosen one after another,
 * each that which explains most with those before; more are those of the largest weights in a regression on all. As the
 * Python package lime does with `feature_selection="auto"`.
 *
 * @param same rows × columns, the first row all 1 @param predictions one a row
 *
 * @example
 * ```ts
 * // a row counts e^(−columns that differ / width²), under the root
 * const o = {features: 1, kernelWidth: 1, ridge: 0};
 * limeRegression(Uint8Array.of(1, 0), [0.9, 0.4], 1, o)
 * // → {intercept: 0.4, columns: [0], weights: [0.5], r2: 1, local: 0.9, predicted: 0.9}
 * ```
 */
export function limeRegression(
  same: Uint8Array,
  predictions: ArrayLike<number>,
  width: number,
  {features, kernelWidth, ridge}: Pick<LimeOptions, "features" | "kernelWidth" | "ridge">
): LimeExplanation {
  const rows = predictions.length;
  const reach = kernelWidth ?? 0.75 * Math.sqrt(width);
  const nearness = Float64Array.from({length: rows}, (_, row) => {
    let differ = 0;
    for (let f = 0; f < width; f++) differ += 1 - same[row * width + f];
    return Math.sqrt(Math.exp(-differ / (reach * reach)));
  });
  const moments = momentsOf(same, predictions, nearness, width);
  const wanted = Math.min(features, width);
  const all = Array.from({length: width}, (_, f) => f);
  const chosen: number[] = [];
  if (wanted > 6) {
    const weights = ridgeOf(moments, all, 0.01);
    chosen.push(...all.sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b).slice(0, wanted));
  } else
    while (chosen.length < wanted) {
      let best = {f: -1, r2: -Infinity};
      for (const f of all) {
        if (chosen.includes(f)) continue;
        const tried = [...chosen, f];
        const r2 = explainedBy(moments, tried, ridgeOf(moments, tried, 0));
        if (r2 > best.r2) best = {f, r2};
      }
      chosen.push(best.f);
    }
  const weights = ridgeOf(moments, chosen, ridge);
  const intercept = moments.meanY - chosen.reduce((sum, f, i) => sum + weights[i] * moments.means[f], 0);
  const bySize = chosen
    .map((f, i) => ({f, weight: weights[i]}))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    intercept,
    columns: bySize.map(({f}) => f),
    weights: Float64Array.from(bySize, ({weight}) => weight),
    r2: explainedBy(moments, chosen, weights),
    local: weights.reduce((sum, weight) => sum + weight, intercept),
    predicted: predictions[0]
  };
}

/** Weighted means, and sums of products around them. */
interface Moments {
  readonly width: number;
  readonly means: Float64Array;
  readonly meanY: number;
  readonly products: Float64Array;
  readonly withY: Float64Array;
  readonly ofY: number;
}

function momentsOf(same: Uint8Array, y: ArrayLike<number>, weights: Float64Array, width: number): Moments {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = new Float64Array(width);
  let meanY = 0;
  for (let row = 0; row < weights.length; row++) {
    meanY += (weights[row] / total) * y[row];
    for (let f = 0; f < width; f++) means[f] += (weights[row] / total) * same[row * width + f];
  }
  const products = new Float64Array(width * width);
  const withY = new Float64Array(width);
  let ofY = 0;
  for (let row = 0; row < weights.length; row++) {
    const dy = y[row] - meanY;
    ofY += weights[row] * dy * dy;
    for (let f = 0; f < width; f++) {
      const d = weights[row] * (same[row * width + f] - means[f]);
      withY[f] += d * dy;
      for (let g = 0; g <= f; g++) products[f * width + g] += d * (same[row * width + g] - means[g]);
    }
  }
  return {width, means, meanY, products, withY, ofY};
}

const product = ({products, width}: Moments, f: number, g: number) => products[Math.max(f, g) * width + Math.min(f, g)];

/** The weights of some columns; 0 for one that never differs, or says what those before it say. */
function ridgeOf(moments: Moments, columns: readonly number[], ridge: number): Float64Array {
  const kept: number[] = [];
  let l: Float64Array | null = null;
  for (const f of columns) {
    const tried = [...kept, f];
    const n = tried.length;
    const a = Float64Array.from({length: n * n}, (_, i) => {
      const [row, column] = [Math.floor(i / n), i % n];
      return product(moments, tried[row], tried[column]) + (row === column ? ridge : 0);
    });
    const triangle = cholesky(a, n);
    if (triangle === null) continue;
    kept.push(f);
    l = triangle;
  }
  const solved =
    l === null
      ? []
      : solveCholesky(
          l,
          Float64Array.from(kept, (f) => moments.withY[f])
        );
  return Float64Array.from(columns, (f) => (kept.includes(f) ? solved[kept.indexOf(f)] : 0));
}

function explainedBy(moments: Moments, columns: readonly number[], weights: Float64Array): number {
  let left = moments.ofY;
  columns.forEach((f, i) => {
    left -= 2 * weights[i] * moments.withY[f];
    columns.forEach((g, j) => (left += weights[i] * weights[j] * product(moments, f, g)));
  });
  return moments.ofY === 0 ? 1 : 1 - left / moments.ofY;
}

/** How an explanation differs between draws of its rows. */
export interface LimeStability {
  /** Of each column over the seeds: how often it is among those of the explanation, and the mean and spread of its weight, 0 where it is not. */
  readonly columns: readonly {readonly chosen: number; readonly mean: number; readonly standardDeviation: number}[];
  /** The mean share of columns that two explanations have in common. */
  readonly agreement: number;
}

/**
 * The same explanation by several seeds. Where columns come and go, or a weight's spread is as large as itself, one
 * explanation says little.
 *
 * @throws {UserError} for less than two seeds, or options out of their range
 *
 * @example
 * ```ts
 * const columns = ["noise", "views"];
 * const train = {rows: 8, columns, x: Float64Array.of(1, 1, 4, 2, 2, 3, 3, 4, 1, 5, 4, 6, 2, 7, 3, 8)};
 * const manyViews = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => (x[2 * row + 1] > 6 ? 1 : 0));
 * const seeds = [1, 2, 3, 4, 5];
 * const {columns: of, agreement} = await limeStability(manyViews, train, Float64Array.of(2, 8), seeds, {features: 1});
 * of[1].chosen // → 1
 * agreement // → 1
 * ```
 */
export async function limeStability(
  predict: Predict,
  train: Matrix,
  row: ArrayLike<number>,
  seeds: readonly number[],
  options: Partial<Omit<LimeOptions, "seed">> = {}
): Promise<LimeStability> {
  if (seeds.length < 2) throw new UserError(`${seeds.length} seeds`, "give two or more");
  const runs: LimeExplanation[] = [];
  for (const seed of seeds) runs.push(await explainLime(predict, train, row, {...options, seed}));
  const weightOf = ({columns, weights}: LimeExplanation, f: number) => {
    const at = columns.indexOf(f);
    return at < 0 ? 0 : weights[at];
  };
  const columns = train.columns.map((_, f) => {
    const weights = runs.map((run) => weightOf(run, f));
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / runs.length;
    const squares = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0);
    return {
      chosen: runs.filter(({columns: of}) => of.includes(f)).length / runs.length,
      mean,
      standardDeviation: Math.sqrt(squares / (runs.length - 1))
    };
  });
  let common = 0;
  let pairs = 0;
  runs.forEach((a, i) =>
    runs.slice(i + 1).forEach((b) => {
      common += a.columns.filter((f) => b.columns.includes(f)).length / a.columns.length;
      pairs++;
    })
  );
  return {columns, agreement: common / pairs};
}

function checked(o: LimeOptions): LimeOptions {
  const whole = (name: "features" | "samples", least: number, most: number) => {
    if (!Number.isInteger(o[name]) || o[name] < least || o[name] > most)
      throw new UserError(`${name}: ${o[name]}`, `give a whole number from ${least} to ${most}`);
  };
  whole("features", 1, 1000);
  whole("samples", 2, 1_000_000);
  if (o.kernelWidth !== null && !(o.kernelWidth > 0))
    throw new UserError(`kernelWidth: ${o.kernelWidth}`, "give one above 0");
  if (!(o.ridge >= 0)) throw new UserError(`ridge: ${o.ridge}`, "give one of 0 or more");
  return o;
}
