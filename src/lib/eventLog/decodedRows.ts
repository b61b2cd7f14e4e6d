import {BlankRecords, BLANKS, WIDE_BLANKS} from "./blankSeparated.js";
import {CsvRecords, physicalLinesOf, withoutLines, type CsvRecord} from "./csvRecords.js";
import {asUtf8} from "./encoding.js";
import {jsonRecordsOf} from "./jsonDocument.js";
import {joinedFields, jsonObject, type Fields} from "./jsonFields.js";
import type {LogFile} from "./logFile.js";
import type {LogFormat} from "./logFormat.js";
import {logfmtFields} from "./logfmt.js";
import {objectFields} from "./objectColumns.js";
import {linesOf, type Line} from "./ndjson.js";
import {rowsOf, type NestedList} from "./nestedLists.js";
import {bytesOf} from "./packing.js";
import {SURPLUS} from "./reasons.js";
import {sheetRows} from "./sheetRows.js";

/** One row of a log, or why it is none. */
export interface DecodedRow {
  readonly line: number;
  /** Values of the columns that were asked for, in their order. */
  readonly texts: readonly (string | null)[] | null;
  readonly fault: string | null;
}

/**
 * Reads a log of any kind but Parquet row by row, without the database. Lines are counted as `readLog` says.
 *
 * @param columns of the file @param wanted those whose values are asked for
 */
export function decodedRows(
  file: LogFile,
  format: Exclude<LogFormat, {kind: "parquet"}>,
  columns: readonly string[],
  wanted: readonly string[],
  signal?: AbortSignal
): AsyncGenerator<DecodedRow[]> {
  if (format.kind === "xlsx") return rowsOfSheet(file, format, columns, wanted, signal);
  const chunks = asUtf8(bytesOf(file, format, signal), format.encoding ?? "utf-8");
  if (format.kind === "csv") return rowsOfTable(chunks, format, columns, wanted);
  if (format.kind === "json") return rowsOfObjects(documentLines(file.name, chunks, format.path), format.list, wanted);
  if (format.kind === "logfmt") return rowsOfObjects(ndjsonLines(chunks), undefined, wanted, logfmtFields);
  return rowsOfObjects(ndjsonLines(chunks), format.list, wanted);
}

async function* rowsOfTable(
  chunks: AsyncIterable<Uint8Array>,
  {delimiter, header, skip = 0, joinsClock = false, objects = [], width: given}: Extract<LogFormat, {kind: "csv"}>,
  columns: readonly string[],
  wanted: readonly string[]
): AsyncGenerator<DecodedRow[]> {
  const width = given ?? columns.length;
  const places = wanted.map((column) => columns.indexOf(column));
  const held = objects
    .map((name) => ({name, place: columns.indexOf(name)}))
    .filter(({name}) => wanted.some((column, i) => places[i] >= width && column.startsWith(`${name}.`)));
  let found: DecodedRow[] = [];
  const use = ({line, fields, fault}: CsvRecord) => {
    if (line === 1 && header) return;
    const row = rowOf(line + skip, fields, fault, width, places);
    if (held.length === 0 || row.texts === null) return void found.push(row);
    const inner = held.map(({name, place}) => objectFields(name, fields![place]));
    const texts = row.texts.map((text, i) =>
      places[i] < width ? text : (inner.find((own) => own[wanted[i]] !== undefined)?.[wanted[i]] ?? null)
    );
    found.push({...row, texts});
  };
  const records =
    delimiter === BLANKS || delimiter === WIDE_BLANKS
      ? new BlankRecords(delimiter, joinsClock, width, use)
      : new CsvRecords(delimiter, width, use);
  for await (const lines of physicalLinesOf(skip === 0 ? chunks : withoutLines(chunks, skip))) {
    for (const line of lines) records.add(line);
    yield found;
    found = [];
  }
  records.finish();
  yield found;
}

function rowOf(
  line: number,
  fields: readonly (string | null)[] | null,
  fault: string | null,
  width: number,
  places: readonly number[]
): DecodedRow {
  if (fields === null) return {line, texts: null, fault};
  // an empty field too many is none: some programs end each line with a separator
  if (fields.length > width && fields.some((field, i) => i >= width && field !== null))
    return {line, texts: null, fault: SURPLUS};
  return {line, texts: places.map((place) => fields[place] ?? null), fault: null};
}

async function* rowsOfSheet(
  file: LogFile,
  {sheet, header, skip = 0}: Extract<LogFormat, {kind: "xlsx"}>,
  columns: readonly string[],
  wanted: readonly string[],
  signal?: AbortSignal
): AsyncGenerator<DecodedRow[]> {
  const places = wanted.map((column) => columns.indexOf(column));
  const from = skip + (header ? 1 : 0);
  let found: DecodedRow[] = [];
  for await (const {line, fields} of sheetRows(file, sheet)) {
    if (line <= from || fields.every((field) => field === null)) continue;
    found.push(rowOf(line, fields, null, columns.length, places));
    if (found.length < 1_000) continue;
    signal?.throwIfAborted();
    yield found;
    found = [];
  }
  yield found;
}

/** Lines, and what stands around all of them. */
type Lines = AsyncGenerator<{records: readonly Line[]; before: Fields}>;

async function* ndjsonLines(chunks: AsyncIterable<Uint8Array>): Lines {
  for await (const records of linesOf(chunks)) yield {records, before: joinedFields()};
}

async function* documentLines(name: string, chunks: AsyncIterable<Uint8Array>, path: readonly string[] | null): Lines {
  yield* jsonRecordsOf(name, chunks, path);
}

async function* rowsOfObjects(
  lines: Lines,
  list: NestedList | undefined,
  wanted: readonly string[],
  objectOf: (text: string) => Record<string, unknown> = jsonObject
): AsyncGenerator<DecodedRow[]> {
  let counted = 0;
  for await (const {records, before} of lines) {
    const found: DecodedRow[] = [];
    const add = (line: number, row: Fields | string) => {
      // where a line is several rows, rows are counted
      const number = list === undefined ? line : ++counted;
      if (typeof row === "string") found.push({line: number, texts: null, fault: row});
      else
        found.push({line: number, texts: wanted.map((column) => row[column] ?? before[column] ?? null), fault: null});
    };
    for (const {line, text, fault} of records) {
      if (text === null) {
        add(line, fault!);
        continue;
      }
      let rows: (Fields | string)[];
      try {
        rows = rowsOf(objectOf(text), list);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        rows = [error.message];
      }
      for (const row of rows) add(line, row);
    }
    yield found;
  }
}
