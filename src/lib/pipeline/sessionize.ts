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
 * DuckDB hands sorted rows to a window in their order, so that one sort and one walk are enough; other databases number the rows of each user, and then add up
 * the sessions of the users before. Throws `UserError` for a gap that is not a positive whole number of milliseconds.
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
  const pause = sessions === "gap" ? `ts_ms - previous_ms > ${gapMs}` : "session_key <> previous_key";
  const query =
    dialect.sortedWindows === null
      ? numberedByUser(sessions, pause, dialect)
      : numberedInOrder(sessions, pause, dialect);
  return dialect.createTable("sessionized_events", query);
}

const EVENT = "user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key";

/** One sort, and then one walk over all rows. */
function numberedInOrder(
  sessions: SessionizeOptions["sessions"],
  pause: string,
  {integer, sortedWindows}: Dialect
): string {
  const {row, running} = sortedWindows!;
  return `WITH ${sessions === "gap" ? "" : `${KEYED}, `}ordered AS (
  SELECT clean_events.* FROM ${sessions === "gap" ? "clean_events" : WITH_KEYS}
  ORDER BY user_id, ${orderOf(sessions)}
), followed AS (
  SELECT *, row_number() ${row} AS row_no,
    lag(user_id) ${row} AS previous_user, lag(ts_ms) ${row} AS previous_ms, lag(session_key) ${row} AS previous_key
  FROM ordered
), marked AS (
  SELECT *,
    CASE WHEN previous_user IS NULL OR user_id <> previous_user THEN 1 ELSE 0 END AS first_of_user,
    CASE WHEN previous_user IS NULL OR user_id <> previous_user OR ${pause} THEN 1 ELSE 0 END AS first_of_session
  FROM followed
), numbered AS (
  SELECT *,
    sum(first_of_session) ${running} AS session_id,
    max(CASE WHEN first_of_session = 1 THEN row_no END) ${running} AS session_row
  FROM marked
), placed AS (
  SELECT *, max(CASE WHEN first_of_user = 1 THEN session_id END) ${running} AS user_session
  FROM numbered
)
SELECT ${EVENT},
  CAST(session_id AS ${integer}) AS session_id,
  CAST(session_id - user_session + 1 AS ${integer}) AS session_no,
  CAST(row_no - session_row + 1 AS ${integer}) AS event_no
FROM placed`;
}

/** Each user's rows by themselves, and then a running sum over users. */
function numberedByUser(sessions: SessionizeOptions["sessions"], pause: string, {integer}: Dialect): string {
  const user = `PARTITION BY user_id ORDER BY ${orderOf(sessions)}`;
  const sofar = "PARTITION BY user_id ORDER BY user_row ROWS UNBOUNDED PRECEDING";
  return `WITH ${sessions === "gap" ? "" : `${KEYED}, `}followed AS (
  SELECT clean_events.*, row_number() OVER (${user}) AS user_row,
    lag(ts_ms) OVER (${user}) AS previous_ms, lag(session_key) OVER (${user}) AS previous_key
  FROM ${sessions === "gap" ? "clean_events" : WITH_KEYS}
), marked AS (
  SELECT *, CASE WHEN user_row = 1 OR ${pause} THEN 1 ELSE 0 END AS first_of_session FROM followed
), numbered AS (
  SELECT *, sum(first_of_session) OVER (${sofar}) AS session_no,
    max(CASE WHEN first_of_session = 1 THEN user_row END) OVER (${sofar}) AS session_row
  FROM marked
), counted AS (
  SELECT user_id AS counted_user, sum(first_of_session) AS sessions FROM marked GROUP BY user_id
), earlier AS (
  SELECT counted_user, sum(sessions) OVER (ORDER BY counted_user ROWS UNBOUNDED PRECEDING) - sessions AS earlier_sessions FROM counted
)
SELECT ${EVENT},
  CAST(earlier_sessions + session_no AS ${integer}) AS session_id,
  CAST(session_no AS ${integer}) AS session_no,
  CAST(user_row - session_row + 1 AS ${integer}) AS event_no
FROM numbered JOIN earlier ON counted_user = user_id`;
}

/** A user's own sessions are in the order of their first events' times; sessions that start together, of their keys. */
const orderOf = (sessions: SessionizeOptions["sessions"]): string =>
  sessions === "gap" ? EVENT_ORDER : `key_start, session_key, ${EVENT_ORDER}`;

const KEYED = `keyed AS (
  SELECT user_id AS key_user, session_key AS own_key, min(ts_ms) AS key_start
  FROM clean_events
  GROUP BY user_id, session_key
)`;

const WITH_KEYS = "clean_events JOIN keyed ON key_user = user_id AND own_key = session_key";
