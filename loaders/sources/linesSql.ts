import {DUCKDB, literal} from "../../src/lib/sql/dialect.js";
import {readRowsSql, type RowReading} from "../../src/lib/pipeline/readRows.js";

/** A text file whose values hold no separators and no line ends, gzipped or not. */
export interface LinesFile {
  readonly path: string;
  readonly gzip: boolean;
  readonly separator: string;
}

/** What is wrong with a line that is no text, by the database's name for it; the last for all else. */
const UNREADABLE = [
  ["INVALID ENCODING", "not UTF-8"],
  ["LINE SIZE OVER MAXIMUM", "longer than 2,000,000 bytes"],
  ["", "no line of text"]
] as const;

const REJECTS = "rejected_lines";

/** SQL to run before a query made by `linesSql`: makes way for what it leaves behind. */
export const BEFORE_LINES_SQL = `DROP TABLE IF EXISTS ${REJECTS};
DROP TABLE IF EXISTS ${REJECTS}_scans;`;

/** A query (line, reason) for the lines that a query made by `linesSql` could not read. */
export const UNREADABLE_SQL = `SELECT CAST(line AS BIGINT) AS line, CASE min(error_type)
${UNREADABLE.map(([error, reason]) => `  ${error === "" ? "ELSE" : `WHEN ${literal(error)} THEN`} ${literal(reason)}`).join("\n")}
END AS reason
FROM ${REJECTS} GROUP BY line`;

/** SQL to run after it: `unreadable_lines` (line, reason, no), no counting from 1. */
export const UNREADABLE_LINES_SQL = DUCKDB.createTable(
  "unreadable_lines",
  `SELECT *, row_number() OVER (ORDER BY line) AS no FROM (${UNREADABLE_SQL})`
);

/**
 * A query over the lines of a text file with a header: `line`, `text` and `f`, the list of its values. Empty lines are none. Lines that cannot be
 * read are left out, and `line` is too small by as many as came before: `unreadable_lines` has them.
 */
export function linesSql({path, gzip, separator}: LinesFile): string {
  // the separator here is one that no text has, so that each line is one value
  return `SELECT line, text, string_split(text, ${literal(separator)}) AS f
FROM (
  SELECT ${DUCKDB.fileRowNumber} + 1 AS line, text
  FROM read_csv(${literal(path)}, auto_detect = false, columns = {'text': 'VARCHAR'}, header = true, delim = '\u0001',
    quote = '', escape = '', strict_mode = false, compression = '${gzip ? "gzip" : "none"}', ignore_errors = true, store_rejects = true,
    rejects_table = '${REJECTS}', rejects_scan = '${REJECTS}_scans')
)
WHERE text <> ''`;
}

/** By how many places unreadable lines before it have moved a line. */
export function movedSql(line: string): string {
  return `(SELECT count(*) FROM unreadable_lines AS u WHERE u.line - u.no < ${line})`;
}

/**
 * SQL that reads a text file with a header line by line and makes `raw_events` and `rejected_rows` as `readRowsSql` does. `columns` and `rules` see
 * `text` and `f` of `linesSql`. A line that is no UTF-8 or too long is rejected too, and `line` is the place in the file of every one.
 */
export function readLinesSql(file: LinesFile, {columns, rules}: Pick<RowReading, "columns" | "rules">): string {
  return `
${BEFORE_LINES_SQL}

${readRowsSql({rows: linesSql(file), columns, rules, unread: UNREADABLE_SQL, countsReadOnly: true})}`.trim();
}
