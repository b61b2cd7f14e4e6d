import {existsSync, mkdirSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {table, type Column, type Table} from "../../src/lib/core/table.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {DUCKDB} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {hashTable} from "../../src/lib/pipeline/hash.js";
import {PARTS, splitName, splitSql, type SplitOptions} from "../../src/lib/pipeline/split.js";
import type {StageRun} from "../../src/lib/pipeline/stages.js";
import {LAST_TRAINING_MONTH} from "../../src/lib/datasets/shoppersDataset.js";
import {ONLINE_SHOPPERS, SESSION_COLUMNS} from "../../src/lib/sources/onlineShoppers.js";
import {unpublishedNote} from "../data/unpublishedNote.js";
import {openDuckDB} from "../engines/duckdb.js";
import type {ModelsRun, ReadySessions, SessionTableRun} from "./documents.js";
import {BUILT} from "../tools/built.js";
import {findOnlineShoppers, isOnlineShoppers, loadOnlineShoppers} from "../sources/onlineShoppers.js";
import {checkFile} from "../tools/contents.js";
import {hashOf} from "../tools/files.js";
import {withLock} from "../tools/withLock.js";

export interface SessionTableOptions {
  /** `online-shoppers`, or a path to its file. */
  readonly source?: string;
  readonly mirror?: string;
  /**
   * Rows equal in all columns. Default: keep. The table has no ids and half its columns are small counts, so that two short visits that look alike
   * are no sign of a visit entered twice; published results are on all rows too.
   */
  readonly duplicates?: "keep" | "drop";
  /** By month, the default: February to October train, November and December test, as a shop would use it; or at random. */
  readonly split?: SplitOptions;
  readonly folder?: string;
  readonly threads?: number;
  /** Goes on with the outputs, while no other run can change them. */
  readonly next?: (ready: ReadySessions) => Promise<ModelsRun>;
  readonly onRun?: (run: StageRun) => void;
  /** Told something that a person should know before the run. */
  readonly onNote?: (note: string) => void;
}

/** Whether a source is a table of sessions and not a log of events. */
export async function isSessionTable(source: string | undefined): Promise<boolean> {
  if (source === undefined) return false;
  if (source === ONLINE_SHOPPERS.name) return true;
  if (!existsSync(source)) return false;
  checkFile(source);
  return isOnlineShoppers(source);
}

/**
 * Reads a table of sessions, cleans and splits it, and writes Parquet files and `run.json` to `<folder>/online-shoppers/<profile>/`: `sessions`,
 * `clean_sessions`, `quarantine`, `rejected_rows`, `split_sessions`, `train_sessions`, `val_sessions`, `test_sessions`. It takes a moment, so that nothing is kept
 * from run to run. Throws `UserError` for a file that cannot be read and a split that needs users or dates.
 */
export async function runSessionTable({
  source = ONLINE_SHOPPERS.name,
  mirror,
  duplicates = "keep",
  split = {by: "months"},
  folder = BUILT,
  threads,
  next,
  onRun,
  onNote
}: SessionTableOptions = {}): Promise<{document: SessionTableRun; folder: string}> {
  const path = source === ONLINE_SHOPPERS.name ? findOnlineShoppers(mirror) : source;
  const profile = duplicates === "keep" ? "full" : "duplicates-drop";
  const place = join(folder, ONLINE_SHOPPERS.name, profile);
  const splitText = sessionSplitSql(split);
  checkFile(path);
  const note = await unpublishedNote(ONLINE_SHOPPERS.name, path);
  if (note !== undefined) onNote?.(note);
  mkdirSync(place, {recursive: true});
  return withLock(join(place, ".lock"), async () => {
    const engine = await openDuckDB({threads});
    try {
      const stages: StageRun[] = [];
      const stage = async (name: string, made: string, order: string, work: () => Promise<unknown>) => {
        const start = performance.now();
        await work();
        const end = performance.now();
        const {rows, sha256, columns} = hashTable(
          integersOf(await engine.read(`SELECT * FROM ${made} ORDER BY ${order}`))
        );
        const run = {
          name,
          table: made,
          rows,
          ms: end - start,
          hashMs: performance.now() - end,
          cached: false,
          sha256,
          columns
        };
        stages.push(run);
        onRun?.(run);
      };
      await stage("read", "raw_sessions", "session_id", () => loadOnlineShoppers(engine, path));
      await checkRows(engine);
      await stage("clean", "clean_sessions", "session_id", () => engine.run(cleanSessionsSql(duplicates)));
      await stage("split", "split_sessions", "fold, session_id", () => engine.run(splitText));
      let document = await describe(engine, {profile, duplicates, split, stages});
      for (const [name, query] of Object.entries(OUTPUTS)) {
        const file = join(place, `${name}.parquet`);
        await engine.run(`COPY (${query}) TO ${literal(`${file}.part`)} (FORMAT parquet, COMPRESSION snappy)`);
        renameSync(`${file}.part`, file);
      }
      const file = join(place, "run.json");
      const writeRun = () => {
        writeFileSync(
          `${file}.part`,
          `${JSON.stringify({...document, finished: new Date().toISOString()}, null, 1)}\n`
        );
        renameSync(`${file}.part`, file);
      };
      writeRun();
      if (next !== undefined) {
        const {stages: more, models} = await next({
          document,
          place,
          key: hashOf(stages.map(({sha256}) => sha256 ?? "")),
          sessions: () =>
            engine.read(`SELECT clean_sessions.*, part FROM clean_sessions JOIN split_sessions USING (session_id)
WHERE fold = 1 ORDER BY session_id`)
        });
        document = {...document, stages: [...document.stages, ...more], models};
        writeRun();
      }
      return {document, folder: place};
    } finally {
      await engine.close();
    }
  });
}

const partSql = (part: number) => `SELECT clean_sessions.* FROM clean_sessions JOIN split_sessions USING (session_id)
WHERE part = ${part} ORDER BY session_id`;

const OUTPUTS = {
  sessions: "SELECT * FROM raw_sessions ORDER BY session_id",
  rejected_rows: "SELECT * FROM rejected_rows ORDER BY line",
  clean_sessions: "SELECT * FROM clean_sessions ORDER BY session_id",
  quarantine: "SELECT * FROM quarantine ORDER BY rows DESC, reason",
  split_sessions: "SELECT * FROM split_sessions ORDER BY fold, session_id",
  train_sessions: partSql(0),
  val_sessions: partSql(1),
  test_sessions: partSql(2)
};

function cleanSessionsSql(duplicates: "keep" | "drop"): string {
  const dropped = duplicates === "drop" ? "WHERE session_id = first_id" : "";
  return `
${DUCKDB.createTable("clean_sessions", `SELECT session_id, ${SESSION_COLUMNS.map(({name}) => name).join(", ")} FROM raw_sessions ${dropped}`)}

${DUCKDB.createTable(
  "quarantine",
  `SELECT reason, rows, first_line FROM (
SELECT reason, count(*) AS rows, min(line) AS first_line FROM rejected_rows GROUP BY reason
UNION ALL
SELECT 'exact duplicate' AS reason, (SELECT count(*) FROM raw_sessions) - (SELECT count(*) FROM clean_sessions) AS rows,
  NULL AS first_line
) WHERE rows > 0`
)}`;
}

/** Throws `UserError` for a split that the table cannot support. */
function sessionSplitSql(split: SplitOptions): string {
  if (split.by === "months") {
    return DUCKDB.createTable(
      "split_sessions",
      `SELECT CAST(1 AS INTEGER) AS fold, session_id, CAST(CASE WHEN month <= ${LAST_TRAINING_MONTH} THEN 0 ELSE 2 END AS INTEGER) AS part
FROM clean_sessions`
    );
  }
  if (split.by === "random") {
    return `${DUCKDB.createView("sessions", "SELECT session_id FROM clean_sessions")}\n\n${splitSql(split)}`;
  }
  throw new UserError(
    `${ONLINE_SHOPPERS.name} cannot be split by ${split.by}: it has neither users nor days`,
    'give --split months or --split "random 70/15/15 seed 1"'
  );
}

async function checkRows(engine: Engine): Promise<void> {
  const {columns} = await engine.read(
    "SELECT (SELECT count(*) FROM raw_sessions) AS good, (SELECT count(*) FROM rejected_rows) AS bad"
  );
  const [good, bad] = [Number(columns.good[0]), Number(columns.bad[0])];
  if (good + bad === 0) throw new UserError("the table has no rows", "check that the file is whole");
  if (bad > 0.1 * (good + bad)) {
    throw new UserError(`${bad} of ${good + bad} rows cannot be read`, "at most 10 % may be; check the file");
  }
}

/** The same table in integers, for hashing: a real number as the two halves of its bits. */
function integersOf(data: Table): Table {
  const real = new Set(SESSION_COLUMNS.filter(({kind}) => kind === "real").map(({name}) => name));
  const columns: Record<string, Column> = {};
  for (const [name, column] of Object.entries(data.columns)) {
    if (!real.has(name)) columns[name] = column;
    else {
      const halves = new Int32Array((column as Float64Array).slice().buffer);
      columns[`${name}_low`] = halves.filter((_, i) => i % 2 === 0);
      columns[`${name}_high`] = halves.filter((_, i) => i % 2 === 1);
    }
  }
  return table(columns);
}

async function describe(
  engine: Engine,
  {
    profile,
    duplicates,
    split,
    stages
  }: {profile: string; duplicates: string; split: SplitOptions; stages: readonly StageRun[]}
): Promise<SessionTableRun> {
  const totals =
    await engine.read(`SELECT (SELECT count(*) FROM raw_sessions) + (SELECT count(*) FROM rejected_rows) AS rows,
  (SELECT count(*) FROM raw_sessions WHERE session_id <> first_id) AS duplicates,
  count(*) AS sessions, coalesce(sum(revenue), 0) AS buying FROM clean_sessions`);
  const value = (name: string) => Number(totals.columns[name][0]);
  const sessions = value("sessions");
  const quarantine = await engine.read(OUTPUTS.quarantine);
  const parts =
    await engine.read(`SELECT fold, part, count(*) AS sessions, sum(revenue) AS buying, min(month) AS first, max(month) AS last
FROM split_sessions JOIN clean_sessions USING (session_id) GROUP BY fold, part ORDER BY fold, part`);
  const unknown = {users: null, items: null, events: null, byType: null};
  return {
    source: ONLINE_SHOPPERS.name,
    generated: ONLINE_SHOPPERS.generated,
    profile,
    seed: null,
    engine: engine.name,
    options: {gapMs: null, sessions: "own", split: splitName(split), duplicates},
    inputSha256: stages[0].sha256,
    stages,
    totals: {
      ...unknown,
      sessions,
      singleEventSessions: null,
      buyingSessions: value("buying"),
      cartingSessions: null,
      sessionConversion: sessions === 0 ? 0 : value("buying") / sessions
    },
    input: {rows: value("rows"), ...unknown},
    quarantine: Array.from({length: quarantine.rows}, (_, i) => ({
      reason: String(quarantine.columns.reason[i]),
      rows: Number(quarantine.columns.rows[i]),
      firstLine: Number.isNaN(quarantine.columns.first_line[i]) ? null : Number(quarantine.columns.first_line[i])
    })),
    counts: {exactDuplicates: value("duplicates")},
    parts: Array.from({length: parts.rows}, (_, i) => ({
      fold: Number(parts.columns.fold[i]),
      part: PARTS[Number(parts.columns.part[i])],
      sessions: Number(parts.columns.sessions[i]),
      buyingSessions: Number(parts.columns.buying[i]),
      firstMonth: Number(parts.columns.first[i]),
      lastMonth: Number(parts.columns.last[i])
    }))
  };
}
