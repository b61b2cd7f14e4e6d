import {UserError} from "../core/errors.js";
import {DUCKDB, type Dialect} from "./dialect.js";
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
 * Windows are over one user's events, so that a log larger than memory can be cut by users; only the offset of a user's first
 * session looks at all users, once each. Throws `UserError` for a gap that is not a positive whole number of milliseconds.
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
  return `
CREATE OR REPLACE TABLE numbered_events AS${sessions === "gap" ? byGap(gapMs) : byOwnKey};

CREATE OR REPLACE TABLE session_offsets AS
SELECT user_id, sum(sessions) OVER (ORDER BY user_id ROWS UNBOUNDED PRECEDING) - sessions AS sessions_before
FROM (SELECT user_id, max(session_no) AS sessions FROM numbered_events GROUP BY user_id);

CREATE OR REPLACE TABLE sessionized_events AS
SELECT e.user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key,
  CAST(sessions_before + session_no AS ${integer}) AS session_id,
  CAST(session_no AS ${integer}) AS session_no,
  CAST(event_no AS ${integer}) AS event_no
FROM numbered_events AS e
JOIN session_offsets AS o ON o.user_id = e.user_id;

DROP TABLE numbered_events;
DROP TABLE session_offsets;`.trim();
}

/** The number of an event in its session is its number among the user's events, counted from the last one that began a session. */
const byGap = (gapMs: number) => `
WITH ordered AS (
  SELECT *,
    row_number() OVER of_user AS user_event_no,
    lag(ts_ms) OVER of_user AS previous_ms
  FROM clean_events
  WINDOW of_user AS (PARTITION BY user_id ORDER BY ${EVENT_ORDER})
), marked AS (
  SELECT *, CASE WHEN previous_ms IS NULL OR ts_ms - previous_ms > ${gapMs} THEN 1 ELSE 0 END AS begins
  FROM ordered
)
SELECT *,
  sum(begins) OVER so_far AS session_no,
  user_event_no - max(CASE WHEN begins = 1 THEN user_event_no END) OVER so_far + 1 AS event_no
FROM marked
WINDOW so_far AS (PARTITION BY user_id ORDER BY user_event_no ROWS UNBOUNDED PRECEDING)`;

/** A user's own sessions are in the order of their first events' times; sessions that start together, of their keys. */
const byOwnKey = `
WITH keyed AS (
  SELECT user_id, session_key,
    row_number() OVER (PARTITION BY user_id ORDER BY min(ts_ms), session_key) AS session_no
  FROM clean_events
  GROUP BY user_id, session_key
)
SELECT e.*, session_no,
  row_number() OVER (PARTITION BY e.user_id, e.session_key ORDER BY ${EVENT_ORDER.replace(", session_key NULLS FIRST", "")}) AS event_no
FROM clean_events AS e
JOIN keyed AS k ON k.user_id = e.user_id AND k.session_key = e.session_key`;
