import {MISSING} from "../../lib/core/table.js";
import type {SessionSequences} from "../../lib/sequence/sessionSequences.js";
import {EVENT_TYPES, type EventType} from "../../lib/sources/events.js";
import {duration} from "../format.js";

/** An event of a session that is played, in words. */
export interface PlayedEvent {
  /** From 1. */
  readonly number: number;
  readonly type: EventType;
  readonly item: number | null;
  readonly department: string;
  readonly price: number | null;
  /** Since the event before; null at the first. */
  readonly pauseMs: number | null;
}

const VERBS: Readonly<Record<EventType, string>> = {
  view: "views",
  addtocart: "puts into the cart",
  removefromcart: "takes out of the cart",
  transaction: "buys"
};

/** The events of one session. */
export function playedEvents(
  {from, events}: SessionSequences,
  session: number,
  departments: readonly string[]
): PlayedEvent[] {
  const known = (value: number) => (value === MISSING ? null : value);
  return Array.from({length: from[session + 1] - from[session]}, (_, k) => {
    const at = from[session] + k;
    const cents = known(events.price_cents[at]);
    const department = known(events.department_id[at]);
    return {
      number: k + 1,
      type: EVENT_TYPES[events.event[at]],
      item: known(events.item_id[at]),
      department: department === null ? "" : (departments[department] ?? `department ${department}`),
      price: cents === null ? null : cents / 100,
      pauseMs: k === 0 ? null : events.ts_ms[at] - events.ts_ms[at - 1]
    };
  });
}

/** `Event 3, 12 s later: views item 41 (Garden), 19.90`. */
export function eventText({number, type, item, department, price, pauseMs}: PlayedEvent): string {
  const when = pauseMs === null ? "" : `, ${duration(pauseMs)} later`;
  const what = item === null ? "" : ` item ${item}${department === "" ? "" : ` (${department})`}`;
  return `Event ${number}${when}: ${VERBS[type]}${what}${price === null ? "" : `, ${price.toFixed(2)}`}`;
}

/** What became of a session, which nobody knows while it is played. */
export function outcomeText({outcomes}: SessionSequences, session: number): string {
  if (outcomes.transactions[session] > 0) return "it buys";
  return outcomes.carts[session] > 0 ? "it leaves its cart" : "it leaves without a cart";
}
