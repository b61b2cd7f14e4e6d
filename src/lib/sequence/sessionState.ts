import {MISSING} from "../core/table.js";
import {ADD_TO_CART, REMOVE_FROM_CART, VIEW} from "../sources/events.js";
import type {SessionSequences} from "./sessionSequences.js";

/** What a session has shown up to one of its events, that event counted. The object is reused from event to event. */
export interface SessionState {
  /** The event's place in the sequences. */
  at: number;
  /** From 1. */
  number: number;
  /** Since the event before; NaN at the first. */
  pauseMs: number;
  sinceStartMs: number;
  /** How long the page before stayed open; NaN where there was none, or nobody measured it. */
  dwellMs: number;
  /** Events so far by type, as `EVENT_TYPES` has them. */
  readonly counts: Int32Array;
  /** What is in the cart, as far as this session tells. */
  units: number;
  /** Different items so far. */
  items: number;
  /** Events on this item before, in this session; 0 where the item is missing. */
  seen: number;
  /** Whether the event before was on the same item. */
  again: boolean;
  /** Views of items that were seen before, so far. */
  returns: number;
  /** Departments so far. */
  departments: number;
  /** What the price lies below the highest that the log has shown, as a share; NaN without a price. */
  discount: number;
  /** Mean price so far, in cents; NaN without any. */
  meanPrice: number;
}

/** Tells the facts after every event of a session, in order: what comes later is not looked at. */
export function trackSession(
  {from, events}: SessionSequences,
  session: number,
  tell: (facts: SessionState) => void
): void {
  const {ts_ms, event, item_id, department_id, price_cents, highest_cents, dwell_ms} = events;
  const start = from[session];
  const times = new Map<number, number>();
  const departments = new Set<number>();
  let [sum, priced] = [0, 0];
  const facts: SessionState = {
    at: start,
    number: 0,
    pauseMs: NaN,
    sinceStartMs: 0,
    dwellMs: NaN,
    counts: new Int32Array(4),
    units: 0,
    items: 0,
    seen: 0,
    again: false,
    returns: 0,
    departments: 0,
    discount: NaN,
    meanPrice: NaN
  };
  for (let at = start; at < from[session + 1]; at++) {
    const type = event[at];
    const item = item_id[at];
    facts.at = at;
    facts.number++;
    facts.pauseMs = at === start ? NaN : ts_ms[at] - ts_ms[at - 1];
    facts.sinceStartMs = ts_ms[at] - ts_ms[start];
    facts.dwellMs = at === start || dwell_ms[at - 1] === MISSING ? NaN : dwell_ms[at - 1];
    facts.counts[type]++;
    if (type === ADD_TO_CART) facts.units++;
    if (type === REMOVE_FROM_CART && facts.units > 0) facts.units--;
    facts.seen = 0;
    facts.again = false;
    if (item !== MISSING) {
      facts.seen = times.get(item) ?? 0;
      facts.again = at > start && item_id[at - 1] === item;
      times.set(item, facts.seen + 1);
    }
    facts.items = times.size;
    if (type === VIEW && facts.seen > 0) facts.returns++;
    if (department_id[at] !== MISSING) departments.add(department_id[at]);
    facts.departments = departments.size;
    const price = price_cents[at];
    facts.discount = price === MISSING || !(highest_cents[at] > 0) ? NaN : 1 - price / highest_cents[at];
    if (price !== MISSING) {
      sum += price;
      priced++;
    }
    facts.meanPrice = priced === 0 ? NaN : sum / priced;
    tell(facts);
  }
}
