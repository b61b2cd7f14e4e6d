import {rowsOf, type Table} from "../core/table.js";

type Row = Record<string, number | string | null>;

export interface Difference {
  /** Place in the order of the key, from 0. */
  readonly row: number;
  /** The first column that differs there; null where one table ends before this row. */
  readonly column: string | null;
  readonly publishedValue: number | string | null;
  readonly recomputedValue: number | string | null;
  /** The whole rows; null past the end of a table. */
  readonly publishedRow: Row | null;
  readonly recomputedRow: Row | null;
}

/**
 * The first row, in the order both tables share, in which they differ, with the first column that does; null where the tables are equal. Two
 * missing values are equal. Columns are compared by name; a column that only one table has differs in row 0 already.
 */
export function firstDifference(published: Table, recomputed: Table): Difference | null {
  const names = [...new Set([...Object.keys(published.columns), ...Object.keys(recomputed.columns)])];
  const absent = names.find((name) => !(name in published.columns) || !(name in recomputed.columns));
  const rows = Math.min(published.rows, recomputed.rows);
  let first = absent === undefined ? rows : 0;
  let column: string | null = absent ?? null;
  for (const name of names) {
    const a = published.columns[name];
    const b = recomputed.columns[name];
    if (a === undefined || b === undefined) continue;
    // each column needs a look only at the rows above the difference found so far
    for (let i = 0; i < first; i++) {
      if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) {
        first = i;
        column = name;
        break;
      }
    }
  }
  if (column === null && published.rows === recomputed.rows) return null;
  const publishedRow = rowsOf(published, first, first + 1)[0] ?? null;
  const recomputedRow = rowsOf(recomputed, first, first + 1)[0] ?? null;
  return {
    row: first,
    column,
    publishedValue: column === null ? null : (publishedRow?.[column] ?? null),
    recomputedValue: column === null ? null : (recomputedRow?.[column] ?? null),
    publishedRow,
    recomputedRow
  };
}
