import {UserError} from "../core/errors.js";
import type {Matrix} from "../models/matrix.js";

/**
 * A matrix with the columns that a model names, from columns by name. `month=2`, where there is no column of that very name, is 1 in
 * rows whose `month` is 2 and else 0. Throws `UserError` for a column that cannot be made.
 */
export function columnsByName(
  wanted: readonly string[],
  rows: number,
  of: (name: string) => ArrayLike<number> | undefined
): Matrix {
  const x = new Float64Array(rows * wanted.length);
  wanted.forEach((name, f) => {
    const values = of(name) ?? codeOf(name, of);
    if (values === null)
      throw new UserError(
        `the model wants a column ${name}, which these rows do not have`,
        "choose other rows or another model"
      );
    for (let row = 0; row < rows; row++) x[row * wanted.length + f] = values[row];
  });
  return {rows, columns: wanted, x};
}

function codeOf(name: string, of: (name: string) => ArrayLike<number> | undefined): ArrayLike<number> | null {
  const {code, value} = parseCode(name);
  const codes = code === null ? undefined : of(code);
  return codes === undefined ? null : Float64Array.from(codes, (one) => (one === value ? 1 : 0));
}

/** The two parts of `month=2`; a null code where the name is none of such. */
export function parseCode(name: string): {readonly code: string | null; readonly value: number} {
  const at = name.lastIndexOf("=");
  const value = Number(name.slice(at + 1));
  return at <= 0 || at === name.length - 1 || Number.isNaN(value)
    ? {code: null, value: NaN}
    : {code: name.slice(0, at), value};
}
