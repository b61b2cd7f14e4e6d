import {DAY_MS} from "../core/time.js";
import {UserError} from "../core/errors.js";
import {MISSING, numbers, table, type Table} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {logClockSql} from "../pipeline/logClock.js";
import type {Feature} from "./feature.js";
import {FEATURES} from "./featureList.js";
import {featuresSql} from "./featuresSql.js";

/** One event of a timeline; null where the log has no price or item. */
export interface TimelineEvents {
  readonly ts_ms: readonly number[];
  readonly event: readonly number[];
  readonly item_id: readonly (number | null)[];
  readonly price_cents: readonly (number | null)[];
  /** Number of the session within the user, and of the event within the session; 0 where the event is another user's. */
  readonly session_no: readonly number[];
  readonly event_no: readonly number[];
}

/** One user, one item, and what every feature was at many moments. */
export interface Timeline {
  readonly user: number;
  readonly item: number;
  /** The user's items, the one met most often first. */
  readonly items: readonly number[];
  /** All of the user's events, then those of the item by others, each in their order of time. */
  readonly events: TimelineEvents;
  /** How many of the events are the user's. */
  readonly own: number;
  /** Ascending, UTC milliseconds: just after each of the user's events, and every midnight from the first of them to the end of the log. */
  readonly moments: readonly number[];
  /** By moment, the number of the session that had begun last. */
  readonly sessionAt: readonly number[];
  /** By feature and moment. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** Of the log: every time is a multiple of it. */
  readonly tickMs: number;
  readonly endMs: number;
}

/** Of a user's items, and of moments at midnight, so that a robot's timeline is no larger than a page can hold. */
const MAX_ITEMS = 50;
const MOST_MOMENTS = 600;

/**
 * A user's timeline on an engine with the tables of `runStages` and `item_attributes`, by the same SQL that makes the table of features. The tables
 * `sessionized_events`, `examples`, `features` and `log_clock` are then others than before: run it within `engine.scratch`. The item is by default the one that the user met
 * most often. Throws `UserError` for a user or item there is not.
 */
export async function timeline(
  engine: Engine,
  {
    user,
    item,
    features = FEATURES
  }: {readonly user: number; readonly item?: number; readonly features?: readonly Feature[]}
): Promise<Timeline> {
  if (!Number.isSafeInteger(user)) throw new UserError(`there is no user ${user}`, "choose a whole number");
  const met = await engine.read(`SELECT item_id, count(*) AS events FROM sessionized_events
WHERE user_id = ${user} AND item_id IS NOT NULL GROUP BY item_id ORDER BY events DESC, item_id LIMIT ${MAX_ITEMS}`);
  const items = Array.from(numbers(met, "item_id"));
  if (items.length === 0) throw new UserError(`user ${user} has met no item in this log`, "choose another user");
  if (item !== undefined && !items.includes(item)) {
    throw new UserError(`user ${user} has not met item ${item}`, `choose one of ${items.slice(0, 10).join(", ")}`);
  }
  const chosen = item ?? items[0];
  const {dialect} = engine;
  await engine.run(`${logClockSql(dialect)}

${dialect.createTable("timeline_events", `SELECT * FROM sessionized_events WHERE user_id = ${user} OR item_id = ${chosen}`)}

${dialect.createTable("sessionized_events", "SELECT * FROM timeline_events")}

${dialect.dropTable("timeline_events")}`);
  const events = await engine.read(`SELECT user_id, ts_ms, event, item_id, price_cents, session_no, event_no
FROM sessionized_events ORDER BY CASE WHEN user_id = ${user} THEN 0 ELSE 1 END, ts_ms, session_id, event_no`);
  const clock = await engine.read("SELECT tick_ms, end_ms FROM log_clock");
  const tickMs = numbers(clock, "tick_ms")[0];
  const endMs = numbers(clock, "end_ms")[0];
  const users = numbers(events, "user_id");
  const own = users.filter((id) => id === user).length;
  const times = Array.from(numbers(events, "ts_ms").subarray(0, own));
  const moments = predictionTimesOf(times, tickMs, endMs);
  await engine.load("timeline_moments", table({as_of_ms: Float64Array.from(moments)}));
  const begun = dialect.asOfJoin({
    left: {from: "timeline_moments AS m", aliases: ["m"]},
    right: `(
  SELECT start_ms, max(session_id) AS session_id, max(session_no) AS session_no FROM sessions WHERE user_id = ${user} GROUP BY start_ms
)`,
    as: "s",
    on: [],
    leftTime: "m.as_of_ms",
    rightTime: "start_ms",
    how: "inner"
  });
  const {integer} = dialect;
  await engine.run(`${dialect.createTable(
    "examples",
    `SELECT CAST(row_number() OVER (ORDER BY m.as_of_ms) AS ${integer}) AS example_id, s.session_id, CAST(${user} AS ${integer}) AS user_id,
  CAST(${chosen} AS ${integer}) AS item_id, m.as_of_ms, s.session_no
FROM ${begun.from}`
  )}

${dialect.dropTable("timeline_moments")}`);
  await engine.run(featuresSql(features, dialect, {keys: ["example_id", "session_no"]}));
  const found = await engine.read("SELECT * FROM features ORDER BY example_id");
  return {
    user,
    item: chosen,
    items,
    events: {
      ts_ms: Array.from(numbers(events, "ts_ms")),
      event: Array.from(numbers(events, "event")),
      item_id: present(events, "item_id"),
      price_cents: present(events, "price_cents"),
      session_no: Array.from(numbers(events, "session_no"), (no, i) => (i < own ? no : 0)),
      event_no: Array.from(numbers(events, "event_no"), (no, i) => (i < own ? no : 0))
    },
    own,
    moments,
    sessionAt: Array.from(numbers(found, "session_no")),
    values: Object.fromEntries(features.map(({name}) => [name, Array.from(numbers(found, name))])),
    tickMs,
    endMs
  };
}

function present(events: Table, name: string): (number | null)[] {
  return Array.from(numbers(events, name), (value) => (value === MISSING ? null : value));
}

function predictionTimesOf(times: readonly number[], tickMs: number, endMs: number): number[] {
  const after = times.map((ms) => ms + tickMs);
  const midnights: number[] = [endMs];
  for (let ms = (Math.floor(times[0] / DAY_MS) + 1) * DAY_MS; ms < endMs; ms += DAY_MS) midnights.push(ms);
  const all = [...new Set([...after, ...midnights])].sort((a, b) => a - b);
  if (all.length <= MOST_MOMENTS) return all;
  return Array.from({length: MOST_MOMENTS}, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST_MOMENTS - 1))]);
}
