import {DAY_MS, HOUR_MS} from "../core/time.js";
import {MISSING} from "../core/table.js";
import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";

/** The number of each type of event. */
export const EVENT_CODES = Object.fromEntries(EVENT_TYPES.map((type, code) => [type, code])) as Readonly<
  Record<EventType, number>
>;

/** What the log says of an event, as the file of a network over the events of sessions takes it. */
const EVENT_COLUMNS = [
  "event",
  "since_start_ms",
  "pause_ms",
  "item",
  "department",
  "price_cents",
  "highest_cents",
  "dwell_ms"
] as const;

/** What the log says of a session at its start, the same in each of its events. */
export const SESSION_START_COLUMNS = [
  "start_hour",
  "start_weekday",
  "earlier_sessions",
  "earlier_buying_sessions",
  "earlier_carting_sessions",
  "earlier_events",
  "since_last_ms",
  "last_events",
  "last_carts",
  "last_transactions"
] as const;

/** The columns of an event, in their order. */
export function rawColumns({withStart}: {readonly withStart: boolean}): readonly string[] {
  return withStart ? [...EVENT_COLUMNS, ...SESSION_START_COLUMNS] : EVENT_COLUMNS;
}

/**
 * The events of sessions as the log has them, events × `rawColumns`, row-major, NaN where something is missing: what
 * the file of a network takes, which makes the numbers of `encodeSessions` of it inside. `item` is the number of the
 * item among those of the session, by first appearance, from 1, as ids may be greater than 32-bit reals tell apart.
 */
export function rawEvents(encoder: {readonly withStart: boolean}, sequences: SessionSequences): Float32Array {
  const {sessions, from, events, starts} = sequences;
  const width = rawColumns(encoder).length;
  const x = new Float32Array(eventsOf(sequences) * width);
  const known = (value: number) => (value === MISSING ? NaN : value);
  for (let s = 0; s < sessions; s++) {
    const first = from[s];
    const items = new Map<number, number>();
    const start = encoder.withStart ? startOf(starts, s) : [];
    for (let at = first; at < from[s + 1]; at++) {
      const item = events.item_id[at];
      if (item !== MISSING && !items.has(item)) items.set(item, items.size + 1);
      x.set(
        [
          events.event[at],
          events.ts_ms[at] - events.ts_ms[first],
          at === first ? NaN : events.ts_ms[at] - events.ts_ms[at - 1],
          items.get(item) ?? NaN,
          known(events.department_id[at]),
          known(events.price_cents[at]),
          known(events.highest_cents[at]),
          known(events.dwell_ms[at]),
          ...start
        ],
        at * width
      );
    }
  }
  return x;
}

/** `SESSION_START_COLUMNS` of a session; what tells of earlier sessions is missing where there were none. */
export function startOf(starts: SessionSequences["starts"], session: number): number[] {
  const ms = starts.start_ms[session];
  const known = (column: ArrayLike<number>) => (column[session] === MISSING ? NaN : column[session]);
  return [
    Math.floor(ms / HOUR_MS) % 24,
    // 1 January 1970 was a Thursday
    (Math.floor(ms / DAY_MS) + 3) % 7,
    known(starts.earlier),
    known(starts.earlier_buying),
    known(starts.earlier_carting),
    known(starts.earlier_events),
    starts.since_ms[session],
    known(starts.last_events),
    known(starts.last_carts),
    known(starts.last_transactions)
  ];
}
