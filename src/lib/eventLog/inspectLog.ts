import {UserError} from "../core/errors.js";
import {csvSample, SAMPLE_ROWS} from "./csvSample.js";
import {decoded, encodingNotices, guessEncoding} from "./encoding.js";
import {guessMapping, type MappingGuess} from "./guessMapping.js";
import {documentSample, jsonKind, logfmtSample, ndjsonSample} from "./jsonSample.js";
import {namedOnOneLine, sliceOf, type LogFile} from "./logFile.js";
import {isLogfmt} from "./logfmt.js";
import {checkText, containerOf, shortened, wholeLines, type LogFormat} from "./logFormat.js";
import {beginningOf, type Packing} from "./packing.js";
import {parquetColumns, parquetRows} from "./parquetLog.js";
import {sheetNames, sheetRows} from "./sheetRows.js";
import {withObjects} from "./objectColumns.js";
import {tableLayout} from "./tableLayout.js";
import {zipEntries} from "./zipArchive.js";

/** What a look at the beginning of a log tells. */
export interface LogInspection extends MappingGuess {
  readonly format: LogFormat;
  readonly columns: readonly string[];
  /** Up to 1,000 rows, as text. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What its owner should know of how the file is read, a sentence each without its full stop. */
  readonly notices: readonly string[];
  /** Of these, what has nothing to do with what columns stand for. */
  readonly fileNotices: readonly string[];
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
    const {columns, nested, rows} = await parquetColumns(file);
    if (columns.length === 0)
      throw new UserError(`${file.name} has no column with one value a row`, "take another file");
    if (rows === 0) throw new UserError(`${file.name} has no rows`, "take a file that holds a log");
    const sample = await parquetRows(file, columns, 0, Math.min(rows, SAMPLE_ROWS));
    return inspected(
      {kind: "parquet", gzip: false},
      columns,
      transposed(sample),
      nested.length === 0
        ? []
        : [
            `${nested
              .slice(0, 3)
              .map((name) => shortened(name))
              .join(
                ", "
              )}${nested.length > 3 ? " …" : ""} ${nested.length === 1 ? "has" : "have"} lists or columns within and ${nested.length === 1 ? "is" : "are"} not read: if items, prices or users are in there, write them as columns of their own`
          ]
    );
  }
  if (container === "zip") return inspectZip(file);
  return inspectText(file, {gzip: container === "gzip"}, []);
}

/** A workbook, or an archive with one file. */
async function inspectZip(file: LogFile): Promise<LogInspection> {
  const entries = await zipEntries(file);
  const sheets = await sheetNames(file, entries);
  if (sheets !== null) return inspectWorkbook(file, sheets);
  if (entries.length !== 1) {
    const names = entries.slice(0, 3).map(({name}) => name);
    throw new UserError(
      entries.length === 0
        ? `${file.name} is a zip archive without a file`
        : `${file.name} is a zip archive with ${entries.length} files: ${names.join(", ")}${entries.length > 3 ? " …" : ""}`,
      entries.length === 0 ? "take another file" : "unpack it, and give the one that is the log"
    );
  }
  const [entry] = entries;
  return inspectText(file, {gzip: false, entry}, [`${entry.name} is read out of the archive`]);
}

async function inspectWorkbook(file: LogFile, sheets: readonly string[]): Promise<LogInspection> {
  for (const [sheet, name] of sheets.entries()) {
    const found: {line: number; fields: string[]}[] = [];
    let width = 0;
    for await (const {line, fields} of sheetRows(file, sheet)) {
      if (fields.every((field) => field === null)) continue;
      width = Math.max(width, fields.length);
      found.push({line, fields: fields.map((field) => field ?? "")});
      // a few more, for a title above them
      if (found.length > SAMPLE_ROWS + 50) break;
    }
    if (found.length < 2 || width < 2) continue;
    const filled = found.map(({fields}) => [...fields, ...Array<string>(width - fields.length).fill("")]);
    const {first, header, columns, notices} = tableLayout(filled, width);
    const rows = filled
      .slice(first + (header ? 1 : 0), SAMPLE_ROWS + first + 1)
      .map((row) => row.map((field) => field.trim() || null));
    if (rows.length === 0) continue;
    const others = sheets.filter((_, i) => i !== sheet);
    return inspected({kind: "xlsx", gzip: false, sheet, header, skip: found[first].line - 1}, columns, rows, [
      ...notices,
      ...(others.length === 0
        ? []
        : [
            `of ${sheets.length} sheets, ${shortened(name)} is read, and not ${others
              .slice(0, 3)
              .map((other) => shortened(other))
              .join(", ")}${others.length > 3 ? " …" : ""}`
          ])
    ]);
  }
  throw new UserError(`${file.name} has no sheet with rows of two columns or more`, "take a workbook that holds a log");
}

async function inspectText(file: LogFile, packing: Packing, said: readonly string[]): Promise<LogInspection> {
  const bytes = await beginningOf(file, packing, SAMPLE_BYTES);
  const isPacked = packing.gzip || packing.entry !== undefined;
  if (isPacked && bytes.length === 0)
    throw new UserError(
      `${file.name} is the ${packing.gzip ? "gzip" : "zip archive"} of nothing`,
      "take a file that holds a log"
    );
  if (isPacked) {
    const inner = containerOf(file.name, bytes);
    if (inner === "parquet") throw new UserError(`${file.name} is a packed Parquet file`, "unpack it once");
    if (inner !== "text") throw new UserError(`${file.name} is packed twice`, "unpack it once");
  }
  const whole = bytes.length < SAMPLE_BYTES;
  const {encoding, marked, first} = guessEncoding(bytes, whole);
  const written = {...packing, ...(encoding === "utf-8" ? {} : {encoding})};
  const notices = [...said, ...encodingNotices(encoding, marked, first)];
  const text = decoded(bytes, encoding);
  checkText(file.name, text);
  const json = jsonKind(file.name, text, whole);
  if (json?.kind === "json") {
    const {columns, rows, list, notices: more} = documentSample(file.name, text, json.path, SAMPLE_ROWS);
    return inspected({...json, ...written, ...(list === undefined ? {} : {list})}, columns, rows, [
      ...notices,
      ...more
    ]);
  }
  const lines = wholeLines(file.name, text, whole);
  if (json !== undefined) {
    const {columns, rows, list, notices: more} = ndjsonSample(file.name, lines, SAMPLE_ROWS);
    return inspected({...json, ...written, ...(list === undefined ? {} : {list})}, columns, rows, [
      ...notices,
      ...more
    ]);
  }
  if (isLogfmt(lines)) {
    const {columns, rows} = logfmtSample(lines, SAMPLE_ROWS);
    return inspected({kind: "logfmt", ...written}, columns, rows, notices);
  }
  const {delimiter, joinsClock, header, skip, columns: own, rows: table, notices: more} = csvSample(file.name, lines);
  const {columns, rows, objects} = withObjects(own, table);
  if (rows.length === 0) throw new UserError(`${file.name} has a header and no rows`, "take a file that holds a log");
  return inspected(
    {
      kind: "csv",
      delimiter,
      header,
      ...written,
      ...(skip === 0 ? {} : {skip}),
      ...(joinsClock ? {joinsClock} : {}),
      ...(objects.length === 0 ? {} : {objects, width: own.length})
    },
    columns,
    rows,
    [
      ...notices,
      ...more,
      ...objects.map(
        (name) => `${shortened(name)} holds objects of JSON, and each of their fields is a column of its own`
      )
    ]
  );
}

function inspected(
  format: LogFormat,
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  notices: readonly string[]
): LogInspection {
  const header = format.kind !== "csv" && format.kind !== "xlsx" ? true : format.header;
  const guess = guessMapping(columns, rows, {header});
  return {format, columns, rows, ...guess, fileNotices: notices, notices: [...notices, ...guess.notices]};
}

function transposed(columns: readonly (readonly (string | null)[])[]): (string | null)[][] {
  return Array.from({length: columns[0]?.length ?? 0}, (_, row) => columns.map((column) => column[row]));
}
