import {DAY_MS} from "../core/time.js";
import {numbers} from "../core/table.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** What one split does to a log, for `split_sessions` as it stands. Parts are codes of `PARTS`; "outside" is left out of `parts`. */
export interface SplitSummary {
  readonly parts: Columns<
    "fold" | "part" | "sessions" | "events" | "buying" | "users" | "seen" | "firstStart" | "lastStart"
  >;
  /** Sessions by day of their start, whole UTC days since 1970. */
  readonly days: Columns<"fold" | "part" | "day" | "sessions">;
  /** Sessions by how many later ones their user has in the whole log: 0, 1, 2, 3 or more. */
  readonly later: Columns<"fold" | "part" | "later" | "sessions">;
  readonly checks: SplitChecks;
}
type Columns<K extends string> = Readonly<Record<K, number[]>>;

export interface SplitChecks {
  /** Sessions whose events are in more than one part of a fold, counted over folds. Must be 0. */
  readonly cutSessions: number;
  /** Events without a part. Must be 0. */
  readonly lostEvents: number;
  /** Training sessions that start after the first test session of their fold: the future then teaches the past. */
  readonly trainAfterTest: number;
  /** Training sessions that start before their fold's first test session but still run when it starts. */
  readonly trainRunsIntoTest: number;
}

/** The queries behind `splitSummary`, over `sessions`, `sessionized_events` and `split_sessions`. */
function splitSummarySql({quotient, integer}: Dialect = DUCKDB): Readonly<Record<keyof SplitSummary, string>> {
  return {
    parts: `WITH placed AS (
  SELECT fold, part, s.* FROM split_sessions AS p JOIN sessions AS s ON s.session_id = p.session_id WHERE part < 3
), trained AS (
  SELECT DISTINCT fold, user_id FROM placed WHERE part = 0
), people AS (
  SELECT p.fold, part, count(*) AS users, sum(CASE WHEN t.user_id IS NULL THEN 0 ELSE 1 END) AS seen
  FROM (SELECT DISTINCT fold, part, user_id FROM placed) AS p
  LEFT JOIN trained AS t ON t.fold = p.fold AND t.user_id = p.user_id
  GROUP BY p.fold, part
), counts AS (
  SELECT fold, part, count(*) AS sessions, sum(events) AS events,
    sum(CASE WHEN transactions > 0 THEN 1 ELSE 0 END) AS buying,
    min(start_ms) AS "firstStart", max(start_ms) AS "lastStart"
  FROM placed GROUP BY fold, part
)
SELECT c.*, users, seen FROM counts AS c JOIN people AS p ON p.fold = c.fold AND p.part = c.part
ORDER BY c.fold, c.part`,
    days: `SELECT fold, part, CAST(${quotient("start_ms", DAY_MS)} AS ${integer}) AS day, count(*) AS sessions
FROM split_sessions AS p JOIN sessions AS s ON s.session_id = p.session_id
WHERE part < 3 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    later: `WITH counted AS (
  SELECT session_id, max(session_no) OVER (PARTITION BY user_id) - session_no AS later FROM sessions
)
SELECT fold, part, CAST(least(later, 3) AS ${integer}) AS later, count(*) AS sessions
FROM split_sessions AS p JOIN counted AS c ON c.session_id = p.session_id
WHERE part < 3 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    checks: `WITH placed AS (
  SELECT e.session_id, fold, part FROM sessionized_events AS e LEFT JOIN split_sessions AS p ON p.session_id = e.session_id
), cut AS (
  SELECT fold, session_id FROM placed GROUP BY fold, session_id HAVING min(part) < max(part)
), tests AS (
  SELECT fold, min(start_ms) AS first_test
  FROM split_sessions AS p JOIN sessions AS s ON s.session_id = p.session_id WHERE part = 2 GROUP BY fold
), training AS (
  SELECT start_ms, end_ms, first_test
  FROM split_sessions AS p
  JOIN sessions AS s ON s.session_id = p.session_id
  JOIN tests AS t ON t.fold = p.fold
  WHERE part = 0
)
SELECT (SELECT count(*) FROM cut) AS "cutSessions",
  (SELECT count(*) FROM placed WHERE part IS NULL) AS "lostEvents",
  (SELECT count(*) FROM training WHERE start_ms > first_test) AS "trainAfterTest",
  (SELECT count(*) FROM training WHERE start_ms <= first_test AND end_ms >= first_test) AS "trainRunsIntoTest"`
  };
}

/** Summarizes the split that `splitSql` has made on this engine. */
export async function splitSummary(engine: Engine): Promise<SplitSummary> {
  const sql = splitSummarySql();
  const read = async <K extends string>(query: string, ...keys: K[]): Promise<Columns<K>> => {
    const found = await engine.read(query);
    return Object.fromEntries(keys.map((key) => [key, Array.from(numbers(found, key))])) as Columns<K>;
  };
  const parts = await read(
    sql.parts,
    "fold",
    "part",
    "sessions",
    "events",
    "buying",
    "users",
    "seen",
    "firstStart",
    "lastStart"
  );
  const days = await read(sql.days, "fold", "part", "day", "sessions");
  const later = await read(sql.later, "fold", "part", "later", "sessions");
  const checks = await read(sql.checks, "cutSessions", "lostEvents", "trainAfterTest", "trainRunsIntoTest");
  const check = (name: keyof SplitChecks) => checks[name][0];
  return {
    parts,
    days,
    later,
    checks: {
      cutSessions: check("cutSessions"),
      lostEvents: check("lostEvents"),
      trainAfterTest: check("trainAfterTest"),
      trainRunsIntoTest: check("trainRunsIntoTest")
    }
  };
}
