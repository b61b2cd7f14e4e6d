import {UserError} from "../core/errors.js";
import {table} from "../core/table.js";
import {DUCKDB, literal, quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {countCleanRecords} from "./csvCheck.js";
import {csvRecordsOf} from "./csvRecords.js";
import {csvRowsSql} from "./csvRows.js";
import {bytesOf, namedOnOneLine, type LogFile} from "./logFile.js";
import type {LogFormat} from "./logFormat.js";
import {logTablesSql, SURPLUS} from "./logTables.js";
import {mappingProblems, ROLES, textColumn, type LogMapping, type Role} from "./mapping.js";
import {fieldsOf, linesOf} from "./ndjson.js";
import {parquetColumns, parquetRows} from "./parquetLog.js";

export interface ReadLogOptions {
  /** Hears how many rows have been read, where the format lets it be known before the end. */
  readonly onProgress?: (rows: number) => void;
  readonly signal?: AbortSignal;
  /** Whether the engine reads Parquet itself; where it does not, the file is decoded here. */
  readonly engineReadsParquet?: boolean;
}

/** Rows that are decoded here go to the engine in batches of so many. */
const BATCH = 50_000;

/**
 * Reads a log into an engine: `raw_events`, `rejected_rows` (line, reason), `users` (user_id, user), `item_catalog` (item_id, item, category,
 * brand, department_id), `item_departments` (item_id, department_id) and `department_names` (department_id, name). In a CSV, `line` counts
 * records from the header, which is 1: a line break within quotes and an empty line do not count. In NDJSON it is the line of the file, in Parquet the row from 1.
 *
 * Every record of the file is then in one of the first two. A line of a CSV whose quotes do not pair costs that line alone.
 *
 * Throws `UserError` for a mapping that the log cannot have, and for a file that is damaged, cut short or gone; the signal's reason when aborted.
 */
export async function readLog(
  engine: Engine,
  given: LogFile,
  format: LogFormat,
  columns: readonly string[],
  mapping: LogMapping,
  options: ReadLogOptions = {}
): Promise<void> {
  const file = namedOnOneLine(given);
  const problems = mappingProblems(mapping, columns);
  if (problems.length > 0) throw new UserError(problems[0]);
  const roles = ROLES.filter((role) => mapping[role] !== null);
  options.signal?.throwIfAborted();
  try {
    if (format.kind === "csv") await readCsv(engine, file, format, columns, mapping, roles, options);
    else await readDecoded(engine, file, format, columns, mapping, roles, options);
  } finally {
    // an engine that was stopped has none of them, and cannot be asked
    await engine.run("DROP TABLE IF EXISTS log_rows; DROP TABLE IF EXISTS undecoded_rows").catch(() => {});
  }
}

/**
 * A sound file goes through the database's own reader, which is fast; it must bring as many rows as were counted. Any other is read here, record by
 * record, as the database's reader may lose lines of it without a word.
 */
async function readCsv(
  engine: Engine,
  file: LogFile,
  format: Extract<LogFormat, {kind: "csv"}>,
  columns: readonly string[],
  mapping: LogMapping,
  roles: readonly Role[],
  options: ReadLogOptions
): Promise<void> {
  const {signal} = options;
  const records = await countCleanRecords(bytesOf(file, format.gzip, signal), format.delimiter, columns.length);
  signal?.throwIfAborted();
  if (records !== null) {
    const places = new Map(roles.map((role) => [role, columns.indexOf(mapping[role]!)]));
    const rows = csvRowsSql(file.path, format, columns.length, places);
    try {
      await engine.run(logTablesSql(mapping, rows, {surplus: true}));
    } catch (error) {
      throw engineError(file, error);
    }
    const {columns: found} = await engine.read("SELECT count(*) AS rows FROM read_rows");
    if (Number(found.rows[0]) === records - (format.header ? 1 : 0)) return;
  }
  await readDecoded(engine, file, format, columns, mapping, roles, options);
}

async function readDecoded(
  engine: Engine,
  file: LogFile,
  format: LogFormat,
  columns: readonly string[],
  mapping: LogMapping,
  roles: readonly Role[],
  options: ReadLogOptions
): Promise<void> {
  try {
    const rows = await decoded(engine, file, format, columns, mapping, roles, options);
    await engine.run(logTablesSql(mapping, rows, {unread: "SELECT line, reason FROM undecoded_rows", surplus: false}));
  } catch (error) {
    throw engineError(file, error);
  }
  if (format.kind !== "parquet") return;
  const {columns: found} = await engine.read("SELECT count(*) AS rows FROM read_rows");
  const {rows} = await parquetColumns(file);
  if (Number(found.rows[0]) !== rows)
    throw new UserError(
      `${file.name} says that it has ${rows} rows, and has ${Number(found.rows[0])}`,
      "it is damaged: write or fetch it anew"
    );
}

/** What the database says of a file or of its own limits, in one line; anything else is a bug and comes back unchanged. */
function engineError(file: LogFile, error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "AbortError" || error instanceof UserError) return error;
  const said = error.message.split("\n")[0];
  if (/out of memory|could not allocate|memory limit|allocation failure/i.test(said))
    return new UserError(
      `${file.name} does not fit the memory of the database`,
      "give it more memory, or take a part of the log"
    );
  if (/No space left/i.test(said))
    return new UserError(`the disk is full while ${file.name} is read`, "free some space and read it again");
  const [, fault] = /^(?:IO|Invalid Input|Invalid|Conversion|Serialization|Out of Range) Error: (.*)/.exec(said) ?? [];
  if (fault === undefined) return error;
  return new UserError(
    `${file.name} cannot be read (${fault.replace(/"[^"]*\//g, '"').slice(0, 160)})`,
    "it may be damaged, cut short, or gone: write or fetch it anew"
  );
}

/** Rows of the columns that have a role, as text, in a table of the engine; those that could not be decoded in `undecoded_rows`. Returns the query for them. */
async function decoded(
  engine: Engine,
  file: LogFile,
  format: LogFormat,
  columns: readonly string[],
  mapping: LogMapping,
  roles: readonly Role[],
  {onProgress, signal, engineReadsParquet = false}: ReadLogOptions
): Promise<string> {
  const texts = roles.map((role) => [textColumn(role), "text"] as const);
  await engine.run(`
${engine.dialect.createEmptyTable("undecoded_rows", {line: "bigint", reason: "text"})}
${engine.dialect.createEmptyTable("log_rows", {line: "bigint", ...Object.fromEntries(texts)})}`);
  if (format.kind === "parquet") {
    if (engineReadsParquet) return parquetRowsSql(file, mapping, roles);
    const {rows} = await parquetColumns(file);
    for (let from = 0; from < rows; from += BATCH) {
      signal?.throwIfAborted();
      const to = Math.min(from + BATCH, rows);
      const values = await parquetRows(
        file,
        roles.map((role) => mapping[role]!),
        from,
        to
      );
      const line = Float64Array.from({length: to - from}, (_, i) => from + i + 1);
      await engine.append(
        "log_rows",
        table({line, ...Object.fromEntries(roles.map((role, i) => [textColumn(role), values[i]]))})
      );
      onProgress?.(to);
    }
    return "log_rows";
  }
  let read = 0;
  let batch = emptyBatch(roles);
  const flush = async () => {
    const {line, fields, unreadLine, unreadReason} = batch;
    if (line.length > 0) await engine.append("log_rows", table({line: Float64Array.from(line), ...fields}));
    if (unreadLine.length > 0)
      await engine.append("undecoded_rows", table({line: Float64Array.from(unreadLine), reason: unreadReason}));
    read += line.length + unreadLine.length;
    batch = emptyBatch(roles);
    onProgress?.(read);
  };
  const chunks = bytesOf(file, format.gzip, signal);
  if (format.kind === "csv") {
    const places = roles.map((role) => [textColumn(role), columns.indexOf(mapping[role]!)] as const);
    for await (const records of csvRecordsOf(chunks, format.delimiter, columns.length)) {
      for (const {line, fields, fault} of records) {
        if (line === 1 && format.header) continue;
        if (fields === null || fields.length > columns.length) {
          batch.unreadLine.push(line);
          batch.unreadReason.push(fault ?? SURPLUS);
          continue;
        }
        batch.line.push(line);
        for (const [column, place] of places) batch.fields[column].push(fields[place] ?? null);
      }
      if (batch.line.length + batch.unreadLine.length >= BATCH) await flush();
    }
    await flush();
    return "log_rows";
  }
  for await (const lines of linesOf(chunks)) {
    for (const {line, text, fault} of lines) {
      let fields: Record<string, string | null>;
      try {
        if (text === null) throw new RangeError(fault!);
        fields = fieldsOf(text);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        batch.unreadLine.push(line);
        batch.unreadReason.push(error.message);
        continue;
      }
      batch.line.push(line);
      for (const role of roles) batch.fields[textColumn(role)].push(fields[mapping[role]!] ?? null);
    }
    if (batch.line.length + batch.unreadLine.length >= BATCH) await flush();
  }
  await flush();
  return "log_rows";
}

function emptyBatch(roles: readonly Role[]) {
  return {
    line: [] as number[],
    fields: Object.fromEntries(roles.map((role) => [textColumn(role), [] as (string | null)[]])) as Record<
      string,
      (string | null)[]
    >,
    unreadLine: [] as number[],
    unreadReason: [] as string[]
  };
}

function parquetRowsSql(file: LogFile, mapping: LogMapping, roles: readonly Role[]): string {
  const values = roles.map((role) => `CAST(${quoted(mapping[role]!)} AS VARCHAR) AS ${textColumn(role)}`);
  return `SELECT ${DUCKDB.fileRowNumber} AS line, ${values.join(", ")} FROM read_parquet(${literal(file.path)})`;
}
