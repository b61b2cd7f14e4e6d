/** Columns of a table as pages hold them: any array-like of numbers, texts and nulls, all of one length. */
export type PageColumn = ArrayLike<number | string | null>;
export type PageColumns = Readonly<Record<string, PageColumn>>;

/** Rows of a table. Throws `RangeError` naming a column of another length: a table with a hole is a bug. */
export function rowCount(columns: PageColumns): number {
  let rows = -1;
  for (const [name, column] of Object.entries(columns)) {
    if (rows === -1) rows = column.length;
    else if (column.length !== rows) throw new RangeError(`column ${name} has ${column.length} rows, expected ${rows}`);
  }
  return Math.max(rows, 0);
}

/**
 * A table as CSV after RFC 4180 with line feeds: a header, quotes doubled where a field holds a comma, a quote or a line end,
 * missing values (null, NaN) empty. Numbers keep every digit.
 */
export function toCsv(columns: PageColumns): string {
  const names = Object.keys(columns);
  const lines = [names.map(field).join(",")];
  const rows = rowCount(columns);
  for (let i = 0; i < rows; i++) lines.push(names.map((name) => field(columns[name][i])).join(","));
  return `${lines.join("\n")}\n`;
}

function field(value: number | string | null): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
