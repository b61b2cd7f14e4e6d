import {DUCKDB, literal} from "../sql/dialect.js";
import type {LogFormat} from "./logFormat.js";
import type {TextField} from "./textFields.js";

/**
 * A query for the rows of a CSV file that `countCleanRecords` has found to be sound: `line`, the columns that are read, as text, and `surplus`, which is
 * not NULL where a row has more fields than there are columns. Short rows are filled up with NULL.
 *
 * @param file its columns  @param fields those that are read
 */
export function csvRowsSql(
  path: string,
  {delimiter, header, gzip, skip = 0}: Extract<LogFormat, {kind: "csv"}>,
  file: readonly string[],
  fields: readonly TextField[]
): string {
  const width = file.length;
  const linesBefore = skip + (header ? 1 : 0);
  const columns = Array.from({length: width + 1}, (_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const read = fields.map(({as, column}) => `c${file.indexOf(column)} AS ${as}`).join(", ");
  // not strict: files whose lines end now with LF, now with CRLF are common, and the strict reader gives them up whole
  return `SELECT ${DUCKDB.fileRowNumber}${linesBefore === 0 ? "" : ` + ${linesBefore}`} AS line, ${read}, c${width} AS surplus
FROM read_csv(${literal(path)}, auto_detect = false, header = ${header}, skip = ${skip}, columns = {${columns}},
  delim = ${literal(delimiter)}, quote = '"', escape = '"', compression = '${gzip ? "gzip" : "none"}',
  strict_mode = false, null_padding = true, parallel = false)`;
}
