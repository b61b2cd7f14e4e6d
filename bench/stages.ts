import {DAY_MS} from "../src/lib/core/time.js";
import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {openDuckDB} from "../loaders/engines/duckdb.js";
import {generatedShop} from "../loaders/sources/generatedShop.js";
import {numbers} from "../src/lib/core/table.js";
import {literal} from "../src/lib/sql/dialect.js";
import type {Engine} from "../src/lib/sql/engine.js";
import {runStages} from "../src/lib/pipeline/stages.js";
import type {SourceSpec} from "../src/lib/sources/events.js";
import {measured, type Measured} from "./measured.js";

const RUNS = 5;
const PEER = fileURLToPath(new URL("peers/stages.py", import.meta.url));

/** What all three must agree in. */
interface Totals {
  readonly events: number;
  readonly sessions: number;
  readonly single: number;
  readonly items: number;
  readonly test: number;
}

/** Clean, sessionize and split of the twin's 2.76 million events, without hashing, beside the SQL that one would write by hand and beside pandas. */
export async function benchStages(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  try {
    const file = join(folder, "events.parquet");
    const source = await generatedShop({profile: "retailrocket"});
    const made = await openDuckDB();
    await source.load(made);
    await made.run(`COPY (SELECT * FROM raw_events) TO ${literal(file)} (FORMAT parquet)`);
    await made.close();

    const ours: number[] = [];
    const bare: number[] = [];
    let expected: Totals | null = null;
    const check = (name: string, totals: Totals) => {
      expected ??= totals;
      if (JSON.stringify(totals) !== JSON.stringify(expected))
        throw new Error(`${name} finds ${JSON.stringify(totals)}, not ${JSON.stringify(expected)}`);
    };
    for (let run = 0; run < RUNS; run++) {
      ours.push(await timed(file, source.spec, ourStages, (totals) => check("Clickproof", totals)));
      bare.push(await timed(file, source.spec, bareSql, (totals) => check("bare SQL", totals)));
    }
    const ratio = (a: readonly number[], b: readonly number[]) => a.map((seconds, run) => seconds / b[run]);
    const rows = [
      measured("stages of the twin", "s", 10, ours),
      measured("stages / DuckDB's bare SQL", "×", 1.3, ratio(ours, bare))
    ];
    const pandas = runPandas(file);
    if (pandas === null) {
      console.error("There is no Python with pandas and pyarrow (CLICKPROOF_PYTHON): not compared with pandas");
      return rows;
    }
    check("pandas", pandas.totals);
    return [...rows, measured("stages / pandas", "×", 1 / 1.3, ratio(ours, pandas.seconds))];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Seconds of `work` on an engine of its own that holds the raw events. */
async function timed(
  file: string,
  spec: SourceSpec,
  work: (engine: Engine, spec: SourceSpec) => Promise<Totals>,
  use: (totals: Totals) => void
): Promise<number> {
  const engine = await openDuckDB();
  try {
    await engine.run(`CREATE TABLE raw_events AS FROM read_parquet(${literal(file)});
CREATE TABLE rejected_rows (line BIGINT, reason VARCHAR)`);
    const start = performance.now();
    const totals = await work(engine, spec);
    const seconds = (performance.now() - start) / 1000;
    use(totals);
    return seconds;
  } finally {
    await engine.close();
  }
}

const totalsSql = (
  events: string,
  sessions: string,
  parts: string
) => `SELECT (SELECT count(*) FROM ${events}) AS events, count(*) AS sessions,
  sum(CASE WHEN events = 1 THEN 1 ELSE 0 END) AS single, sum(items) AS items, (SELECT count(*) FROM ${parts} WHERE part = 2) AS test FROM ${sessions}`;

async function totalsOf(engine: Engine, sql: string): Promise<Totals> {
  const found = await engine.read(sql);
  const value = (name: string) => numbers(found, name)[0];
  return {
    events: value("events"),
    sessions: value("sessions"),
    single: value("single"),
    items: value("items"),
    test: value("test")
  };
}

async function ourStages(engine: Engine, spec: SourceSpec): Promise<Totals> {
  await runStages(engine, spec, {}, {hash: false});
  return totalsOf(engine, totalsSql("sessionized_events", "sessions", "split_sessions"));
}

/** The same tables as somebody would make them by hand: one statement each, the windows and aggregates that the task names. */
async function bareSql(engine: Engine): Promise<Totals> {
  await engine.run(`
CREATE TABLE c AS
SELECT DISTINCT * FROM raw_events
WHERE user_id IS NOT NULL AND event BETWEEN 0 AND 3 AND item_id IS NOT NULL AND ts_ms BETWEEN 946684800000 AND 4102444799999;

CREATE TABLE e AS
WITH marked AS (
  SELECT *, CASE WHEN ts_ms - lag(ts_ms) OVER w <= 1800000 THEN 0 ELSE 1 END AS begins
  FROM c WINDOW w AS (PARTITION BY user_id ORDER BY ts_ms, event, item_id)
), numbered AS (
  SELECT *, sum(begins) OVER (PARTITION BY user_id ORDER BY ts_ms, event, item_id ROWS UNBOUNDED PRECEDING) AS session_no FROM marked
)
SELECT *, dense_rank() OVER (ORDER BY user_id, session_no) AS session_id,
  row_number() OVER (PARTITION BY user_id, session_no ORDER BY ts_ms, event, item_id) AS event_no
FROM numbered;

CREATE TABLE s AS
SELECT session_id, any_value(user_id) AS user_id, any_value(session_no) AS session_no, min(ts_ms) AS start_ms, max(ts_ms) AS end_ms, count(*) AS events,
  count(*) FILTER (event = 0) AS views, count(*) FILTER (event = 1) AS carts, count(*) FILTER (event = 2) AS removes,
  count(*) FILTER (event = 3) AS transactions, count(DISTINCT item_id) AS items
FROM e GROUP BY session_id;

CREATE TABLE p AS
WITH period AS (SELECT min(start_ms // ${DAY_MS}) AS first, max(start_ms // ${DAY_MS}) - min(start_ms // ${DAY_MS}) + 1 AS days FROM s)
SELECT session_id, CASE WHEN start_ms // ${DAY_MS} - first < days * 700000 // 1000000 THEN 0
  WHEN start_ms // ${DAY_MS} - first < days * 850000 // 1000000 THEN 1 ELSE 2 END AS part
FROM s CROSS JOIN period`);
  return totalsOf(engine, totalsSql("e", "s", "p"));
}

function runPandas(file: string): {readonly seconds: number[]; readonly totals: Totals} | null {
  const python = process.env.CLICKPROOF_PYTHON ?? "python3";
  try {
    const said = execFileSync(python, [PEER, file, String(RUNS)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    });
    return JSON.parse(said) as {seconds: number[]; totals: Totals};
  } catch {
    return null;
  }
}
