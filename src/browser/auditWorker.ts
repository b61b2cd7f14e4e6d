import {auditedFeatures} from "../lib/leakage/auditedFeatures.js";
import {auditLeakage, LEAKAGE_OPTIONS, type LeakageOptions, type LeakageReport} from "../lib/leakage/auditLeakage.js";
import {auditDuplicates, type DuplicateReport} from "../lib/leakage/auditDuplicates.js";
import {featureQuery} from "../lib/leakage/featureQuery.js";
import {prepareAudit} from "../lib/leakage/prepareAudit.js";
import {numbers} from "../lib/core/table.js";
import {ALL_KNOWN, type ItemKnowledge} from "../lib/features/itemAttributes.js";
import {auditLog, type LogAudit} from "../lib/reports/logAudit.js";
import {literal, quoted} from "../lib/sql/dialect.js";
import {loadEvents} from "../lib/pipeline/loadEvents.js";
import type {Engine} from "../lib/sql/engine.js";
import {SPLIT_OPTIONS, splitSql, SPLITS} from "../lib/pipeline/split.js";
import {runStage, STAGES} from "../lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../lib/generator/shop.js";
import {answerQuestions} from "./answerQuestions.js";
import {OWN_KNOWN} from "./answersOfLog.js";
import type {LogWorkerOpening, LogWorkerProgress} from "./logWorker.js";
import {DUCKDB_BYTES, openDuckDB} from "./duckdb.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";

/** What the page asks of the worker: a log once, then audits of it. */
export type AuditQuestion = LogWorkerOpening | AuditRequest | ReportRequest;

export interface AuditRequest extends Pick<LeakageOptions, "moment" | "examples"> {
  readonly kind: "audit";
  /** A query of features; null for those of the specification. */
  readonly sql: string | null;
}

/** All that a report on the log says of leakage. */
export interface ReportRequest {
  readonly kind: "report";
  readonly examples: number;
}

/** A report, how many features of the specification the log cannot fill, and what the log holds twice. */
export interface AuditAnswer {
  readonly report: LeakageReport;
  readonly lacking: readonly string[];
  readonly duplicates: DuplicateReport;
}

/** The reader's log is kept in a file; what an audit makes of it is not. */
const AUDIT_DATABASE = "audit";

/** Columns of `extra_columns` before those of the log: line, user_id, ts_ms, event, item_id. */
const EXTRA_OWN_COLUMNS = 5;

let opened:
  | {
      readonly engine: Engine;
      readonly known: ItemKnowledge;
      readonly items: boolean;
      /** Columns without a role that were kept with the log. */
      readonly kept: readonly string[];
      duplicates?: DuplicateReport;
    }
  | undefined;

const tell = answerQuestions<AuditQuestion, LogWorkerProgress>((question) =>
  question.kind === "audit" ? audit(question) : question.kind === "report" ? report(question) : open(question.log)
);

async function open(log: LogWorkerOpening["log"]): Promise<string> {
  const fetched = (loaded: number) => tell({text: "Fetching DuckDB", share: (0.4 * loaded) / DUCKDB_BYTES});
  const {engine, known, kept} =
    log.kind === "shop"
      ? await openShop(log, openDuckDB({onDownload: fetched}))
      : await openOwn(await openOwnDatabase(log.id, {onDownload: fetched}));
  const found = await engine.read("SELECT count(item_id) AS items FROM sessionized_events");
  // a log too short to be split by date is split by user
  await engine.run(splitSql(SPLIT_OPTIONS));
  const {rows} = await engine.read("SELECT part FROM split_sessions WHERE part = 0 LIMIT 1");
  if (rows === 0) await engine.run(splitSql(SPLITS.user));
  opened = {engine, known, kept, items: numbers(found, "items")[0] > 0};
  return engine.name;
}

/** The database comes over the network while the shop is generated. */
async function openShop({profile, seed}: {profile: string; seed: number}, opening: Promise<Engine>) {
  opening.catch(() => {}); // heard below
  tell({text: "Generating the shop", share: 0.4});
  const {events, catalogue} = generateShop(shopOptions(profile, {seed}));
  const engine = await opening;
  await loadEvents(engine, events);
  await engine.load("item_catalog", catalogue.items);
  const last = STAGES.findIndex(({table}) => table === "sessions");
  for (const [i, stage] of STAGES.slice(0, last + 1).entries()) {
    tell({text: `Running the stage ${stage.name}`, share: 0.6 + (0.4 * i) / (last + 1)});
    await runStage(engine, stage, SHOP_SOURCE, {}, {hash: false});
  }
  return {engine, known: ALL_KNOWN, kept: []};
}

async function openOwn(engine: Engine) {
  const where = await engine.read("SELECT current_database() AS name");
  const home = `${quoted(String(where.columns.name[0]))}.main`;
  await engine.run(`ATTACH ':memory:' AS ${AUDIT_DATABASE}; USE ${AUDIT_DATABASE}`);
  const extra = await engine.read(`SELECT column_name FROM information_schema.columns
WHERE table_catalog = ${literal(String(where.columns.name[0]))} AND table_schema = 'main' AND table_name = 'extra_columns' ORDER BY ordinal_position`);
  const kept = (extra.columns.column_name as readonly string[]).slice(EXTRA_OWN_COLUMNS);
  for (const table of [
    "raw_events",
    "clean_events",
    "sessionized_events",
    "sessions",
    "item_catalog",
    ...(kept.length > 0 ? ["extra_columns"] : [])
  ])
    await engine.run(`CREATE VIEW ${table} AS SELECT * FROM ${home}.${table}`);
  return {engine, known: OWN_KNOWN, kept};
}

async function audit({sql, moment, examples}: AuditRequest): Promise<AuditAnswer> {
  if (opened === undefined) throw new RangeError("no log has been opened yet");
  const {engine, known, items, kept} = opened;
  tell({text: "Making the examples", share: 0});
  const unit = items ? "item" : "session";
  const {features, lacking} = await prepareAudit(engine, known, {unit, moment, sessions: "all"});
  const report = await auditLeakage(
    engine,
    sql === null ? auditedFeatures(features) : featureQuery(sql, undefined, {extra: kept.length > 0}),
    // all examples at once are for the command line: a tab has one core and less patience
    {...LEAKAGE_OPTIONS, moment, examples, cuts: 0},
    {now: () => performance.now(), onProgress: (text, share) => tell({text, share})}
  );
  opened.duplicates ??= await auditDuplicates(engine, {isSplit: true});
  return {
    report,
    duplicates: opened.duplicates,
    lacking: sql === null ? lacking.map(({feature}) => feature.name) : []
  };
}

async function report({examples}: ReportRequest): Promise<LogAudit> {
  if (opened === undefined) throw new RangeError("no log has been opened yet");
  const {engine, known, kept} = opened;
  return auditLog(engine, known, {examples, columns: kept, onProgress: (text, share) => tell({text, share})});
}
