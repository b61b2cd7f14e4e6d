import {UserError} from "../core/errors.js";
import type {SourceSpec} from "../sources/events.js";
import {CLEAN_OPTIONS, cleanSql, DUPLICATE, UNUSED_EVENT, type CleanOptions} from "./clean.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {EVENT_ORDER} from "./eventOrder.js";
import type {ArrivalDelays} from "./arrivalDelays.js";
import {tableHasher, type ColumnHash, type TableHash} from "./hash.js";
import {SESSIONIZE_OPTIONS, sessionizedEventsSql} from "./sessionize.js";
import {sessionsSql} from "./sessions.js";
import {PARTS, SPLIT_OPTIONS, SPLITS, splitName, splitSql, type SplitOptions} from "./split.js";
import {cleanChecks, readChecks, sessionChecks, sessionizeChecks, splitChecks} from "./stageChecks.js";
import {checkTables, type TableCheck} from "./tableChecks.js";
import {eventTotals, totals, type EventTotals, type Totals} from "./totals.js";

/** What the stages can be told. Everything has a default; `sessions` is the source's own unless said otherwise. */
export interface StageOptions {
  readonly gapMs?: number;
  readonly sessions?: "gap" | "own";
  readonly split?: SplitOptions;
  readonly clean?: CleanOptions;
  /** Above this share of rows set aside, those apart that say nothing against the file, the run stops: the log is not what its adapter takes it for. */
  readonly maxQuarantined?: number;
}

const MAX_QUARANTINED = 0.1;

/** One table of the pipeline: how it is made from those before it, and the key by which its rows are put in order. */
export interface Stage {
  readonly name: string;
  readonly table: string;
  /** Integer columns, none missing from the table; together they order its rows. */
  readonly order: string;
  sql(source: SourceSpec, options: StageOptions, dialect?: Dialect): string;
  /** What must hold of its tables before anything of them is handed on. */
  checks?(source: SourceSpec, options: StageOptions): readonly TableCheck[];
}

/** The stages in their order. The first only reads: its table is the source's to make. */
export const STAGES: readonly Stage[] = [
  {
    name: "generate",
    table: "raw_events",
    order: `user_id NULLS FIRST, ${EVENT_ORDER}`,
    sql: () => "",
    checks: readChecks
  },
  {
    name: "clean",
    table: "clean_events",
    order: `user_id, ${EVENT_ORDER}`,
    sql: (source, {sessions = source.sessions, clean = CLEAN_OPTIONS}, dialect) =>
      cleanSql({...source, sessions}, clean, dialect),
    checks: cleanChecks
  },
  {
    name: "sessionize",
    table: "sessionized_events",
    order: "session_id, event_no",
    sql: (source, {sessions = source.sessions, gapMs = SESSIONIZE_OPTIONS.gapMs}, dialect) =>
      sessionizedEventsSql({sessions, gapMs}, dialect),
    checks: sessionizeChecks
  },
  {
    name: "sessions",
    table: "sessions",
    order: "session_id",
    sql: (_source, _options, dialect) => sessionsSql(dialect),
    checks: sessionChecks
  },
  {
    name: "split",
    table: "split_sessions",
    order: "fold, session_id",
    sql: (_source, {split = SPLIT_OPTIONS}, dialect) => splitSql(split, dialect),
    checks: splitChecks
  }
];

/** The query by which a stage's table is hashed, compared and handed out. */
export function orderedSql({table, order}: Stage): string {
  return `SELECT * FROM ${table} ORDER BY ${order}`;
}

export interface StageRun {
  readonly name: string;
  readonly table: string;
  readonly rows: number;
  /** Of the SQL, and of generating or reading in the first stage; 0 where no clock was given. */
  readonly ms: number;
  /** Of reading the table in order and hashing it, and of writing its files where there are some. */
  readonly hashMs: number;
  readonly cached: boolean;
  /** Null where no hash was asked for. */
  readonly sha256: string | null;
  readonly columns: readonly ColumnHash[];
  /** What was checked of the stage's tables, and held; and how long that took. */
  readonly checks?: readonly string[];
  readonly checkMs?: number;
}

export interface PartRun {
  readonly fold: number;
  readonly part: (typeof PARTS)[number];
  readonly sessions: number;
  readonly events: number;
  /** Start of the part's first and last session, UTC milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What one run made and how long it took: `run.json`, the command line's `--json`, and what the Re-run page compares. */
export interface RunDocument {
  readonly source: string;
  readonly generated: boolean;
  readonly profile: string | null;
  readonly seed: number | null;
  readonly engine: string;
  readonly options: {readonly gapMs: number; readonly sessions: "gap" | "own"; readonly split: string};
  readonly inputSha256: string | null;
  readonly stages: readonly StageRun[];
  readonly totals: Totals;
  /** Events as they were read; `rows` also counts those that could not be read as events. */
  readonly input: EventTotals & {readonly rows: number};
  /** `firstLine` is where in the file such a row was first met, where it was met while reading. */
  readonly quarantine: readonly {readonly reason: string; readonly rows: number; readonly firstLine: number | null}[];
  /** Numbers that only some sources have. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Columns of the log that nothing was read from. */
  readonly notRead?: readonly string[];
  /** How the file was read where that is not obvious, a sentence each. */
  readonly notices?: readonly string[];
  /** Where the log says when its events reached it. */
  readonly arrivals?: ArrivalDelays;
  readonly parts: readonly PartRun[];
}

export interface StageProgress {
  readonly stage: string;
  /** `run` while the SQL runs, `hash` while the table is read and hashed, `done` after it. */
  readonly phase: "run" | "hash" | "done";
  /** Of all stages, 0 to 1. */
  readonly share: number;
  /** With `done`. */
  readonly run?: StageRun;
}

export interface RunSettings {
  readonly profile?: string | null;
  readonly seed?: number | null;
  /** Milliseconds that generating or reading the input took, for the first stage. */
  readonly inputMs?: number;
  /** Default true. */
  readonly hash?: boolean;
  /** A clock in milliseconds; this module has none of its own. */
  readonly now?: () => number;
  readonly onProgress?: (progress: StageProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs all stages on an engine that holds `raw_events` and describes what came of it. The tables stay in the engine. Throws
 * the signal's reason between two steps once it is aborted, and `UserError` where the log gives nothing to work on: no clean row, too many
 * set aside, a split without training sessions.
 */
export async function runStages(
  engine: Engine,
  source: SourceSpec,
  options: StageOptions = {},
  settings: RunSettings = {}
): Promise<RunDocument> {
  const runs: StageRun[] = [];
  for (const stage of STAGES) {
    const progress = (phase: StageProgress["phase"], run?: StageRun) =>
      settings.onProgress?.({
        stage: stageName(stage, source),
        phase,
        share: (runs.length + (phase === "run" ? 0 : 0.5)) / STAGES.length,
        run
      });
    progress("run");
    const run = await runStage(engine, stage, source, options, {...settings, onHash: () => progress("hash")});
    runs.push(run);
    settings.onProgress?.({stage: run.name, phase: "done", share: runs.length / STAGES.length, run});
  }
  return (await describeRun(engine, source, options, runs, settings)) as RunDocument; // every stage ran
}

/** The name of a stage in outputs: a log that is not generated is read. */
export function stageName(stage: Stage, source: SourceSpec): string {
  return stage === STAGES[0] && !source.generated ? "read" : stage.name;
}

/** One stage, on an engine that holds the tables of those before it. Throws `FailedCheck` where a table is not what the stage promises, before anything is hashed or handed on. */
export async function runStage(
  engine: Engine,
  stage: Stage,
  source: SourceSpec,
  options: StageOptions,
  {inputMs = 0, hash = true, now = () => 0, signal, onHash}: RunSettings & {readonly onHash?: () => void} = {}
): Promise<StageRun> {
  signal?.throwIfAborted();
  const sql = stage.sql(source, options, engine.dialect);
  const start = now();
  if (sql !== "") await engine.run(sql);
  const end = now();
  await checkStage(engine, stage, source, options);
  const checked = now();
  const checks = await checkTables(engine, stage.checks?.(source, options) ?? []);
  const checkMs = now() - checked;
  signal?.throwIfAborted();
  const {table} = stage;
  const name = stageName(stage, source);
  const ms = stage === STAGES[0] ? inputMs : end - start;
  if (!hash) {
    const {columns} = await engine.read(`SELECT count(*) AS rows FROM ${table}`);
    return {
      name,
      table,
      rows: Number(columns.rows[0]),
      ms,
      hashMs: 0,
      cached: false,
      sha256: null,
      columns: [],
      checks,
      checkMs
    };
  }
  onHash?.();
  const from = now();
  const {rows, sha256, columns} = await hashRows(engine, orderedSql(stage), signal);
  return {name, table, rows, ms, hashMs: now() - from, cached: false, sha256, columns, checks, checkMs};
}

/** The hash of a query's rows in the order in which they come. The rows are never in memory all at once. */
export async function hashRows(engine: Engine, sql: string, signal?: AbortSignal): Promise<TableHash> {
  const hasher = tableHasher();
  await engine.scan(sql, (batch) => {
    signal?.throwIfAborted();
    hasher.add(batch);
  });
  return hasher.finish();
}

/** Thrown for a split that leaves nothing to learn from. */
export class NoTrainingSessions extends UserError {
  constructor(split: SplitOptions) {
    const others = [SPLITS.user, SPLITS.random]
      .filter(({by}) => by !== split.by)
      .map((other) => `--split "${splitName(other)}"`);
    super(
      `the split ${splitName(split)} leaves no training sessions`,
      `the log covers too little for it; give ${others.join(" or ")}, or a longer log`
    );
  }
}

async function checkStage(
  engine: Engine,
  {name}: Stage,
  source: SourceSpec,
  {maxQuarantined = MAX_QUARANTINED, split = SPLIT_OPTIONS}: StageOptions
) {
  if (name === "clean") {
    const innocent = new Set([DUPLICATE, UNUSED_EVENT, ...(source.setAside ?? [])]);
    const quarantine = (await quarantined(engine)).filter(({reason}) => !innocent.has(reason));
    const aside = quarantine.reduce((sum, {rows}) => sum + rows, 0);
    const counts = (
      await engine.read(`SELECT (SELECT count(*) FROM raw_events) + (SELECT count(*) FROM rejected_rows) AS raw,
  (SELECT count(*) FROM clean_events) AS clean`)
    ).columns;
    const raw = Number(counts.raw[0]);
    const why = quarantine
      .map(
        ({reason, rows, firstLine}) => `${reason} (${rows}${firstLine === null ? "" : `, first in line ${firstLine}`})`
      )
      .join(", ");
    if (raw === 0) throw new UserError("the log has no rows", "check that the file is the right one and not empty");
    if (aside > maxQuarantined * raw || Number(counts.clean[0]) === 0) {
      throw new UserError(
        `${aside} of ${raw} rows were set aside: ${why}`,
        `at most ${100 * maxQuarantined} % may be; check that the columns are what the source takes them for`
      );
    }
  }
  if (name === "split") {
    const {rows} = await engine.read("SELECT DISTINCT fold FROM split_sessions WHERE part = 0");
    if (rows < (split.by === "windows" ? split.folds : 1)) {
      throw new NoTrainingSessions(split);
    }
  }
}

/** What is known of a run that may have stopped before the last stage: no totals without sessions, no parts without a split. */
export type PartialRun = Omit<RunDocument, "totals"> & {readonly totals: Totals | null};

/** Describes the stages that are done, whose tables the engine holds. */
export async function describeRun(
  engine: Engine,
  source: SourceSpec,
  {gapMs = SESSIONIZE_OPTIONS.gapMs, sessions = source.sessions, split = SPLIT_OPTIONS}: StageOptions,
  stages: readonly StageRun[],
  {profile = null, seed = null}: RunSettings
): Promise<PartialRun> {
  const made = new Set(stages.map(({table}) => table));
  const input = await eventTotals(engine, "raw_events");
  const rejected = Number((await engine.read("SELECT count(*) AS rows FROM rejected_rows")).columns.rows[0]);
  return {
    source: source.name,
    generated: source.generated,
    profile,
    seed,
    engine: engine.name,
    options: {gapMs, sessions, split: splitName(split)},
    inputSha256: stages[0].sha256,
    stages,
    totals: made.has("sessions") ? await totals(engine) : null,
    input: {rows: input.events + rejected, ...input},
    quarantine: made.has("clean_events") ? await quarantined(engine) : [],
    parts: made.has("split_sessions") ? await parts(engine) : []
  };
}

async function quarantined(engine: Engine): Promise<RunDocument["quarantine"]> {
  const {rows, columns} = await engine.read(
    "SELECT reason, rows, first_line FROM quarantine ORDER BY rows DESC, reason"
  );
  return Array.from({length: rows}, (_, i) => {
    const line = Number(columns.first_line[i]);
    return {
      reason: String(columns.reason[i]),
      rows: Number(columns.rows[i]),
      firstLine: Number.isNaN(line) ? null : line
    };
  });
}

async function parts(engine: Engine): Promise<PartRun[]> {
  const {rows, columns} = await engine.read(`SELECT fold, part, count(*) AS sessions, sum(events) AS events,
  min(start_ms) AS first_ms, max(start_ms) AS last_ms
FROM split_sessions JOIN sessions USING (session_id)
GROUP BY fold, part
ORDER BY fold, part`);
  const value = (name: string, row: number) => Number(columns[name][row]);
  return Array.from({length: rows}, (_, i) => ({
    fold: value("fold", i),
    part: PARTS[value("part", i)],
    sessions: value("sessions", i),
    events: value("events", i),
    firstMs: value("first_ms", i),
    lastMs: value("last_ms", i)
  }));
}
