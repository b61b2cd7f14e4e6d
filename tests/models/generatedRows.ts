import {random} from "../../src/lib/core/random.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

/** Columns of `generatedRows`: bell-shaped, uniform, counts, and two with missing values; `code` is one of 300. */
export const COLUMNS = [
  "bell0",
  "bell1",
  "bell2",
  "bell3",
  "flat0",
  "flat1",
  "count0",
  "count1",
  "gap0",
  "gap1",
  "code"
];

export interface GeneratedRows extends TrainingSet {
  readonly y: Float64Array;
  /** Of each row. */
  readonly probabilities: Float64Array;
  /** Counts with the same order of means. */
  readonly counts: Float64Array;
}

/**
 * Rows made by our generator with nothing but additions, multiplications and comparisons, so that models.py beside
 * the vectors makes the same ones to the last bit. Chances depend on products, steps and the code's own effect.
 */
export function generatedRows(rows: number, seed: number): GeneratedRows {
  const effects = random(99);
  const effect = Array.from({length: 300}, () => effects.uniform() - 0.5);
  const source = random(seed, rows);
  const u = () => source.uniform();
  const bell = () => u() + u() + u() + u() - 2;
  const width = COLUMNS.length;
  const x = new Float64Array(rows * width);
  const y = new Float64Array(rows);
  const probabilities = new Float64Array(rows);
  const counts = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const bells = [bell(), bell(), bell(), bell()];
    const flats = [u(), u()];
    const few = u();
    const many = u();
    const tallies = [Math.floor(3 * few * few), Math.floor(12 * many * many * many)];
    const gaps = [u() < 0.1 ? NaN : bell(), u() < 0.3 ? NaN : u()];
    const first = u();
    const code = Math.floor(300 * first * u());
    const score =
      1.2 * bells[0] * bells[1] +
      (bells[2] > 0.3 ? 0.8 : 0) +
      flats[0] * (tallies[0] - 1) -
      0.1 * tallies[1] +
      (gaps[0] > 0 ? 0.5 : 0) +
      (Number.isNaN(gaps[1]) ? 0.4 : 0) +
      2 * effect[code] -
      0.5;
    // from 0 to 1 like a logistic curve, but without a function whose last bit may differ
    const chance = 0.5 + (0.5 * score) / (1 + Math.abs(score));
    probabilities[row] = chance;
    y[row] = u() < chance ? 1 : 0;
    for (let k = 0; k < 8; k++) if (u() < 0.5 * chance) counts[row]++;
    x.set([...bells, ...flats, ...tallies, ...gaps, code], row * width);
  }
  return {rows, columns: COLUMNS, x, y, probabilities, counts};
}

/** The same rows without some of their columns. */
export function without<T extends TrainingSet>(set: T, names: readonly string[]): T {
  const kept = set.columns.filter((name) => !names.includes(name));
  const at = kept.map((name) => set.columns.indexOf(name));
  const width = set.columns.length;
  const x = new Float64Array(set.rows * kept.length);
  for (let row = 0; row < set.rows; row++)
    at.forEach((from, k) => (x[row * kept.length + k] = set.x[row * width + from]));
  return {...set, columns: kept, x};
}
