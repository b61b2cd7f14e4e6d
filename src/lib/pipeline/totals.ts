import {numbers} from "../core/table.js";
import {EVENT_TYPES, type EventType} from "../sources/events.js";
import type {Engine} from "../sql/engine.js";

export interface EventTotals {
  readonly users: number;
  readonly items: number;
  readonly events: number;
  readonly byType: Readonly<Record<EventType, number>>;
}

export interface Totals extends EventTotals {
  readonly sessions: number;
  readonly singleEventSessions: number;
  /** Sessions with a transaction. */
  readonly buyingSessions: number;
  /** Sessions with an addtocart. */
  readonly cartingSessions: number;
  /** Buying sessions / sessions; 0 where there is no session. */
  readonly sessionConversion: number;
}

/** What a table of events holds: `raw_events`, `clean_events`. An event of unknown type counts as an event and in no type. */
function eventTotalsSql(table: string): string {
  const types = EVENT_TYPES.map(
    (type, code) => `,\n  coalesce(sum(CASE WHEN event = ${code} THEN 1 ELSE 0 END), 0) AS "${type}"`
  );
  return `SELECT count(DISTINCT user_id) AS users, count(DISTINCT item_id) AS items, count(*) AS events${types.join("")}
FROM ${table}`;
}

export const SESSION_TOTALS_SQL = `SELECT count(*) AS sessions,
  coalesce(sum(CASE WHEN events = 1 THEN 1 ELSE 0 END), 0) AS single,
  coalesce(sum(CASE WHEN transactions > 0 THEN 1 ELSE 0 END), 0) AS buying,
  coalesce(sum(CASE WHEN carts > 0 THEN 1 ELSE 0 END), 0) AS carting
FROM sessions`;

/** Totals of one table of events in an engine. */
export async function eventTotals(engine: Engine, table: string): Promise<EventTotals> {
  const found = await engine.read(eventTotalsSql(table));
  const value = (name: string) => numbers(found, name)[0];
  const byType = Object.fromEntries(EVENT_TYPES.map((type) => [type, value(type)])) as Record<EventType, number>;
  return {users: value("users"), items: value("items"), events: value("events"), byType};
}

/** Totals of `clean_events` and `sessions`. */
export async function totals(engine: Engine): Promise<Totals> {
  const events = await eventTotals(engine, "clean_events");
  const found = await engine.read(SESSION_TOTALS_SQL);
  const value = (name: string) => numbers(found, name)[0];
  const sessions = value("sessions");
  const buyingSessions = value("buying");
  return {
    ...events,
    sessions,
    singleEventSessions: value("single"),
    buyingSessions,
    cartingSessions: value("carting"),
    sessionConversion: sessions === 0 ? 0 : buyingSessions / sessions
  };
}
