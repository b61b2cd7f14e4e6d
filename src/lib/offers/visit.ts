import {SESSIONIZE_OPTIONS} from "../pipeline/sessionize.js";
import type {OfferSession} from "./policy.js";
import type {VisitorRecord} from "./shopRecords.js";
import {TRANSACTION, VIEW} from "../sources/events.js";

/**
 * Where the visitor's current session begins among the events: after the latest pause of more than 30 minutes, or after the latest purchase, as
 * the models were trained on what comes before one.
 */
export function sessionStart({ts_ms, event}: Pick<VisitorRecord, "ts_ms" | "event">): number {
  let start = Math.max(0, ts_ms.length - 1);
  while (start > 0 && ts_ms[start] - ts_ms[start - 1] <= SESSIONIZE_OPTIONS.gapMs && event[start - 1] !== TRANSACTION)
    start--;
  return start;
}

/**
 * What a decision looks at of the visitor's current session: every view is a page, of a list too.
 *
 * @throws {RangeError} for a visitor without an event
 *
 * @example
 * ```ts
 * const visitor = {ts_ms: [0, 9_000_000, 9_060_000], event: [0, 0, 1], item_id: [1, 2, 2], price_cents: [5, 5, 5], dropped: 0};
 * visitOf(visitor) // → {pages: 1, startMs: 9000000, lastEventMs: 9060000}
 * ```
 */
export function visitOf(visitor: VisitorRecord): Pick<OfferSession, "pages" | "startMs" | "lastEventMs"> {
  const {ts_ms, event} = visitor;
  if (ts_ms.length === 0) throw new RangeError("the visitor has no event");
  const start = sessionStart(visitor);
  return {
    pages: event.slice(start).filter((code) => code === VIEW).length,
    startMs: ts_ms[start],
    lastEventMs: ts_ms[ts_ms.length - 1]
  };
}
