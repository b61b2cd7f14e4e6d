/**
 * Columns of equal length under names: what sources produce, engines load and read back, hashes and oracles work on.
 * Integers of at most 32 bits are `Int32Array`; wider integers (milliseconds) and reals are `Float64Array`; text is an array.
 * A missing value is `MISSING` in an `Int32Array`, `NaN` in a `Float64Array` and `null` in text.
 */
export type Column = Int32Array | Float64Array | readonly (string | null)[];
export type NumberColumn = Int32Array | Float64Array;

export interface Table<C extends Record<string, Column> = Record<string, Column>> {
  readonly rows: number;
  readonly columns: C;
}

/** The missing value of an `Int32Array`, the least 32-bit integer. */
export const MISSING = -2147483648;

/** Makes a table and checks that its columns are equally long. Throws `RangeError` naming the column that is not. */
export function table<C extends Record<string, Column>>(columns: C): Table<C> {
  let rows = -1;
  for (const [name, column] of Object.entries(columns)) {
    if (rows === -1) rows = column.length;
    else if (column.length !== rows) throw new RangeError(`column ${name} has ${column.length} rows, expected ${rows}`);
  }
  return {rows: Math.max(rows, 0), columns};
}

/** The numeric column of that name. Throws `RangeError` where there is none, or where it holds text. */
export function numbers(t: Table, name: string): NumberColumn {
  const column = t.columns[name];
  if (column === undefined) throw new RangeError(`no column ${name}; there are ${Object.keys(t.columns).join(", ")}`);
  if (Array.isArray(column)) throw new RangeError(`column ${name} holds text, not numbers`);
  return column as NumberColumn;
}

/** Rows as objects, for the edges of the program: pages, logs, tests. Not for hot loops. */
export function rowsOf(t: Table, from = 0, to = t.rows): Record<string, number | string | null>[] {
  const names = Object.keys(t.columns);
  return Array.from({length: Math.max(0, Math.min(to, t.rows) - from)}, (_, i) =>
    Object.fromEntries(
      names.map((name) => {
        const value = t.columns[name][from + i];
        return [name, typeof value === "number" && (value === MISSING || Number.isNaN(value)) ? null : value];
      })
    )
  );
}
