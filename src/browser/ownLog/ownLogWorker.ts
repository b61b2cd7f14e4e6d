import {UserError} from "../../lib/core/errors.js";
import {inspectLog, type LogInspection} from "../../lib/eventLog/inspectLog.js";
import type {LogFile} from "../../lib/eventLog/logFile.js";
import {checkGuess, type CheckedGuess} from "../../lib/eventLog/checkGuess.js";
import {exampleRows} from "../../lib/eventLog/exampleRows.js";
import {columnsNotRead, lacksOf, logSpec, type Lack, type LogMapping} from "../../lib/eventLog/mapping.js";
import {mappingTemplate} from "../../lib/eventLog/mappingTemplate.js";
import {isMissing} from "../../lib/eventLog/missingWords.js";
import {keptProblem} from "../../lib/eventLog/keptColumns.js";
import {readConfirmed, type WordCount} from "../../lib/eventLog/readConfirmed.js";
import {leftOutNotice, wordCounts, wordsToDecide, type LogWords} from "../../lib/eventLog/wordsToDecide.js";
import {auditColumn, type ColumnAudit} from "../../lib/leakage/auditColumn.js";
import {arrivalDelays} from "../../lib/pipeline/arrivalDelays.js";
import {DUPLICATE_ROWS_SQL} from "../../lib/pipeline/duplicateRows.js";
import {WITHOUT_ITEM_SQL} from "../../lib/pipeline/eventsWithoutItem.js";
import {runSplit} from "../../lib/pipeline/fallbackSplit.js";
import {
  describeRun,
  runStage,
  STAGES,
  stageName,
  type RunDocument,
  type StageOptions,
  type StageRun
} from "../../lib/pipeline/stages.js";
import type {SourceSpec} from "../../lib/sources/events.js";
import {recognisePublished, type RecognisedFile} from "../../lib/sources/recognisePublished.js";
import {answerQuestions} from "../answerQuestions.js";
import {answersOfLog, OWN_KNOWN, type LogQuestion} from "../answersOfLog.js";
import {DUCKDB_BYTES, openDuckDB, type BrowserEngine} from "../duckdb.js";
import {browserFile} from "./browserFile.js";
import type {DataSet} from "../../lib/pipeline/dataSet.js";
import type {SessionsPage} from "../../lib/reports/sessionsPage.js";
import {dataSetOf, rejectedOf, sessionsPageOf, type Rejected} from "./documents.js";
import {keep, writeKept, type LogSummary} from "./logFiles.js";
import {openOwnDatabase} from "./openOwnDatabase.js";
import {previewOf} from "./previewOf.js";

/** What the page asks the reader of logs. After `read`, a log that is not kept also answers the questions of `answersOfLog`. */
export type ReaderQuestion =
  /** `keptAs`: the id under which the log will be kept; null where this browser cannot. */
  | {readonly kind: "inspect"; readonly file: File; readonly keptAs: string | null}
  /** Whether it is a published file; asked of any file, whether or not it is a log. */
  | {readonly kind: "recognise"; readonly file: File}
  /** `map`: corrections as `--map` has them. */
  | {readonly kind: "check" | "preview" | "template"; readonly map: string}
  /** `kept`: columns without a role that are kept with the log, in its table `extra_columns`. */
  | {
      readonly kind: "read";
      readonly map: string;
      readonly sessions: "gap" | "own";
      readonly kept: readonly string[];
    }
  | LogQuestion;

/** What the page needs of a log that was looked at. */
export interface InspectedLog extends Pick<LogInspection, "format" | "columns" | "rows" | "fileNotices"> {
  /** How many rows were looked at; `rows` are the first of them. */
  readonly sampleRows: number;
  /** By column, some different values as the file has them. */
  readonly samples: readonly (readonly string[])[];
  readonly checked: CheckedGuess;
}

/** Words for events that the whole file has and nobody has decided. */
export interface AskedWords {
  readonly words: readonly WordCount[];
  /** Of the file. */
  readonly rows: number;
}

export type ReaderProgress =
  | {
      readonly kind: "work";
      readonly text: string;
      readonly share: number | null;
      readonly rows?: number;
      readonly bytes?: number;
    }
  /** The stages are done: what the log adds up to, before it is described and kept. */
  | {readonly kind: "run"; readonly run: RunDocument; readonly lacks: readonly Lack[]; readonly ms: number}
  | {readonly kind: "rejected"; readonly rejected: Rejected; readonly words: Omit<LogWords, "unknown">};

/** How a log was read; kept beside it. */
export interface LogReading {
  readonly format: LogInspection["format"];
  readonly mapping: LogMapping;
  readonly options: StageOptions;
}

/** All that is made of a log for the pages. */
export interface LogDocuments {
  readonly reading: LogReading;
  readonly run: RunDocument;
  readonly data: DataSet;
  readonly sessions: SessionsPage;
  readonly rejected: Rejected["reasons"];
  /** Words for events that were left out, of how many rows. */
  readonly leftOut: Omit<LogWords, "unknown">;
  /** What the columns without a role that were kept seem to be. */
  readonly columns: readonly ColumnAudit[];
}

export type ReadReply =
  | {readonly asked: AskedWords}
  | {readonly summary: LogSummary; readonly kept: true}
  | {readonly summary: LogSummary; readonly kept: false; readonly engine: string; readonly documents: LogDocuments};

/** Of the sample, what goes to the page: a few rows to draw, and some values of each column, the beginning of long ones. */
const ROWS = 8;
const VALUES = 3;
const LONGEST_VALUE = 40;

let file: File;
let log: LogFile;
let inspection: LogInspection;
let keptAs: string | null = null;
let opening: Promise<BrowserEngine>;
let answers: ((question: LogQuestion) => Promise<unknown>) | undefined;

const tell = answerQuestions<ReaderQuestion, ReaderProgress>(async (question) => {
  try {
    switch (question.kind) {
      case "inspect":
        return await inspect(question);
      case "recognise":
        return (await recognisePublished(question.file)) satisfies RecognisedFile | null;
      case "check":
        return checked(question.map);
      case "template":
        return mappingTemplate(file.name, inspection, question.map);
      case "preview":
        return await previewOf(await opening, inspection, checked(question.map).mapping);
      case "read":
        return await read(question);
      default:
        if (answers === undefined) throw new RangeError("no log has been read yet");
        return await answers(question);
    }
  } catch (error) {
    throw told(error);
  }
});

/** What is being done, and from which share of the whole to which it takes; the database tells how far it is. */
let phase: {readonly text: string; readonly from: number; readonly to: number; readonly bytes: number} | undefined;

function begin(text: string, from: number, to: number, bytes = 0): void {
  phase = {text, from, to, bytes};
  tell({kind: "work", text, share: from});
}

function onProgress(share: number): void {
  if (phase === undefined) return;
  const {text, from, to, bytes} = phase;
  tell({kind: "work", text, share: from + (to - from) * share, ...(bytes > 0 ? {bytes: share * bytes} : {})});
}

async function inspect(question: Extract<ReaderQuestion, {kind: "inspect"}>): Promise<InspectedLog> {
  file = question.file;
  keptAs = question.keptAs;
  log = browserFile(file, "whole-log");
  inspection = await inspectLog(log);
  last = undefined;
  // the database is fetched and started while the reader of the page looks at the columns
  const onDownload = (loaded: number) =>
    tell({kind: "work", text: "Fetching DuckDB", share: (0.02 * loaded) / DUCKDB_BYTES});
  opening = keptAs === null ? openDuckDB({onDownload, onProgress}) : openOwnDatabase(keptAs, {onDownload, onProgress});
  opening.catch(() => {}); // heard by whoever needs it
  const {format, columns, rows, fileNotices} = inspection;
  return {
    format,
    columns,
    rows: rows.slice(0, ROWS),
    fileNotices,
    sampleRows: rows.length,
    samples: columns.map((_, i) => sampleValues(rows, i)),
    checked: checked("")
  };
}

let last: {readonly map: string; readonly checked: CheckedGuess} | undefined;

/** What is checked is then previewed and read; of a log with thousands of columns the guess takes its time. */
function checked(map: string): CheckedGuess {
  if (last?.map !== map) last = {map, checked: checkGuess(inspection, map)};
  return last.checked;
}

function sampleValues(rows: LogInspection["rows"], column: number): string[] {
  const values = new Set<string>();
  for (const row of rows) {
    if (!isMissing(row[column])) values.add(shortened(row[column]!));
    if (values.size === VALUES) break;
  }
  return [...values];
}

function shortened(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}

async function read({map, sessions, kept}: Extract<ReaderQuestion, {kind: "read"}>): Promise<ReadReply> {
  const {guess, mapping: given} = checked(map);
  const problem = keptProblem(kept);
  if (problem !== null) throw new UserError(problem);
  const start = performance.now();
  const options: {-readonly [K in keyof StageOptions]: StageOptions[K]} = {sessions};
  begin("Starting DuckDB", 0, 0);
  const engine = await opening;
  await engine.addFile(log.path, file);
  // of an earlier attempt that kept some
  await engine.run("DROP TABLE IF EXISTS extra_columns");
  const reading = `Reading ${file.name}`;
  // DuckDB reads CSV itself and says how far it is; what is decoded here says how many rows it has come to
  begin(reading, 0.02, 0.4, inspection.format.kind === "csv" ? file.size : 0);
  const confirmed = await readConfirmed(engine, log, inspection, given, {
    onProgress: (rows) => tell({kind: "work", text: reading, share: null, rows}),
    extra: kept
  });
  const {mapping} = confirmed;
  const words = await wordCounts(engine, confirmed);
  const asked = wordsToDecide(words);
  if (asked.length > 0) return {asked: {words: asked, rows: words.rows}};
  const {rows, leftOut} = words;
  const notices = [
    ...inspection.fileNotices,
    ...guess.notices,
    ...confirmed.notices,
    ...leftOutNotice(words, "read it again to take one of them")
  ];
  const inputMs = performance.now() - start;
  const spec = logSpec(file.name, mapping);
  // a file that is gone by now has no examples to show
  const look = (lines: ReadonlySet<number>) =>
    exampleRows(log, inspection, mapping, lines).catch(
      () => new Map<number, Readonly<Record<string, string | null>>>()
    );
  let run: RunDocument;
  try {
    run = await runAll(engine, spec, options, {inputMs, mapping, notices, kept});
  } catch (error) {
    // a log of which too much was set aside: its owner wants to know which lines
    tell({kind: "rejected", rejected: await rejectedOf(engine, look), words: {rows, leftOut}});
    throw error;
  }
  const lacks = lacksOf(mapping, {days: guess.days && mapping.timeWith === undefined, byType: run.totals.byType});
  tell({kind: "run", run, lacks, ms: performance.now() - start});
  const rejected = await rejectedOf(engine, look);
  tell({kind: "rejected", rejected, words: {rows, leftOut}});
  begin("Describing the log for the page Data", 0.7, 0.7);
  const data = await dataSetOf(engine, spec, run, lacks);
  begin("Cutting it at other gaps for the page Sessions", 0.85, 0.85);
  const page = await sessionsPageOf(engine, run, data);
  const columns: ColumnAudit[] = [];
  for (const [i, column] of kept.entries()) {
    begin(`Auditing the column ${column}`, 0.92 + (0.03 * i) / kept.length, 0.95);
    columns.push(await auditColumn(engine, column));
  }
  const documents: LogDocuments = {
    reading: {format: inspection.format, mapping, options},
    run,
    data,
    sessions: page,
    rejected: rejected.reasons,
    leftOut: {rows, leftOut},
    columns
  };
  const summary: LogSummary = {
    id: keptAs ?? "this page",
    file: {name: file.name, size: file.size},
    readAt: new Date().toISOString(),
    rows: run.input.rows,
    events: run.totals.events,
    users: run.totals.users,
    sessions: run.totals.sessions,
    kept
  };
  if (keptAs === null) {
    answers = answersOfLog(engine, {described: true, named: true, known: OWN_KNOWN});
    return {summary, kept: false, engine: engine.name, documents};
  }
  begin("Keeping it in this browser's private file system", 0.95, 0.95);
  await engine.close();
  for (const [name, value] of Object.entries(documents)) await writeKept(keptAs, name, value);
  await keep(summary);
  return {summary, kept: true};
}

/** All stages; a log too short to be split by date, and only that one, is split otherwise, which `options` and the notices then say. */
async function runAll(
  engine: BrowserEngine,
  spec: SourceSpec,
  options: {-readonly [K in keyof StageOptions]: StageOptions[K]},
  {inputMs, mapping, notices, kept}: {inputMs: number; mapping: LogMapping; notices: string[]; kept: readonly string[]}
): Promise<RunDocument> {
  const now = () => performance.now();
  const runs: StageRun[] = [];
  for (const stage of STAGES) {
    const from = 0.4 + 0.06 * runs.length;
    begin(`Running the stage ${stageName(stage, spec)}`, from, from + 0.06);
    const settings = {inputMs, hash: false, now};
    if (stage.name !== "split") {
      runs.push(await runStage(engine, stage, spec, options, settings));
      continue;
    }
    const {run, split, note} = await runSplit(engine, spec, options, settings);
    runs.push(run);
    if (note !== null) {
      options.split = split;
      notices.push(note);
    }
  }
  const run = (await describeRun(engine, spec, options, runs, {})) as RunDocument; // every stage ran
  const {columns} = await engine.read(
    `SELECT (${DUPLICATE_ROWS_SQL}) AS duplicates, (${WITHOUT_ITEM_SQL}) AS without_item`
  );
  return {
    ...run,
    counts: {
      ...(spec.deduplicate ? {} : {exactDuplicates: Number(columns.duplicates[0])}),
      ...(mapping.item === null ? {} : {eventsWithoutItem: Number(columns.without_item[0])})
    },
    notices,
    notRead: columnsNotRead(mapping, inspection.columns).filter((column) => !kept.includes(column)),
    ...(mapping.ingested === null ? {} : {arrivals: await arrivalDelays(engine)})
  };
}

/** What a browser says of a file or a disk, as its reader needs it; everything else as it is. */
function told(error: unknown): unknown {
  const name = error instanceof DOMException ? error.name : "";
  const text = error instanceof Error ? error.message : String(error);
  if (name === "QuotaExceededError" || /quota|no space|disk is full/i.test(text))
    return new UserError(
      `this browser has no more room for this site's files (${text})`,
      "free some space on the disk, or forget the log kept here, and read it again"
    );
  if (name === "NotReadableError" || name === "NotFoundError" || /could not be read|NotReadable/i.test(text))
    return new UserError(
      `${file.name} can no longer be read; it was changed, moved or deleted since it was chosen`,
      "choose it again"
    );
  if (/out of memory|memory limit|could not allocate|invalid array length/i.test(text))
    return new UserError(
      `${file.name} needs more memory than a tab can have`,
      "take a part of the log, or run npm run pipeline -- --source FILE"
    );
  return error;
}
