import {UserError} from "../core/errors.js";
import {table} from "../core/table.js";
import {DUCKDB, literal, quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {BLANKS, WIDE_BLANKS} from "./blankSeparated.js";
import {countCleanRecords} from "./csvCheck.js";
import {withoutLines} from "./csvRecords.js";
import {csvRowsSql} from "./csvRows.js";
import {decodedRows} from "./decodedRows.js";
import {encodingNotices, Utf8Check, type Utf8Faults} from "./encoding.js";
import {namedOnOneLine, type LogFile} from "./logFile.js";
import type {LogFormat} from "./logFormat.js";
import {logTablesSql, type ReadingPlan} from "./logTables.js";
import {mappingProblems, type LogMapping} from "./mapping.js";
import {missingSql, presentSql} from "./missingWords.js";
import {bytesOf, type Packing} from "./packing.js";
import {parquetColumns, parquetRows, type ParquetType} from "./parquetLog.js";
import {firstPlan, noticesOf, revisedPlan, type ReadingNotice} from "./readingPlan.js";
import {NOT_UTF8} from "./reasons.js";
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
  /** What only the whole file could tell of how it is written, a sentence each: in which encoding, for instance. */
  readonly said: readonly string[];
}

/** Rows in the engine, and how they were read. */
type ReadRows = {readonly plan: ReadingPlan} & Pick<LogReadingOutcome, "said">;

/** Rows that are decoded here go to the engine in batches of so many. */
const BATCH = 50_000;

/**
 * Reads a log into an engine: `raw_events`, `rejected_rows` (line, reason), `users` (user_id, user), `item_catalog` (item_id, item, category,
 * brand, department_id), `item_departments` (item_id, department_id) and `department_names` (department_id, name). In a CSV, `line` counts
 * records from the header, which is 1 where nothing stands before it: a line break within quotes and an empty line do not count. In NDJSON it is the line of the file, in a
 * workbook the sheet's own number of the row, in Parquet the row from 1, and where a line or a document holds a list of them the row from 1 likewise.
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
    const {plan, said} =
      format.kind === "csv" && isForDatabase(format, columns, fields)
        ? await readCsv(engine, file, format, columns.slice(0, format.width), mapping, fields, options)
        : await readDecoded(engine, file, format, columns, mapping, fields, options);
    if (extra.length > 0) await nameExtraColumns(engine, extra);
    return {
      mapping: {...mapping, textIds: plan.textIds, timeFormat: plan.timeFormat},
      notices: await noticesOf(engine, mapping, plan),
      said
    };
  } finally {
    // an engine that was stopped has none of them, and cannot be asked
    await engine.run("DROP TABLE IF EXISTS log_rows; DROP TABLE IF EXISTS undecoded_rows").catch(() => {});
  }
}

/** Whether the database's own reader takes such a file: as it is or as gzip, in UTF-8, cut at one character. */
function isForDatabase(
  {entry, encoding, delimiter, width = Infinity}: Extract<LogFormat, {kind: "csv"}>,
  columns: readonly string[],
  fields: readonly TextField[]
): boolean {
  // fields of objects within a column are taken out of them here
  if (fields.some(({column}) => columns.indexOf(column) >= width)) return false;
  return entry === undefined && encoding === undefined && delimiter !== BLANKS && delimiter !== WIDE_BLANKS;
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
): Promise<ReadRows> {
  const {signal} = options;
  const bytes = bytesOf(file, format, signal);
  const table = format.skip === undefined ? bytes : withoutLines(bytes, format.skip);
  const records = await countCleanRecords(table, format.delimiter, columns.length);
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
    if (Number(found.rows[0]) === records - (format.header ? 1 : 0)) return {plan, said: []};
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
): Promise<ReadRows> {
  let said: readonly string[] = [];
  let plan: ReadingPlan;
  try {
    const isText = format.kind !== "parquet" && format.kind !== "xlsx";
    // the beginning alone does not settle it: what comes later may be UTF-8 after all, or the first that is not
    if (isText && format.encoding === "windows-1252" && !(await faultsOf(file, format, options)).isWindows1252) {
      const {encoding: _, ...asUtf8} = format;
      said = ["taken as a whole it is UTF-8, and lines that are not are set aside"];
      await decodeRows(engine, file, asUtf8, columns, fields, options);
    } else {
      const wrong = await decodeRows(engine, file, format, columns, fields, options);
      if (wrong > 0 && isText && format.encoding === undefined) {
        const {isWindows1252, first} = await faultsOf(file, format, options);
        if (isWindows1252) {
          said = encodingNotices("windows-1252", false, first);
          await decodeRows(engine, file, {...format, encoding: "windows-1252"}, columns, fields, options);
        }
      }
    }
    const isByEngine = format.kind === "parquet" && (options.engineReadsParquet ?? false);
    const rows = isByEngine ? parquetRowsSql(file, fields, (await parquetColumns(file)).types) : "log_rows";
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
  if (format.kind !== "parquet") return {plan, said};
  const {columns: found} = await engine.read("SELECT count(*) AS rows FROM read_rows");
  const {rows} = await parquetColumns(file);
  if (Number(found.rows[0]) !== rows)
    throw new UserError(
      `${file.name} says that it has ${rows} rows, and has ${Number(found.rows[0])}`,
      "it is damaged: write or fetch it anew"
    );
  return {plan, said};
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

/** What is no UTF-8 in all of a text. */
async function faultsOf(file: LogFile, packing: Packing, {signal}: ReadLogOptions): Promise<Utf8Faults> {
  const check = new Utf8Check();
  for await (const chunk of bytesOf(file, packing, signal)) check.add(chunk);
  return check.finish();
}

/**
 * Puts rows of the columns that are read, as text, into `log_rows`, and those that could not be decoded into `undecoded_rows`; a Parquet file that the engine
 * reads itself leaves both empty. Returns how many lines are no UTF-8.
 */
async function decodeRows(
  engine: Engine,
  file: LogFile,
  format: LogFormat,
  columns: readonly string[],
  fields: readonly TextField[],
  {onProgress, signal, engineReadsParquet = false}: ReadLogOptions
): Promise<number> {
  const texts = fields.map(({as}) => [as, "text"] as const);
  await engine.run(`
${engine.dialect.createEmptyTable("undecoded_rows", {line: "bigint", reason: "text"})}
${engine.dialect.createEmptyTable("log_rows", {line: "bigint", ...Object.fromEntries(texts)})}`);
  const wanted = fields.map(({column}) => column);
  if (format.kind === "parquet") {
    if (engineReadsParquet) return 0;
    const {rows} = await parquetColumns(file);
    for (let from = 0; from < rows; from += BATCH) {
      signal?.throwIfAborted();
      const to = Math.min(from + BATCH, rows);
      const values = await parquetRows(file, wanted, from, to);
      const line = Float64Array.from({length: to - from}, (_, i) => from + i + 1);
      await engine.append("log_rows", table({line, ...Object.fromEntries(fields.map(({as}, i) => [as, values[i]]))}));
      onProgress?.(to);
    }
    return 0;
  }
  let read = 0;
  let wrong = 0;
  let batch = emptyBatch(fields);
  const flush = async () => {
    const {line, texts, unreadLine, unreadReason} = batch;
    if (line.length > 0)
      await engine.append(
        "log_rows",
        table({line: Float64Array.from(line), ...Object.fromEntries(fields.map(({as}, i) => [as, texts[i]]))})
      );
    if (unreadLine.length > 0)
      await engine.append("undecoded_rows", table({line: Float64Array.from(unreadLine), reason: unreadReason}));
    read += line.length + unreadLine.length;
    batch = emptyBatch(fields);
    onProgress?.(read);
  };
  for await (const rows of decodedRows(file, format, columns, wanted, signal)) {
    for (const {line, texts, fault} of rows) {
      if (texts === null) {
        if (fault === NOT_UTF8) wrong++;
        batch.unreadLine.push(line);
        batch.unreadReason.push(fault!);
        continue;
      }
      batch.line.push(line);
      for (let i = 0; i < texts.length; i++) batch.texts[i].push(texts[i]);
    }
    if (batch.line.length + batch.unreadLine.length >= BATCH) await flush();
  }
  await flush();
  return wrong;
}

function emptyBatch(fields: readonly TextField[]) {
  return {
    line: [] as number[],
    texts: fields.map(() => [] as (string | null)[]),
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
        : types[column] === "double" || types[column] === "decimal"
          ? `CASE WHEN ${name} = trunc(${name}) AND abs(${name}) < 9e15 THEN CAST(CAST(${name} AS BIGINT) AS VARCHAR)
      ELSE CAST(${types[column] === "decimal" ? `CAST(${name} AS DOUBLE)` : name} AS VARCHAR) END`
          : `CAST(${name} AS VARCHAR)`;
    return `${text} AS ${as}`;
  });
  return `SELECT ${DUCKDB.fileRowNumber} AS line, ${values.join(", ")} FROM read_parquet(${literal(file.path)})`;
}
