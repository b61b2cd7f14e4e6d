import {UserError} from "../core/errors.js";
import {csvSample, SAMPLE_ROWS} from "./csvSample.js";
import {guessMapping, type MappingGuess} from "./guessMapping.js";
import {beginningOf, namedOnOneLine, sliceOf, type LogFile} from "./logFile.js";
import {containerOf, isNdjson, textOf, type LogFormat} from "./logFormat.js";
import {ndjsonSample} from "./ndjson.js";
import {parquetColumns, parquetRows} from "./parquetLog.js";

/** What a look at the beginning of a log tells. */
export interface LogInspection extends MappingGuess {
  readonly format: LogFormat;
  readonly columns: readonly string[];
  /** Up to 1,000 rows, as text. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Of a text, so much is looked at: a header of ten thousand columns and some rows fit in. */
const SAMPLE_BYTES = 2_000_000;

/**
 * Finds out how a log is written and what its columns stand for, from its first rows. Throws `UserError`, one line with cause and remedy, for a file that
 * is empty, binary, damaged, or in a format that cannot be read.
 */
export async function inspectLog(given: LogFile): Promise<LogInspection> {
  const file = namedOnOneLine(given);
  const first = new Uint8Array(await sliceOf(file, 0, Math.min(file.size, 16)));
  const container = containerOf(file.name, first);
  if (container === "parquet") {
    const {columns, rows} = await parquetColumns(file);
    if (columns.length === 0)
      throw new UserError(`${file.name} has no column with one value a row`, "take another file");
    if (rows === 0) throw new UserError(`${file.name} has no rows`, "take a file that holds a log");
    const sample = await parquetRows(file, columns, 0, Math.min(rows, SAMPLE_ROWS));
    return inspected({kind: "parquet", gzip: false}, columns, transposed(sample));
  }
  const gzip = container === "gzip";
  const bytes = await beginningOf(file, gzip, SAMPLE_BYTES);
  if (gzip && bytes.length === 0)
    throw new UserError(`${file.name} is the gzip of nothing`, "take a file that holds a log");
  if (gzip && containerOf(file.name, bytes) !== "text")
    throw new UserError(`${file.name} is packed twice`, "unpack it once");
  const text = textOf(file.name, bytes, bytes.length < SAMPLE_BYTES);
  if (isNdjson(file.name, text)) {
    const {columns, rows} = ndjsonSample(file.name, text, SAMPLE_ROWS);
    return inspected({kind: "ndjson", gzip}, columns, rows);
  }
  const {delimiter, header, columns, rows} = csvSample(file.name, text);
  if (rows.length === 0) throw new UserError(`${file.name} has a header and no rows`, "take a file that holds a log");
  return inspected({kind: "csv", delimiter, header, gzip}, columns, rows);
}

function inspected(
  format: LogFormat,
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[]
): LogInspection {
  return {format, columns, rows, ...guessMapping(columns, rows, {header: format.kind !== "csv" || format.header})};
}

function transposed(columns: readonly (readonly (string | null)[])[]): (string | null)[][] {
  return Array.from({length: columns[0]?.length ?? 0}, (_, row) => columns.map((column) => column[row]));
}
