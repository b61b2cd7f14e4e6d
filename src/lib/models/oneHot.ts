import type {Matrix} from "./matrix.js";

/** Which columns are codes, and the codes that training has of each. */
export interface OneHot {
  readonly columns: readonly string[];
  /** By name of the column, ascending. */
  readonly codes: Readonly<Record<string, readonly number[]>>;
}

/**
 * The codes of the named columns in these rows; a missing one is none. Throws `RangeError` for a name that is no
 * column.
 *
 * @example
 * ```ts
 * const rows = {rows: 3, columns: ["city", "age"], x: Float64Array.of(3, 30, 1, 40, 3, 50)};
 * fitOneHot(rows, ["city"]).codes // → {city: [1, 3]}
 * fitOneHot(rows, ["town"]) // → throws RangeError: no column town
 * ```
 */
export function fitOneHot({rows, columns, x}: Matrix, named: readonly string[]): OneHot {
  const codes: Record<string, readonly number[]> = {};
  for (const name of named) {
    const at = columns.indexOf(name);
    if (at === -1) throw new RangeError(`no column ${name} among ${columns.join(", ")}`);
    const seen = new Set<number>();
    for (let row = 0; row < rows; row++) {
      const value = Math.fround(x[row * columns.length + at]);
      if (!Number.isNaN(value)) seen.add(value);
    }
    codes[name] = [...seen].sort((a, b) => a - b);
  }
  return {columns, codes};
}

/**
 * Every code a column of 0 and 1, `name=code`; a code that training did not have, or none, is 0 in all of them. Other
 * columns stay.
 *
 * @example
 * ```ts
 * const known = {columns: ["city", "age"], codes: {city: [1, 3]}};
 * applyOneHot(known, {rows: 2, columns: ["city", "age"], x: Float64Array.of(3, 30, 2, 40)})
 * // → {rows: 2, columns: ["city=1", "city=3", "age"], x: [0, 1, 30, 0, 0, 40]}
 * ```
 */
export function applyOneHot({codes}: OneHot, {rows, columns, x}: Matrix): Matrix {
  const names = columns.flatMap((name) => codes[name]?.map((code) => `${name}=${code}`) ?? [name]);
  const out = new Float64Array(rows * names.length);
  let at = 0;
  for (let row = 0; row < rows; row++)
    for (let f = 0; f < columns.length; f++) {
      const value = x[row * columns.length + f];
      const known = codes[columns[f]];
      if (known === undefined) out[at++] = value;
      else for (const code of known) out[at++] = Math.fround(value) === code ? 1 : 0;
    }
  return {rows, columns: names, x: out};
}
