import {UserError} from "../../lib/core/errors.js";
import {inspectLog, type LogInspection} from "../../lib/eventLog/inspectLog.js";
import type {LogFile} from "../../lib/eventLog/logFile.js";
import {columnsNotRead, lacksOf, logSpec, type Lack, type LogMapping} from "../../lib/eventLog/mapping.js";
import {readConfirmed} from "../../lib/eventLog/readConfirmed.js";
import {arrivalDelays} from "../../lib/pipeline/arrivalDelays.js";
import {DUPLICATE_ROWS_SQL} from "../../lib/pipeline/duplicateRows.js";
import {WITHOUT_ITEM_SQL} from "../../lib/pipeline/eventsWithoutItem.js";
import {SPLITS} from "../../lib/pipeline/split.js";
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
import {answerQuestions} from "../answerQuestions.js";
import {answersOfLog, OWN_KNOWN, type LogQuestion} from "../answersOfLog.js";
import {DUCKDB_BYTES, openDuckDB, type BrowserEngine} from "../duckdb.js";
import {browserFile} from "./browserFile.js";
import type {DataSet} from "../../lib/pipeline/dataSet.js";
import type {SessionsPage} from "../../lib/reports/sessionsPage.js";
import {dataSetOf, rejectedOf, sessionsPageOf, type Rejected} from "./documents.js";
import {keep, writeKept, type LogSummary} from "./logFiles.js";
import {openOwnDatabase} from "./openOwnDatabase.js";
import {previewOf, type Preview} from "./previewOf.js";

/** What the page asks the reader of logs. After `read`, a log that is not kept also answers the questions of `answersOfLog`. */
export type ReaderQuestion =
  /** `keptAs`: the id under which the log will be kept; null where this browser cannot. */
  | {readonly kind: "inspect"; readonly file: File; readonly keptAs: string | null}
  | {readonly kind: "preview"; readonly mapping: LogMapping}
  | {readonly kind: "read"; readonly mapping: LogMapping; readonly sessions: "gap" | "own"}
  | LogQuestion;

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
  | {readonly kind: "rejected"; readonly rejected: Rejected};

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
}

export type ReadReply =
  | {readonly summary: LogSummary; readonly kept: true}
  | {readonly summary: LogSummary; readonly kept: false; readonly engine: string; readonly documents: LogDocuments};

/** Cells of the sample that go to the page: it draws a few rows, and looks at the values of a column when its role is changed. */
const SAMPLE_CELLS = 60_000;

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
      case "preview":
        return await preview(question.mapping);
      case "read":
        return await read(question.mapping, question.sessions);
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

async function inspect(question: Extract<ReaderQuestion, {kind: "inspect"}>): Promise<LogInspection> {
  file = question.file;
  keptAs = question.keptAs;
  log = browserFile(file, "whole-log");
  inspection = await inspectLog(log);
  // the database is fetched and started while the reader of the page looks at the columns
  const onDownload = (loaded: number) =>
    tell({kind: "work", text: "Fetching DuckDB", share: (0.02 * loaded) / DUCKDB_BYTES});
  opening = keptAs === null ? openDuckDB({onDownload, onProgress}) : openOwnDatabase(keptAs, {onDownload, onProgress});
  opening.catch(() => {}); // heard by whoever needs it
  const rows = Math.max(8, Math.floor(SAMPLE_CELLS / inspection.columns.length));
  return {...inspection, rows: inspection.rows.slice(0, rows)};
}

async function preview(mapping: LogMapping): Promise<Preview> {
  return previewOf(await opening, inspection, mapping);
}

async function read(given: LogMapping, sessions: "gap" | "own"): Promise<ReadReply> {
  const start = performance.now();
  const options: {-readonly [K in keyof StageOptions]: StageOptions[K]} = {sessions};
  begin("Starting DuckDB", 0, 0);
  const engine = await opening;
  await engine.addFile(log.path, file);
  const reading = `Reading ${file.name}`;
  // DuckDB reads CSV itself and says how far it is; what is decoded here says how many rows it has come to
  begin(reading, 0.02, 0.4, inspection.format.kind === "csv" ? file.size : 0);
  const {mapping, notices} = await readConfirmed(engine, log, inspection, given, {
    onProgress: (rows) => tell({kind: "work", text: reading, share: null, rows})
  });
  const inputMs = performance.now() - start;
  const spec = logSpec(file.name, mapping);
  let run: RunDocument;
  try {
    run = {...(await runAll(engine, spec, options, inputMs, mapping)), notices: [...inspection.notices, ...notices]};
  } catch (error) {
    // a log of which too much was set aside: its owner wants to know which lines
    tell({kind: "rejected", rejected: await rejectedOf(engine)});
    throw error;
  }
  const lacks = lacksOf(mapping, {days: inspection.days, byType: run.totals.byType});
  tell({kind: "run", run, lacks, ms: performance.now() - start});
  const rejected = await rejectedOf(engine);
  tell({kind: "rejected", rejected});
  begin("Describing the log for the page Data", 0.7, 0.7);
  const data = await dataSetOf(engine, spec, run, lacks);
  begin("Cutting it at other gaps for the page Sessions", 0.85, 0.85);
  const page = await sessionsPageOf(engine, run, data);
  const documents: LogDocuments = {
    reading: {format: inspection.format, mapping, options},
    run,
    data,
    sessions: page,
    rejected: rejected.reasons
  };
  const summary: LogSummary = {
    id: keptAs ?? "this page",
    file: {name: file.name, size: file.size},
    readAt: new Date().toISOString(),
    rows: run.input.rows,
    events: run.totals.events,
    users: run.totals.users,
    sessions: run.totals.sessions
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

/** All stages; a log too short to be split by date, and only that one, is split by user, which `options` then say. */
async function runAll(
  engine: BrowserEngine,
  spec: SourceSpec,
  options: {-readonly [K in keyof StageOptions]: StageOptions[K]},
  inputMs: number,
  mapping: LogMapping
): Promise<RunDocument> {
  const now = () => performance.now();
  const runs: StageRun[] = [];
  for (const stage of STAGES) {
    const from = 0.4 + 0.06 * runs.length;
    begin(`Running the stage ${stageName(stage, spec)}`, from, from + 0.06);
    const settings = {inputMs, hash: false, now};
    try {
      runs.push(await runStage(engine, stage, spec, options, settings));
    } catch (error) {
      if (stage.name !== "split" || !(error instanceof UserError)) throw error;
      options.split = SPLITS.user;
      runs.push(await runStage(engine, stage, spec, options, settings));
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
    notRead: columnsNotRead(mapping, inspection.columns),
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
