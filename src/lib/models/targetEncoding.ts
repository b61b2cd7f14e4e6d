import {permutation, random} from "../core/random.js";
import type {Matrix, TrainingSet} from "./matrix.js";

/**
 * What a code stands for once it is replaced by a number: the mean label of its training rows, drawn towards the mean
 * of all.
 */
export interface TargetStatistics {
  readonly codes: readonly number[];
  readonly values: readonly number[];
  /** Of a code that training does not have. */
  readonly prior: number;
}

/**
 * Ordered target statistics: in a random order of the training rows, each row's code becomes the mean label of the
 * rows before it with that code, with the mean of all labels counted in `strength` times. So no row's number has its
 * own label in it. `encoded` is for training; rows to be predicted take `statistics`, made from all rows. With weights,
 * one a row, a row counts as often as it weighs.
 *
 * Throws `RangeError` where lengths differ, and for a strength that is not above 0.
 *
 * Source: L. Prokhorenkova et al. (2018), CatBoost: unbiased boosting with categorical features, section 3.2.
 *
 * @example
 * ```ts
 * const {encoded, statistics} = orderedTargetStatistics([7, 7, 8, 8], [1, 1, 0, 1]);
 * statistics // → {codes: [7, 8], values: [0.9166…, 0.5833…], prior: 0.75} ((2 + 0.75) / 3, (1 + 0.75) / 3)
 * // the first row of each code, in the random order, has no row before it
 * encoded.filter((value) => value === 0.75).length // → 2
 * ```
 */
export function orderedTargetStatistics(
  codes: ArrayLike<number>,
  labels: ArrayLike<number>,
  {strength = 1, seed = 1, weights}: TargetCodesOptions & {readonly weights?: ArrayLike<number>} = {}
): {readonly encoded: Float64Array; readonly statistics: TargetStatistics} {
  const rows = codes.length;
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} codes`);
  if (!(strength > 0)) throw new RangeError(`invalid strength: ${strength}`);
  let [all, whole] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    all += weight * labels[row];
    whole += weight;
  }
  const prior = whole === 0 ? 0 : all / whole;
  const seen = new Map<number, {sum: number; n: number}>();
  const encoded = new Float64Array(rows);
  for (const row of permutation(rows, random(seed, rows))) {
    let entry = seen.get(codes[row]);
    if (entry === undefined) seen.set(codes[row], (entry = {sum: 0, n: 0}));
    encoded[row] = (entry.sum + strength * prior) / (entry.n + strength);
    const weight = weights?.[row] ?? 1;
    entry.sum += weight * labels[row];
    entry.n += weight;
  }
  const known = [...seen].sort(([a], [b]) => a - b);
  return {
    encoded,
    statistics: {
      codes: known.map(([code]) => code),
      values: known.map(([, {sum, n}]) => (sum + strength * prior) / (n + strength)),
      prior
    }
  };
}

/**
 * Codes of rows to be predicted, as numbers: one a row, the prior for a code that training does not have.
 *
 * @example
 * ```ts
 * encodeTarget({codes: [7, 8], values: [0.9, 0.6], prior: 0.75}, [8, 7, 9]) // → [0.6, 0.9, 0.75]
 * ```
 */
export function encodeTarget({codes, values, prior}: TargetStatistics, of: ArrayLike<number>): Float64Array {
  const known = new Map(codes.map((code, k) => [code, values[k]]));
  return Float64Array.from({length: of.length}, (_, row) => known.get(of[row]) ?? prior);
}

/** Columns of codes and what their codes are replaced by. */
export interface TargetCodes {
  readonly columns: readonly string[];
  /** By name of the column. */
  readonly statistics: Readonly<Record<string, TargetStatistics>>;
}

export interface TargetCodesOptions {
  /** How many rows of the mean of all are counted in with each code. */
  readonly strength?: number;
  readonly seed?: number;
}

/**
 * The named columns' codes as mean labels: `encoded` in order, so that no training row's number has its own label in
 * it, and `codes` for rows to be predicted, from all rows. A missing code, and one that training does not have, is the
 * mean of all labels. Throws `RangeError` for a name that is no column.
 *
 * @example
 * ```ts
 * const x = Float64Array.of(7, 30, 7, 40, 8, 50, 8, 60);
 * const train = {rows: 4, columns: ["city", "age"], x, y: [1, 1, 0, 1]};
 * const {encoded, codes} = fitTargetCodes(train, ["city"]);
 * codes.statistics.city.values // → [0.9166…, 0.5833…] ((2 + 0.75) / 3, (1 + 0.75) / 3)
 * encoded.x.filter((_, at) => at % 2 === 1) // → [30, 40, 50, 60] (other columns stay)
 * ```
 */
export function fitTargetCodes(
  train: TrainingSet,
  named: readonly string[],
  {strength = 1, seed = 1}: TargetCodesOptions = {}
): {readonly encoded: Matrix; readonly codes: TargetCodes} {
  const {rows, columns, x, y, weights} = train;
  const width = columns.length;
  const out = Float64Array.from(x);
  const statistics: Record<string, TargetStatistics> = {};
  named.forEach((name, k) => {
    const at = columns.indexOf(name);
    if (at === -1) throw new RangeError(`no column ${name} among ${columns.join(", ")}`);
    const known: number[] = [];
    for (let row = 0; row < rows; row++) if (!Number.isNaN(x[row * width + at])) known.push(row);
    const found = orderedTargetStatistics(
      known.map((row) => Math.fround(x[row * width + at])),
      known.map((row) => y[row]),
      {strength, seed: seed + k, weights: weights && known.map((row) => weights[row])}
    );
    for (let row = 0; row < rows; row++) out[row * width + at] = found.statistics.prior;
    known.forEach((row, i) => (out[row * width + at] = found.encoded[i]));
    statistics[name] = found.statistics;
  });
  return {encoded: {rows, columns, x: out}, codes: {columns, statistics}};
}

/**
 * The matrix with codes replaced, as 64-bit reals; other columns stay. A code that is missing or new is the prior.
 *
 * @example
 * ```ts
 * const codes = {columns: ["city", "age"], statistics: {city: {codes: [7], values: [0.9], prior: 0.75}}};
 * applyTargetCodes(codes, {rows: 2, columns: ["city", "age"], x: Float64Array.of(7, 30, 9, 40)}).x
 * // → [0.9, 30, 0.75, 40]
 * ```
 */
export function applyTargetCodes({statistics}: TargetCodes, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const out = Float64Array.from(x);
  columns.forEach((name, at) => {
    const of = statistics[name];
    if (of === undefined) return;
    const codes = Float64Array.from({length: rows}, (_, row) => Math.fround(x[row * width + at]));
    encodeTarget(of, codes).forEach((value, row) => (out[row * width + at] = value));
  });
  return {rows, columns, x: out};
}
