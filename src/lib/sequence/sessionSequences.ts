import {UserError} from "../core/errors.js";
import {MISSING, numbers, type NumberColumn, type Table} from "../core/table.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {logClockSql} from "../pipeline/logClock.js";
import {TRANSACTION} from "../sources/events.js";
import {partEndsSql} from "../pipeline/partEnds.js";

/** What is known of a session the moment it starts, one value a session; `MISSING` or NaN where there is nothing before. */
export interface SessionStarts {
  readonly start_ms: Float64Array;
  /** The user's sessions before this one; of them those that bought, and those that put something into the cart. */
  readonly earlier: Int32Array;
  readonly earlier_buying: Int32Array;
  readonly earlier_carting: Int32Array;
  readonly earlier_events: Int32Array;
  /** From the end of the session before, in milliseconds. */
  readonly since_ms: Float64Array;
  /** Of the session before. */
  readonly last_events: Int32Array;
  readonly last_carts: Int32Array;
  readonly last_transactions: Int32Array;
}

/** What becomes known of a session only as it goes on: for answers and populations, never for an input. */
export interface SessionOutcomes {
  /** Time of the last event, UTC milliseconds. */
  readonly end_ms: Float64Array;
  /** Of the session as the log has it, nothing cut off. */
  readonly events: Int32Array;
  readonly carts: Int32Array;
  readonly transactions: Int32Array;
}

/** The events of sessions, one session after another, each in order. */
export interface SessionSequences {
  readonly sessions: number;
  /** Session s has the events `[from[s], from[s + 1])`: sessions + 1 places. */
  readonly from: Int32Array;
  readonly session_id: Int32Array;
  readonly user_id: Int32Array;
  /** 0 trains, 1 is for choices, 2 tests: codes of `PARTS`. */
  readonly part: Int32Array;
  readonly starts: SessionStarts;
  readonly outcomes: SessionOutcomes;
  readonly events: SequenceEvents;
  /** Whether transactions are among the events; without them a session's end before its first purchase. */
  readonly transactionToken: boolean;
  /** Sessions that have no event before their first purchase and are therefore not here. */
  readonly leftOut: number;
  /** Sessions that go on after the end of their part, which therefore does not know how they end; they are not here either. */
  readonly censored: number;
}

/** One value an event. Missing: `MISSING`. */
export interface SequenceEvents {
  readonly ts_ms: Float64Array;
  /** A code of `EVENT_TYPES`. */
  readonly event: Int32Array;
  readonly item_id: Int32Array;
  /** Of the item, as it was known at the event. */
  readonly department_id: Int32Array;
  readonly price_cents: Int32Array;
  /** The highest price at which the log has shown the item up to the event. */
  readonly highest_cents: Int32Array;
  /** How long the page stayed open: known only once it is left, so from the next event on. */
  readonly dwell_ms: Int32Array;
}

export interface SequenceOptions {
  /**
   * With it a session's transactions are among its events, and a model is told what it is asked: the leak. Without it a
   * session is cut off at its first transaction.
   */
  readonly transactionToken: boolean;
  /** Sessions of fewer events (as the log has them) are left out. */
  readonly least: number;
  /** Of a longer session only so many first events are taken. */
  readonly longest: number;
}

const SEQUENCE_OPTIONS: SequenceOptions = {transactionToken: false, least: 1, longest: 256};

const SESSIONS_SQL = (
  least: number
) => `SELECT h.*, p.part, CASE WHEN h.end_ms >= ends.until_ms THEN 1 ELSE 0 END AS is_cut
FROM (
  SELECT session_id, user_id, start_ms, end_ms, events, carts, transactions,
    CASE WHEN apart THEN session_no - 1 END AS earlier,
    CASE WHEN apart THEN CAST(coalesce(sum(buying) OVER before, 0) AS INTEGER) END AS earlier_buying,
    CASE WHEN apart THEN CAST(coalesce(sum(carting) OVER before, 0) AS INTEGER) END AS earlier_carting,
    CASE WHEN apart THEN CAST(coalesce(sum(events) OVER before, 0) AS INTEGER) END AS earlier_events,
    CASE WHEN apart THEN start_ms - lag(end_ms) OVER own END AS since_ms,
    CASE WHEN apart THEN lag(events) OVER own END AS last_events,
    CASE WHEN apart THEN lag(carts) OVER own END AS last_carts,
    CASE WHEN apart THEN lag(transactions) OVER own END AS last_transactions
  FROM (
    SELECT *, CASE WHEN transactions > 0 THEN 1 ELSE 0 END AS buying, CASE WHEN carts > 0 THEN 1 ELSE 0 END AS carting,
      coalesce(max(end_ms) OVER (
        PARTITION BY user_id ORDER BY session_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) < start_ms, TRUE) AS apart
    FROM sessions
  )
  WINDOW own AS (PARTITION BY user_id ORDER BY session_no),
    before AS (PARTITION BY user_id ORDER BY session_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS h
JOIN split_sessions AS p ON p.session_id = h.session_id AND p.fold = 1
JOIN part_ends AS ends ON ends.part = p.part
WHERE h.events >= ${least}
ORDER BY h.session_id`;

const eventsSql = (least: number, dialect: Dialect) => `WITH shown AS (
  SELECT session_id, event_no, ts_ms, event, item_id, price_cents, dwell_ms,
    max(price_cents) OVER (PARTITION BY item_id ORDER BY ts_ms) AS highest_cents
  FROM sessionized_events
)
SELECT e.session_id, e.ts_ms, e.event, e.item_id, a.department_id, e.price_cents, e.highest_cents, e.dwell_ms
FROM ${
  dialect.asOfJoin({
    left: {
      from: `shown AS e\nJOIN sessions AS s ON s.session_id = e.session_id AND s.events >= ${least}`,
      aliases: ["e", "s"]
    },
    right: "item_attributes",
    as: "a",
    on: [["e.item_id", "item_id"]],
    leftTime: "e.ts_ms",
    rightTime: "from_ms"
  }).from
}
ORDER BY e.session_id, e.event_no`;

/**
 * The sessions of an engine that has `sessionized_events`, `sessions`, `split_sessions` and `item_attributes`, each with
 * its events and with what was known at its start. What a user did before counts only where all of that had ended before
 * the session starts, which sessions of the log's own keys may not have. A session that goes on after the end of its
 * part (see `partEndsSql`) is left out and counted. Throws `UserError` for options out of range, for a log without a
 * session of that length and where no session has an event before its first purchase.
 */
export async function sessionSequences(
  engine: Engine,
  given: Partial<SequenceOptions> = {}
): Promise<SessionSequences> {
  const options = {...SEQUENCE_OPTIONS, ...given};
  const {least, longest, transactionToken} = options;
  for (const name of ["least", "longest"] as const)
    if (!(Number.isInteger(options[name]) && options[name] >= 1))
      throw new UserError(`${name}: ${options[name]}`, "give a whole number of events from 1");
  const {dialect} = engine;
  const sessions = await engine.scratch(async () => {
    await engine.run(`${logClockSql(dialect)}\n\n${partEndsSql(dialect)}`);
    return engine.read(SESSIONS_SQL(least));
  });
  if (sessions.rows === 0) throw new UserError(`no session has ${least} or more events`, "take a longer log");
  const events = await engine.read(eventsSql(least, dialect));
  const owner = numbers(events, "session_id");
  const types = numbers(events, "event");
  const ids = numbers(sessions, "session_id");

  const from: number[] = [0];
  const kept: number[] = [];
  // the session's first event of the table and where what is taken of it ends, session by session
  const stretches: [first: number, end: number][] = [];
  const isCut = numbers(sessions, "is_cut");
  let [at, censored] = [0, 0];
  for (let s = 0; s < sessions.rows; s++) {
    const first = at;
    let end = -1;
    for (; at < events.rows && owner[at] === ids[s]; at++)
      if (end === -1 && !transactionToken && types[at] === TRANSACTION) end = at;
    censored += isCut[s];
    const until = Math.min(end === -1 ? at : end, first + longest);
    if (until === first || isCut[s] === 1) continue;
    kept.push(s);
    stretches.push([first, until]);
    from.push(from[from.length - 1] + until - first);
  }
  if (kept.length === 0)
    throw new UserError("every session begins with a purchase", "take a log in which something comes before one");
  const rows = Int32Array.from(kept);
  const total = from[from.length - 1];
  const places = new Int32Array(total);
  stretches.forEach(([first, until], k) => {
    for (let i = first; i < until; i++) places[from[k] + i - first] = i;
  });
  const whole = (t: Table, name: string, which: Int32Array) => wholeOf(numbers(t, name), which);
  const wide = (t: Table, name: string, which: Int32Array) =>
    Float64Array.from(which, (row) => {
      const value = numbers(t, name)[row];
      return value === MISSING ? NaN : value;
    });
  const of = (name: string) => whole(sessions, name, rows);
  return {
    sessions: rows.length,
    from: Int32Array.from(from),
    session_id: of("session_id"),
    user_id: of("user_id"),
    part: of("part"),
    starts: {
      start_ms: wide(sessions, "start_ms", rows),
      earlier: of("earlier"),
      earlier_buying: of("earlier_buying"),
      earlier_carting: of("earlier_carting"),
      earlier_events: of("earlier_events"),
      since_ms: wide(sessions, "since_ms", rows),
      last_events: of("last_events"),
      last_carts: of("last_carts"),
      last_transactions: of("last_transactions")
    },
    outcomes: {
      end_ms: wide(sessions, "end_ms", rows),
      events: of("events"),
      carts: of("carts"),
      transactions: of("transactions")
    },
    events: {
      ts_ms: wide(events, "ts_ms", places),
      event: whole(events, "event", places),
      item_id: whole(events, "item_id", places),
      department_id: whole(events, "department_id", places),
      price_cents: whole(events, "price_cents", places),
      highest_cents: whole(events, "highest_cents", places),
      dwell_ms: whole(events, "dwell_ms", places)
    },
    transactionToken,
    leftOut: sessions.rows - rows.length - censored,
    censored
  };
}

/** Some values of a column; one that is missing throughout, or wide, may come as reals. */
function wholeOf(column: NumberColumn, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i]];
    if (Number.isNaN(value)) out[i] = MISSING;
    else if (value !== (value | 0)) throw new RangeError(`${value} is no whole number of 32 bits`);
    else out[i] = value;
  }
  return out;
}

/** The events of these sequences, of all sessions. */
export const eventsOf = ({from, sessions}: SessionSequences): number => from[sessions];

/** The sessions whose numbers are given, in that order. */
export function takeSessions(all: SessionSequences, sessions: ArrayLike<number>): SessionSequences {
  const from = new Int32Array(sessions.length + 1);
  for (let k = 0; k < sessions.length; k++) from[k + 1] = from[k] + all.from[sessions[k] + 1] - all.from[sessions[k]];
  const bySession = <T extends Int32Array | Float64Array>(column: T): T => {
    const taken = new (column.constructor as Int32ArrayConstructor)(sessions.length) as T;
    for (let k = 0; k < sessions.length; k++) taken[k] = column[sessions[k]];
    return taken;
  };
  const byEvent = <T extends Int32Array | Float64Array>(column: T): T => {
    const taken = new (column.constructor as Int32ArrayConstructor)(from[sessions.length]) as T;
    for (let k = 0; k < sessions.length; k++)
      taken.set(column.subarray(all.from[sessions[k]], all.from[sessions[k] + 1]), from[k]);
    return taken;
  };
  return {
    sessions: sessions.length,
    from,
    session_id: bySession(all.session_id),
    user_id: bySession(all.user_id),
    part: bySession(all.part),
    starts: eachColumn(all.starts, bySession),
    outcomes: eachColumn(all.outcomes, bySession),
    events: eachColumn(all.events, byEvent),
    transactionToken: all.transactionToken,
    leftOut: 0,
    censored: 0
  };
}

function eachColumn<T extends object>(columns: T, change: <C extends Int32Array | Float64Array>(column: C) => C): T {
  return Object.fromEntries(
    Object.entries(columns as Record<string, Int32Array | Float64Array>).map(([name, column]) => [name, change(column)])
  ) as T;
}

/** The sessions of a part of the split. */
export function sessionsOfPart(all: SessionSequences, part: number): SessionSequences {
  const chosen: number[] = [];
  for (let s = 0; s < all.sessions; s++) if (all.part[s] === part) chosen.push(s);
  return takeSessions(all, chosen);
}
