import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {random, type Random} from "../core/random.js";
import type {TrainingSet} from "../models/matrix.js";

/** What a log-odds gains with each unit of the three columns that drive the label, and where it starts. */
export const DRIVER_EFFECTS = [1, 0.7, 0.5] as const;
const START = -1;
/** Columns that the label knows nothing of. */
const BYSTANDERS = 7;

export interface KnownProcessOptions {
  readonly rows: number;
  /** Of the first bystander with the first driver: at 0 it is noise as the others are, near 1 it looks like a driver. */
  readonly correlation: number;
  readonly seed: number;
}

/**
 * Rows of a process that is known, to ask of an attribution whether it ranks first what drives the label. Ten standard
 * normal columns: three drivers, which the log-odds of the label are a sum of (`DRIVER_EFFECTS`, from −1), and seven
 * bystanders, of which the first may be correlated with the first driver.
 *
 * @throws {UserError} for a correlation outside −1 to 1, or no rows
 *
 * @example
 * ```ts
 * const {columns, rows, y} = knownProcess({rows: 4, correlation: 0, seed: 1});
 * columns.slice(0, 4) // → ["driver 1", "driver 2", "driver 3", "bystander 1"]
 * rows // → 4
 * Array.from(y).every((label) => label === 0 || label === 1) // → true
 * knownProcess({rows: 4, correlation: 2, seed: 1}) // → throws UserError: correlation: 2
 * ```
 */
export function knownProcess({rows, correlation, seed}: KnownProcessOptions): TrainingSet {
  if (!(correlation >= -1 && correlation <= 1))
    throw new UserError(`correlation: ${correlation}`, "give a number from -1 to 1");
  if (!Number.isInteger(rows) || rows < 1) throw new UserError(`rows: ${rows}`, "give a whole number from 1");
  const drivers = DRIVER_EFFECTS.length;
  const width = drivers + BYSTANDERS;
  const source = random(seed);
  const x = new Float64Array(rows * width);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let f = 0; f < width; f++) x[at + f] = standardNormal(source);
    x[at + drivers] = correlation * x[at] + Math.sqrt(1 - correlation * correlation) * x[at + drivers];
    const logOdds = DRIVER_EFFECTS.reduce((sum, effect, f) => sum + effect * x[at + f], START);
    y[row] = source.uniform() < 1 / (1 + exp(-logOdds)) ? 1 : 0;
  }
  const columns = Array.from({length: width}, (_, f) =>
    f < drivers ? `driver ${f + 1}` : `bystander ${f + 1 - drivers}`
  );
  return {rows, columns, x, y};
}

/** By Marsaglia's polar method: the same bits everywhere. */
function standardNormal(source: Random): number {
  for (;;) {
    const a = 2 * source.uniform() - 1;
    const b = 2 * source.uniform() - 1;
    const s = a * a + b * b;
    if (s > 0 && s < 1) return a * Math.sqrt((-2 * log(s)) / s);
  }
}
