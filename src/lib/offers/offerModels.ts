import {MISSING} from "../core/table.js";
import {onlineFeatures} from "../features/onlineFeatures.js";
import type {Visitor, VisitorSession} from "../latency/visitorInputs.js";
import {dualSignalFromJson} from "../sequence/dualSignal.js";
import type {LogisticJson} from "../models/logisticRegression.js";
import {ADD_TO_CART, VIEW} from "../sources/events.js";
import type {VisitorRecord} from "./shopRecords.js";
import {sessionStart} from "./visit.js";

/** The static model is asked for the last time after this event of a session, the one that it was trained after: what it says then stands. */
export const STATIC_EVENTS = 3;

/** What is known of an item of the shop. */
export interface ItemFacts {
  readonly departmentId: number;
  /** The highest price that the shop has asked for it. */
  readonly highestCents: number;
}

/** What both models take of a visitor, and whether the session has put anything into a cart yet. */
export interface VisitorForModels {
  readonly visitor: Visitor;
  readonly session: VisitorSession;
  readonly carted: boolean;
}

/**
 * What the models take of a visitor's events so far: events without an item, lists and searches, are left out, as there were none in the log
 * that the models were trained on. Null where the session has no event with an item.
 */
export function visitorForModels(
  record: VisitorRecord,
  itemFacts: (itemId: number) => ItemFacts
): VisitorForModels | null {
  const {ts_ms, event, item_id, price_cents} = record;
  const start = sessionStart(record);
  const known = Array.from(ts_ms.keys()).filter((at) => item_id[at] !== MISSING);
  const first = known.findIndex((at) => at >= start);
  if (first === -1) return null;
  const session = known.slice(first);
  const of = (column: readonly number[], places: readonly number[]) => places.map((at) => column[at]);
  const facts = session.map((at) => itemFacts(item_id[at]));
  const asked = session[Math.min(session.length, STATIC_EVENTS) - 1];
  return {
    visitor: {
      events: {ts_ms: of(ts_ms, known), event: of(event, known), item_id: of(item_id, known)},
      asOfMs: ts_ms[asked] + 1
    },
    session: {
      ts_ms: of(ts_ms, session),
      event: of(event, session),
      item_id: of(item_id, session),
      department_id: facts.map(({departmentId}) => departmentId),
      price_cents: of(price_cents, session),
      highest_cents: facts.map(({highestCents}, k) => Math.max(highestCents, price_cents[session[k]])),
      // known once the page is left
      dwell_ms: session.map((at) => (event[at] === VIEW && at + 1 < ts_ms.length ? ts_ms[at + 1] - ts_ms[at] : MISSING))
    },
    carted: session.some((at) => event[at] === ADD_TO_CART)
  };
}

/** The static model's columns as they are now, for decision factors. */
export function featuresNow({visitor: {events}}: VisitorForModels): Float32Array {
  return onlineFeatures(events, events.ts_ms[events.ts_ms.length - 1] + 1);
}

/** One chance of abandonment from both signals, see `fitDualSignal`. */
export function abandonmentFusion(json: LogisticJson): (boughtByStatic: number, abandonedByRunning: number) => number {
  const {probabilities} = dualSignalFromJson(json);
  return (fixed, running) => probabilities(Float64Array.of(fixed), Float64Array.of(running))[0];
}
