import {UserError} from "../core/errors.js";
import {table} from "../core/table.js";
import {DUCKDB, literal, quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {countCleanRecords} from "./csvCheck.js";
import {csvRecordsOf} from "./csvRecords.js";
import {csvRowsSql} from "./csvRows.js";
import {bytesOf, namedOnOneLine, type LogFile} from "./logFile.js";
import type {LogFormat} from "./logFormat.js";
import {logTablesSql, SURPLUS, type ReadingPlan} from "./logTables.js";
import {mappingProblems, type LogMapping} from "./mapping.js";
import {missingSql, presentSql} from "./missingWords.js";
import {fieldsOf, linesOf} from "./ndjson.js";
import {parquetColumns, parquetRows, type ParquetType} from "./parquetLog.js";
import {firstPlan, noticesOf, revisedPlan, type ReadingNotice} from "./readingPlan.js";
import {extraColumn, textFields, type TextField} from "./textFields.js";

export interface ReadLogOptions {
  /** Hears how many rows have been read, where the format lets it be known before the end. */
  readonly onProgress?: (rows: number) => void;
  readonly signal?: AbortSignal;
  /** Whether the engine reads Parquet itself; where it does not, the file is decoded here. */
  readonly engineReadsParquet?: boolean;
  /** Columns that have no role and are brought all the same, in `extra_columns`. */
  readonly extra?: readonly string[];
}

/** How a log was read in the end. */
export interface LogReadingOutcome {
  /** The mapping given, with what the whole file has overturned: the roles whose ids are names, the format of time. */
  readonly mapping: LogMapping;
  /** What its owner should know of it, see `readingNoticeText`. */
  readonly notices: readonly ReadingNotice[];
}

/** Rows that are decoded here go to the engine in batches of so many. */
const BATCH = 50_000;

/**
 * Reads a log into an engine: `raw_events`, `rejected_rows` (line, reason), `users` (user_id, user), `item_catalog` (item_id, item, category,
 * brand, department_id), `item_departments` (item_id, department_id) and `department_names` (department_id, name). In a CSV, `line` counts
 * records from the header, which is 1: a line break within quotes and an empty line do not count. In NDJSON it is the line of the file, in Parquet the row from 1.
 *
 * Where the mapping says when events reached the log, `event_arrivals` (line, event, ts_ms, ingested_ms) has it for every event; where columns without a role are brought,
 * `extra_columns` has line, user_id, ts_ms, event, item_id and these columns, each of numbers where all its values are, else as text.
 *
 * Every record of the file is then in one of the first two. A line of a CSV whose quotes do not pair costs that line alone.
 *
 * What the first rows of a file suggest is a guess, which all of its rows confirm or overturn: ids that are no plain whole numbers make names of all ids of that
 * role, `timeCandidates` are decided by the rows that fail in each, the sign before decimals by all prices, and a log of other years than 2000 to 2099 is read
 * with a notice. Only a guess that is overturned costs a second pass.
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
): Promise<LogReadingOutcome> {
  const file = namedOnOneLine(given);
  const problems = mappingProblems(mapping, columns);
  if (problems.length > 0) throw new UserError(problems[0]);
  const {extra = []} = options;
  const unknown = extra.find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new UserError(
      `the log has no column ${JSON.stringify(unknown)}`,
      `its columns are ${columns.slice(0, 12).join(", ")}${columns.length > 12 ? " …" : ""}`
    );
  const fields = textFields(mapping, extra);
  options.signal?.throwIfAborted();
  try {
    const plan =
      format.kind === "csv"
        ? await readCsv(engine, file, format, columns, mapping, fields, options)
        : await readDecoded(engine, file, format, columns, mapping, fields, options);
    if (extra.length > 0) await nameExtraColumns(engine, extra);
    return {
      mapping: {...mapping, textIds: plan.textIds, timeFormat: plan.timeFormat},
      notices: await noticesOf(engine, mapping, plan)
    };
  } finally {
    // an engine that was stopped has none of them, and cannot be asked
    await engine.run("DROP TABLE IF EXISTS log_rows; DROP TABLE IF EXISTS undecoded_rows").catch(() => {});
  }
}

/** Reads the rows as often as what they hold overturns how they are read. */
async function readPlanned(
  engine: Engine,
  mapping: LogMapping,
  signal: AbortSignal | undefined,
  sql: (plan: ReadingPlan) => string
): Promise<ReadingPlan> {
  let plan = firstPlan(mapping);
  for (;;) {
    signal?.throwIfAborted();
    await engine.run(sql(plan));
    const next = await revisedPlan(engine, mapping, plan);
    if (next === null) return plan;
    plan = next;
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
  fields: readonly TextField[],
  options: ReadLogOptions
): Promise<ReadingPlan> {
  const {signal} = options;
  const records = await countCleanRecords(bytesOf(file, format.gzip, signal), format.delimiter, columns.length);
  signal?.throwIfAborted();
  if (records !== null) {
    const rows = csvRowsSql(file.path, format, columns, fields);
    let plan: ReadingPlan;
    try {
      plan = await readPlanned(engine, mapping, signal, (plan) =>
        logTablesSql(mapping, rows, plan, {surplus: true, extra: options.extra?.length})
      );
    } catch (error) {
      throw engineError(file, error);
    }
    const {columns: found} = await engine.read("SELECT count(*) AS rows FROM read_rows");
    if (Number(found.rows[0]) === records - (format.header ? 1 : 0)) return plan;
  }
  return readDecoded(engine, file, format, columns, mapping, fields, options);
}

async function readDecoded(
  engine: Engine,
  file: LogFile,
  format: LogFormat,
  columns: readonly string[],
  mapping: LogMapping,
  fields: readonly TextField[],
  options: ReadLogOptions
): Promise<ReadingPlan> {
  let plan: ReadingPlan;
  try {
    const rows = await decoded(engine, file, format, columns, fields, options);
    plan = await readPlanned(engine, mapping, options.signal, (plan) =>
      logTablesSql(mapping, rows, plan, {
        unread: "SELECT line, reason FROM undecoded_rows",
        surplus: false,
        extra: options.extra?.length
      })
    );
  } catch (error) {
    throw engineError(file, error);
  }
  if (format.kind !== "parquet") return plan;
  const {columns: found} = await engine.read("SELECT count(*) AS rows FROM read_rows");
  const {rows} = await parquetColumns(file);
  if (Number(found.rows[0]) !== rows)
    throw new UserError(
      `${file.name} says that it has ${rows} rows, and has ${Number(found.rows[0])}`,
      "it is damaged: write or fetch it anew"
    );
  return plan;
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

/** Gives `extra_columns` the log's own names, and numbers where all values are numbers. */
async function nameExtraColumns(engine: Engine, extra: readonly string[]): Promise<void> {
  const counts = extra.flatMap((_, i) => [
    `count(*) FILTER (NOT ${missingSql(extraColumn(i))}) AS values_${i}`,
    `count(TRY_CAST(${presentSql(extraColumn(i))} AS DOUBLE)) AS numbers_${i}`
  ]);
  const {columns} = await engine.read(`SELECT ${counts.join(", ")} FROM extra_rows`);
  const named = extra.map((name, i) => {
    const numeric = Number(columns[`values_${i}`][0]) === Number(columns[`numbers_${i}`][0]);
    return `${numeric ? `TRY_CAST(${presentSql(extraColumn(i))} AS DOUBLE)` : presentSql(extraColumn(i))} AS ${quoted(name)}`;
  });
  const {dialect} = engine;
  await engine.run(`${dialect.createTable(
    "extra_columns",
    `SELECT line, user_id, ts_ms, event, item_id, ${named.join(", ")} FROM extra_rows`
  )}
${dialect.dropTable("extra_rows")}`);
}

/** Rows of the columns that are read, as text, in a table of the engine; those that could not be decoded in `undecoded_rows`. Returns the query for them. */
async function decoded(
  engine: Engine,
  file: LogFile,
  format: LogFormat,
  columns: readonly string[],
  fields: readonly TextField[],
  {onProgress, signal, engineReadsParquet = false}: ReadLogOptions
): Promise<string> {
  const texts = fields.map(({as}) => [as, "text"] as const);
  await engine.run(`
${engine.dialect.createEmptyTable("undecoded_rows", {line: "bigint", reason: "text"})}
${engine.dialect.createEmptyTable("log_rows", {line: "bigint", ...Object.fromEntries(texts)})}`);
  if (format.kind === "parquet") {
    const {rows, types} = await parquetColumns(file);
    if (engineReadsParquet) return parquetRowsSql(file, fields, types);
    for (let from = 0; from < rows; from += BATCH) {
      signal?.throwIfAborted();
      const to = Math.min(from + BATCH, rows);
      const values = await parquetRows(
        file,
        fields.map(({column}) => column),
        from,
        to
      );
      const line = Float64Array.from({length: to - from}, (_, i) => from + i + 1);
      await engine.append("log_rows", table({line, ...Object.fromEntries(fields.map(({as}, i) => [as, values[i]]))}));
      onProgress?.(to);
    }
    return "log_rows";
  }
  let read = 0;
  let batch = emptyBatch(fields);
  const flush = async () => {
    const {line, texts, unreadLine, unreadReason} = batch;
    if (line.length > 0) await engine.append("log_rows", table({line: Float64Array.from(line), ...texts}));
    if (unreadLine.length > 0)
      await engine.append("undecoded_rows", table({line: Float64Array.from(unreadLine), reason: unreadReason}));
    read += line.length + unreadLine.length;
    batch = emptyBatch(fields);
    onProgress?.(read);
  };
  const chunks = bytesOf(file, format.gzip, signal);
  if (format.kind === "csv") {
    const places = fields.map(({as, column}) => [as, columns.indexOf(column)] as const);
    for await (const records of csvRecordsOf(chunks, format.delimiter, columns.length)) {
      for (const {line, fields: values, fault} of records) {
        if (line === 1 && format.header) continue;
        if (values === null || values.length > columns.length) {
          batch.unreadLine.push(line);
          batch.unreadReason.push(fault ?? SURPLUS);
          continue;
        }
        batch.line.push(line);
        for (const [as, place] of places) batch.texts[as].push(values[place] ?? null);
      }
      if (batch.line.length + batch.unreadLine.length >= BATCH) await flush();
    }
    await flush();
    return "log_rows";
  }
  for await (const lines of linesOf(chunks)) {
    for (const {line, text, fault} of lines) {
      let values: Record<string, string | null>;
      try {
        if (text === null) throw new RangeError(fault!);
        values = fieldsOf(text);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        batch.unreadLine.push(line);
        batch.unreadReason.push(error.message);
        continue;
      }
      batch.line.push(line);
      for (const {as, column} of fields) batch.texts[as].push(values[column] ?? null);
    }
    if (batch.line.length + batch.unreadLine.length >= BATCH) await flush();
  }
  await flush();
  return "log_rows";
}

function emptyBatch(fields: readonly TextField[]) {
  return {
    line: [] as number[],
    texts: Object.fromEntries(fields.map(({as}) => [as, [] as (string | null)[]])) as Record<string, (string | null)[]>,
    unreadLine: [] as number[],
    unreadReason: [] as string[]
  };
}

/** What a column of whole numbers in a type for fractions holds, as pandas writes it where one is missing, is written without a fraction. */
function parquetRowsSql(
  file: LogFile,
  fields: readonly TextField[],
  types: Readonly<Record<string, ParquetType>>
): string {
  const values = fields.map(({as, column}) => {
    const name = quoted(column);
    // the database would write an instant as the clock of this machine shows it
    const text =
      types[column] === "instant"
        ? `CAST(make_timestamp(epoch_us(${name})) AS VARCHAR) || 'Z'`
        : types[column] === "double"
          ? `CASE WHEN ${name} = trunc(${name}) AND abs(${name}) < 9e15 THEN CAST(CAST(${name} AS BIGINT) AS VARCHAR)
      ELSE CAST(${name} AS VARCHAR) END`
          : `CAST(${name} AS VARCHAR)`;
    return `${text} AS ${as}`;
  });
  return `SELECT ${DUCKDB.fileRowNumber} AS line, ${values.join(", ")} FROM read_parquet(${literal(file.path)})`;
}
