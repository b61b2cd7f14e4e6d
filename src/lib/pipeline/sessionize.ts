import {UserError} from "../core/errors.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import {EVENT_ORDER} from "./eventOrder.js";
import {sessionsSql} from "./sessions.js";

export interface SessionizeOptions {
  /** A pause longer than this starts a new session; a pause of exactly this long does not. Milliseconds. */
  readonly gapMs: number;
  /** `gap` cuts a user's events at pauses; `own` keeps the log's `session_key`, and `gapMs` has no part in it. */
  readonly sessions: "gap" | "own";
}

/** Half an hour: web analytics' convention since the 1990s, and a claim that the Sessions page lets a reader test. */
export const SESSIONIZE_OPTIONS: SessionizeOptions = {gapMs: 30 * 60_000, sessions: "gap"};

/**
 * SQL from `clean_events` to two tables.
 *
 * `sessionized_events`: the same rows and columns with `session_id`, `session_no` (from 1 within the user) and `event_no` (from 1
 * within the session). `session_id` runs without holes from 1 in the order of user and of the user's sessions.
 *
 * `sessions`: session_id, user_id, session_no, start_ms, end_ms (time of the last event), events, views, carts, removes,
 * transactions, items (distinct). Every session has at least one event.
 *
 * One sort by user and time, then one walk over it: the running sums below have no partition, as a session's number in the whole log is what they
 * give. They rely on the database handing rows to `OVER ()` in the order of the subquery before, which DuckDB keeps; one that does not needs
 * its own text here. Throws `UserError` for a gap that is not a positive whole number of milliseconds.
 */
export function sessionizeSql(options: SessionizeOptions = SESSIONIZE_OPTIONS, dialect: Dialect = DUCKDB): string {
  return `${sessionizedEventsSql(options, dialect)}\n\n${sessionsSql(dialect)}`;
}

/** The first of the two tables of `sessionizeSql`, `sessionized_events`. */
export function sessionizedEventsSql(options: SessionizeOptions, dialect: Dialect = DUCKDB): string {
  const {gapMs, sessions} = options;
  if (!(Number.isSafeInteger(gapMs) && gapMs > 0)) {
    throw new UserError(`the gap between sessions is ${gapMs} ms`, "give a positive number of whole milliseconds");
  }
  const {integer} = dialect;
  const [ordered, pause] =
    sessions === "gap" ? [BY_TIME, `ts_ms - previous_ms > ${gapMs}`] : [BY_OWN_KEY, "session_key <> previous_key"];
  return `
CREATE OR REPLACE TABLE sessionized_events AS
WITH ${ordered}, followed AS (
  SELECT *, row_number() OVER () AS row_no,
    lag(user_id) OVER () AS previous_user, lag(ts_ms) OVER () AS previous_ms, lag(session_key) OVER () AS previous_key
  FROM ordered
), marked AS (
  SELECT *,
    CASE WHEN previous_user IS NULL OR user_id <> previous_user THEN 1 ELSE 0 END AS first_of_user,
    CASE WHEN previous_user IS NULL OR user_id <> previous_user OR ${pause} THEN 1 ELSE 0 END AS first_of_session
  FROM followed
), numbered AS (
  SELECT *,
    sum(first_of_session) OVER (ROWS UNBOUNDED PRECEDING) AS session_id,
    max(CASE WHEN first_of_session = 1 THEN row_no END) OVER (ROWS UNBOUNDED PRECEDING) AS session_row
  FROM marked
), placed AS (
  SELECT *, max(CASE WHEN first_of_user = 1 THEN session_id END) OVER (ROWS UNBOUNDED PRECEDING) AS user_session
  FROM numbered
)
SELECT user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key,
  CAST(session_id AS ${integer}) AS session_id,
  CAST(session_id - user_session + 1 AS ${integer}) AS session_no,
  CAST(row_no - session_row + 1 AS ${integer}) AS event_no
FROM placed;`.trim();
}

const BY_TIME = `ordered AS (
  SELECT * FROM clean_events ORDER BY user_id, ${EVENT_ORDER}
)`;

/** A user's own sessions are in the order of their first events' times; sessions that start together, of their keys. */
const BY_OWN_KEY = `keyed AS (
  SELECT user_id AS key_user, session_key AS own_key, min(ts_ms) AS key_start
  FROM clean_events
  GROUP BY user_id, session_key
), ordered AS (
  SELECT clean_events.* FROM clean_events
  JOIN keyed ON key_user = user_id AND own_key = session_key
  ORDER BY user_id, key_start, session_key, ${EVENT_ORDER}
)`;
