import {DUCKDB, literal} from "../sql/dialect.js";
import type {LogFormat} from "./logFormat.js";
import {textColumn, type Role} from "./mapping.js";

/**
 * A query for the rows of a CSV file that `countCleanRecords` has found to be sound: `line`, the columns that have a role, as text, and `surplus`, which is
 * not NULL where a row has more fields than there are columns. Short rows are filled up with NULL.
 *
 * @param width columns of the file  @param places by role, the place of its column from 0
 */
export function csvRowsSql(
  path: string,
  {delimiter, header, gzip}: Extract<LogFormat, {kind: "csv"}>,
  width: number,
  places: ReadonlyMap<Role, number>
): string {
  const columns = Array.from({length: width + 1}, (_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const roles = Array.from(places, ([role, place]) => `c${place} AS ${textColumn(role)}`).join(", ");
  // not strict: files whose lines end now with LF, now with CRLF are common, and the strict reader gives them up whole
  return `SELECT ${DUCKDB.fileRowNumber}${header ? " + 1" : ""} AS line, ${roles}, c${width} AS surplus
FROM read_csv(${literal(path)}, auto_detect = false, header = ${header}, columns = {${columns}},
  delim = ${literal(delimiter)}, quote = '"', escape = '"', compression = '${gzip ? "gzip" : "none"}',
  strict_mode = false, null_padding = true, parallel = false)`;
}
