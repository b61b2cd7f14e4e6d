import {isColumnName} from "./columnNames.js";
import {objectIn} from "./jsonFields.js";
import {eventTypeOf} from "./eventNames.js";
import {shortened} from "./logFormat.js";
import {guessTimeFormat} from "./timeFormats.js";

/** Where the table is among the first rows of a file. */
export interface TableLayout {
  /** Which row is the header, or where there is none the first of the table. */
  readonly first: number;
  readonly header: boolean;
  readonly columns: readonly string[];
  /** What was noticed, a sentence each without its full stop. */
  readonly notices: readonly string[];
}

/** Rows before a table that are looked at: the longest heads of reports have a dozen. */
const MOST_BEFORE = 50;

/**
 * Finds the header of a table, or its first row, below a title or the head of a report: rows of another number of fields than the table's, or with one
 * field filled at most. A row that has names of roles in it is the header whatever its length.
 *
 * @param rows the first of the file @param width fields that most rows have
 */
export function tableLayout(rows: readonly (readonly string[])[], width: number): TableLayout {
  const notices: string[] = [];
  const first = firstRow(rows, width);
  if (first > 0)
    notices.push(
      `${first === 1 ? "1 row" : `${first} rows`} before the table ${first === 1 ? "is" : "are"} not read, ${shortened(rows[0].join(" ").trim())}${first === 1 ? "" : " and what follows"}`
    );
  const table = rows.slice(first);
  const header = isHeader(table);
  if (!header) return {first, header, columns: uniqueNames(Array.from({length: width}, () => "")), notices};
  const names = table[0].map((name) => name.trim());
  if (names.length === width - 1 && numbersRows(table.slice(1))) {
    notices.push("its rows begin with their number, for which the header has no name: it is the column row");
    return {first, header, columns: uniqueNames(["row", ...names]), notices};
  }
  return {first, header, columns: uniqueNames(names), notices};
}

function firstRow(rows: readonly (readonly string[])[], width: number): number {
  const filled = (row: readonly string[]) => row.filter((field) => field.trim() !== "").length;
  const first = rows
    .slice(0, MOST_BEFORE)
    .findIndex((row) => row.length === width && filled(row) > (width > 2 ? 1 : 0));
  if (first < 1 || namesRoles(rows[0])) return 0;
  const before = rows.slice(0, first);
  return isHeader(rows.slice(first)) || before.every((row) => filled(row) <= 1) ? first : 0;
}

/** Whether at least two fields are called as roles are. */
function namesRoles(row: readonly string[]): boolean {
  return row.filter(isColumnName).length >= 2;
}

/** Whether rows begin with 0, 1, 2 … or 1, 2, 3 …, as statistics programs write them. */
function numbersRows(rows: readonly (readonly string[])[]): boolean {
  const start = Number(rows[0]?.[0]);
  return (start === 0 || start === 1) && rows.slice(0, 100).every(([number], i) => Number(number) === start + i);
}

/** A first line is a header unless it holds what only data hold: a number, a time, the name of a type of event in a column of such names. */
export function isHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows;
  if (first.some((name) => objectIn(name) !== null)) return false;
  const names = first.filter((name) => isColumnName(name) && eventTypeOf(name) === undefined).length;
  const data = first.filter((name) => /^-?\d+([.,]\d+)?$/.test(name.trim()) || guessTimeFormat([name]) !== null).length;
  if (names > 0 && (data === 0 || (names > 1 && names > data))) return true;
  if (data > 0) return false;
  return !first.some((name, i) => eventTypeOf(name) !== undefined && others.some((row) => row[i] === name));
}

/** Names as a person can tell them apart: `column 3` for one that is empty, `price (2)` for one that occurs again. */
function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  const times = new Map<string, number>();
  return names.map((name, i) => {
    const base = name.trim() || `column ${i + 1}`;
    let unique = base;
    // counted on from the last one: a header may well be ten thousand times the same name
    let k = times.get(base) ?? 1;
    while (used.has(unique)) unique = `${base} (${++k})`;
    times.set(base, k);
    used.add(unique);
    return unique;
  });
}
