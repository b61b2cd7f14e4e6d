import {DAY_MS, HOUR_MS} from "../core/time.js";
import {ITEM_ATTRIBUTES} from "../features/itemAttributes.js";
import {DUCKDB} from "../sql/dialect.js";
import {sessionsQuery} from "../pipeline/sessions.js";
import {EVENT_TYPES, VIEW} from "../sources/events.js";

/** A moment of one session, and the examples that share it. */
export interface PredictionTime {
  readonly sessionId: number;
  readonly userId: number;
  /** UTC milliseconds; what is known is strictly earlier. */
  readonly atMs: number;
  readonly examples: readonly number[];
  /** Distinct items of the examples; none where the unit is the session. */
  readonly items: readonly number[];
}

/** Which later facts a world holds beside what was known before the moment. */
export interface KnownFuture {
  /** The log's own later facts, or made-up ones. */
  readonly from: "log" | "invention";
  /**
   * A condition on later events: their `ts_ms` and `event`, and as `owner` whose they are: "session" where they go on with the moment's session, "user" in a later
   * one of its user, "item" somebody else's with an item of the moment, "others" none of these. Null for no event at all.
   */
  readonly events: string | null;
  /** Dwell times of earlier events that were not yet over at the moment. */
  readonly dwell: boolean;
  /** Rows of `item_attributes` that hold from the moment or later. */
  readonly catalogue: boolean;
  /** Examples of later moments; there are none but the log's. */
  readonly examples: boolean;
}

/** Everything at or after the moment is deleted. */
export const DELETED_FUTURE: KnownFuture = {from: "log", events: null, dwell: false, catalogue: false, examples: false};

/** Everything at or after the moment is deleted, and another future made up in its place. */
export const SYNTHETIC_FUTURE: KnownFuture = {
  from: "invention",
  events: "true",
  dwell: true,
  catalogue: true,
  examples: false
};

/** Ids that occur nowhere in the log. */
export interface UnseenIds {
  readonly users: readonly [number, number];
  readonly item: number;
  readonly sessions: readonly [number, number, number];
}

/** How much of the past a world holds: events of the moment's user and items, of everybody, and examples of earlier moments too. */
export const PAST_SCOPES = ["own events", "all events", "all events and examples"] as const;
export type PastScope = (typeof PAST_SCOPES)[number];

export interface CounterfactualLogOptions {
  /** Where the log is: `sessionized_events`, `item_attributes`, `examples`. */
  readonly home: string;
  readonly moment: PredictionTime;
  readonly future: KnownFuture;
  readonly reach: PastScope;
  /** Whether the moment is by definition the end of its session, so that no invented event goes on with it. */
  readonly sessionOver: boolean;
  readonly strangers: UnseenIds;
  /** Times of the log are multiples of it, and so are invented ones. */
  readonly tickMs: number;
}

const EVENT = [
  "user_id",
  "ts_ms",
  "tick",
  "event",
  "item_id",
  "price_cents",
  "dwell_ms",
  "session_key",
  "session_id",
  "session_no",
  "event_no"
];

/** How long after the moment invented events happen: at it, at the next tick, and far enough off to lie in any window. */
const AFTER_MS = [0, 1, HOUR_MS, DAY_MS, 10 * DAY_MS, 40 * DAY_MS];

/** Invented prices: lower than any, and as high as can be multiplied by a thousand in 32 bits. */
const LOW_CENTS = 1;
const HIGH_CENTS = 1_999_999;

/** An attribute that no item has. */
const NO_ATTRIBUTE = 1_000_003;

/**
 * SQL that makes, in the current schema, which is empty, the log as it would be in a world: `sessionized_events`, also as `events`; `sessions`, aggregated anew;
 * `item_attributes`, also as `items`; `examples`, those of the moment and what `reach` and `future` add. What is strictly before the moment is as in
 * the log, and what comes after it is as `future` says.
 */
export function counterfactualLogSql(options: CounterfactualLogOptions): string {
  const {home, moment, future, reach} = options;
  const {atMs, examples, items} = moment;
  // a small world is read many times by one text of SQL, a large one would take long to copy
  const kind = reach === "own events" ? "TABLE" : "VIEW";
  const earlier = reach === "all events and examples" ? ` OR as_of_ms < ${atMs}` : "";
  const later = future.examples ? ` OR as_of_ms > ${atMs}` : "";
  const ofItems = reach === "own events" ? ` AND item_id IN (${[...items, options.strangers.item].join(", ")})` : "";
  const states = (condition: string) =>
    `SELECT item_id, from_ms, ${ITEM_ATTRIBUTES.join(", ")} FROM ${home}.item_attributes WHERE ${condition}${ofItems}`;
  const laterStates =
    future.from === "log"
      ? states(`from_ms >= ${atMs}`)
      : `SELECT CAST(item_id AS INTEGER), CAST(${atMs} AS BIGINT), ${ITEM_ATTRIBUTES.map(() => NO_ATTRIBUTE).join(", ")}
FROM (VALUES ${[...items, options.strangers.item].map((item) => `(${item})`).join(", ")}) AS made_up (item_id)`;
  return `
CREATE ${kind} sessionized_events AS
${eventsSql(options)};
CREATE ${kind} item_attributes AS
${states(`from_ms < ${atMs}`)}${future.catalogue ? `\nUNION ALL\n${laterStates}` : ""};
CREATE ${kind} examples AS
SELECT example_id, session_id, user_id, item_id, as_of_ms FROM ${home}.examples
WHERE example_id IN (${examples.join(", ")})${earlier}${later};
${ALIASES_SQL}`.trim();
}

/** SQL for what follows from the tables of a world: its `sessions`, and the short names by which a query may ask for tables. */
const ALIASES_SQL = `
${DUCKDB.createView("sessions", sessionsQuery(DUCKDB))}
CREATE VIEW events AS SELECT * FROM sessionized_events;
CREATE VIEW items AS SELECT * FROM item_attributes;`.trim();

/** The log at `home` before a time, as the tables of a world: `examples` are those of moments up to and with it. `Infinity` is the whole log. */
export function logBeforeSql(home: string, cutMs: number): string {
  const whole = cutMs === Infinity;
  const before = (column: string) => (whole ? "" : ` WHERE ${column} < ${cutMs}`);
  const dwell = whole ? "dwell_ms" : `CASE WHEN ts_ms + dwell_ms < ${cutMs} THEN dwell_ms END AS dwell_ms`;
  return `
CREATE VIEW sessionized_events AS
SELECT ${EVENT.map((name) => (name === "dwell_ms" ? dwell : name)).join(", ")} FROM ${home}.sessionized_events${before("ts_ms")};
CREATE VIEW item_attributes AS
SELECT item_id, from_ms, ${ITEM_ATTRIBUTES.join(", ")} FROM ${home}.item_attributes${before("from_ms")};
CREATE VIEW examples AS
SELECT example_id, session_id, user_id, item_id, as_of_ms FROM ${home}.examples${whole ? "" : ` WHERE as_of_ms <= ${cutMs}`};
${ALIASES_SQL}`.trim();
}

/**
 * SQL for the view `extra_columns` of a world, where the log at `home` has such columns: their rows before the moment, and of those after it the ones whose events the
 * world has. An invented future has none.
 */
export function extraColumnsSql(home: string, moment: PredictionTime, {from, events}: KnownFuture): string {
  const {atMs, userId, items} = moment;
  const ofItem = items.length > 0 ? ` WHEN item_id IN (${items.join(", ")}) THEN 'item'` : "";
  const rows = `SELECT *, CASE WHEN user_id = ${userId} THEN 'user'${ofItem} ELSE 'others' END AS owner FROM ${home}.extra_columns`;
  const later = from === "log" && events !== null ? ` OR (${events})` : "";
  return `CREATE VIEW extra_columns AS SELECT * EXCLUDE (owner) FROM (${rows}) WHERE ts_ms < ${atMs}${later};`;
}

/** A query for the events of a world. */
function eventsSql(options: CounterfactualLogOptions): string {
  const {home, moment, future, reach} = options;
  const {atMs, userId, items} = moment;
  const keys = [`user_id = ${userId}`, ...(items.length > 0 ? [`item_id IN (${items.join(", ")})`] : [])];
  const dwell = !future.dwell
    ? `CASE WHEN ts_ms + dwell_ms < ${atMs} THEN dwell_ms END`
    : future.from === "log"
      ? "dwell_ms"
      : `CASE WHEN ts_ms + dwell_ms < ${atMs} THEN dwell_ms
    WHEN event = ${VIEW} AND ts_ms >= ${atMs - 10 * DAY_MS} THEN CAST(${atMs + DAY_MS} - ts_ms AS INTEGER) END`;
  const past = `SELECT ${EVENT.map((name) => (name === "dwell_ms" ? `${dwell} AS dwell_ms` : name)).join(", ")}
FROM ${home}.sessionized_events WHERE ts_ms < ${atMs}${reach === "own events" ? ` AND (${keys.join(" OR ")})` : ""}`;
  if (future.events === null) return past;
  const later = future.from === "log" ? loggedSql(options) : inventedSql(options);
  return `${past}
UNION ALL
SELECT ${EVENT.join(", ")} FROM (
${later}
) WHERE ${future.events}`;
}

/** The log's own later events and whose they are. */
function loggedSql({home, moment: {atMs, sessionId, userId, items}}: CounterfactualLogOptions): string {
  const ofItem = items.length > 0 ? `\n    WHEN item_id IN (${items.join(", ")}) THEN 'item'` : "";
  return `  SELECT ${EVENT.join(", ")}, CASE
    WHEN session_id = ${sessionId} THEN 'session'
    WHEN user_id = ${userId} THEN 'user'${ofItem}
    ELSE 'others' END AS owner
  FROM ${home}.sessionized_events WHERE ts_ms >= ${atMs}`;
}

/** A made-up future: every type of event at every one of `AFTER_MS`, by the user, with the item, and by strangers, at prices unlike any. */
function inventedSql({home, moment, sessionOver, strangers, tickMs}: CounterfactualLogOptions): string {
  const {atMs, sessionId, userId, items} = moment;
  const times = [...new Set(AFTER_MS.map((ms) => atMs + Math.ceil(ms / tickMs) * tickMs))];
  const [userSession, itemSession, otherSession] = strangers.sessions;
  const own = [...items, strangers.item];
  const whose = [
    ...(sessionOver ? [] : own.map((item) => ["'session'", userId, item, sessionId])),
    ...own.map((item) => ["'user'", userId, item, userSession]),
    ...items.map((item) => ["'item'", strangers.users[0], item, itemSession]),
    ["'others'", strangers.users[1], strangers.item, otherSession]
  ];
  const sofar = `FROM ${home}.sessionized_events WHERE user_id = ${userId} AND ts_ms < ${atMs}`;
  return `  SELECT user_id, ts_ms, CAST(0 AS INTEGER) AS tick, CAST(event AS INTEGER) AS event, item_id,
    CAST(CASE WHEN event = ${VIEW} THEN ${LOW_CENTS} ELSE ${HIGH_CENTS} END AS INTEGER) AS price_cents,
    CAST(CASE WHEN event = ${VIEW} THEN ${HOUR_MS} END AS INTEGER) AS dwell_ms, CAST(NULL AS INTEGER) AS session_key, session_id,
    CAST(CASE owner WHEN 'session' THEN visits.sessions WHEN 'user' THEN visits.sessions + 1 ELSE 1 END AS INTEGER) AS session_no,
    CAST(CASE owner WHEN 'session' THEN visits.events ELSE 0 END
      + row_number() OVER (PARTITION BY session_id ORDER BY ts_ms, event, item_id) AS INTEGER) AS event_no, owner
  FROM (VALUES ${whose.map((row) => `(${row.join(", ")})`).join(", ")}) AS whose (owner, user_id, item_id, session_id)
  CROSS JOIN (VALUES ${times.map((ms) => `(CAST(${ms} AS BIGINT))`).join(", ")}) AS times (ts_ms)
  CROSS JOIN (VALUES ${EVENT_TYPES.map((_, code) => `(${code})`).join(", ")}) AS types (event)
  CROSS JOIN (
    SELECT coalesce(max(CASE WHEN session_id = ${sessionId} THEN event_no END), 0) AS events, coalesce(max(session_no), 0) AS sessions ${sofar}
  ) AS visits`;
}
