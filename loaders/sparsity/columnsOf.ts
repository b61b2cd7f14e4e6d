/** Rows as the columns of a result's table. Throws `RangeError` for no rows, whose columns nobody knows. */
export function columnsOf<T extends object>(rows: readonly T[]): Record<string, (number | string | null)[]> {
  if (rows.length === 0) throw new RangeError("0 rows; a table takes one");
  return Object.fromEntries(
    Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name as keyof T] as number | string | null)])
  );
}
