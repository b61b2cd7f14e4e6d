import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {MISSING} from "../core/table.js";
import {MAX_DWELL_MINUTES} from "./featureList.js";
import {SESSIONIZE_OPTIONS} from "../pipeline/sessionize.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";

/** What one visitor did, in order of time. */
export interface VisitorEvents {
  /** UTC milliseconds. */
  readonly ts_ms: ArrayLike<number>;
  /** A code of `EVENT_TYPES`. */
  readonly event: ArrayLike<number>;
  /** `MISSING` where the event has none. */
  readonly item_id: ArrayLike<number>;
}

const WINDOWS = [1, 7, 30] as const;

/** The features of a visitor and a session, as models of the shop take them, in the order of `onlineFeatures`. */
export const ONLINE_FEATURES = [
  "minutes_since_previous_session",
  "minutes_since_cart",
  "minutes_since_purchase",
  "minutes_since_first_event",
  "view_count_1d",
  "view_count_7d",
  "view_count_30d",
  "session_count_7d",
  "session_count_30d",
  "purchase_count_7d",
  "purchase_count_30d",
  "cart_count_1d",
  "cart_count_7d",
  "cart_count_30d",
  "remove_count_30d",
  "carts_per_view_30d",
  "session_events",
  "session_carts",
  "session_items",
  "session_seconds",
  "session_hour",
  "session_weekday"
] as const;

/**
 * The features that need no item, at a moment in a visitor's session: what `featuresSql` makes of a log, in one walk over
 * one visitor's events, as a server would that is asked for a score. Events at the moment or after it are not looked at;
 * sessions are cut at pauses. Throws `RangeError` where the visitor has no event before the moment.
 */
export function onlineFeatures(
  {ts_ms, event, item_id}: VisitorEvents,
  asOfMs: number,
  {gapMs}: {readonly gapMs: number} = SESSIONIZE_OPTIONS
): Float32Array {
  let known = ts_ms.length;
  while (known > 0 && ts_ms[known - 1] >= asOfMs) known--;
  if (known === 0) throw new RangeError(`the visitor has no event before ${asOfMs}`);
  const counts = {[VIEW]: [0, 0, 0], [ADD_TO_CART]: [0, 0, 0], [REMOVE_FROM_CART]: [0, 0, 0], [TRANSACTION]: [0, 0, 0]};
  const sessions = [0, 0, 0];
  const starts = WINDOWS.map((days) => asOfMs - days * DAY_MS);
  let start = 0;
  let lastCart = -Infinity;
  let lastPurchase = -Infinity;
  for (let i = 0; i < known; i++) {
    const ms = ts_ms[i];
    const begins = i === 0 || ms - ts_ms[i - 1] > gapMs;
    if (begins) start = i;
    if (event[i] === ADD_TO_CART) lastCart = ms;
    else if (event[i] === TRANSACTION) lastPurchase = ms;
    const count = counts[event[i] as keyof typeof counts];
    for (let w = 0; w < 3; w++) {
      if (ms < starts[w]) continue;
      count[w]++;
      if (begins) sessions[w]++;
    }
  }
  const items = new Set<number>();
  let carts = 0;
  for (let i = start; i < known; i++) {
    if (item_id[i] !== MISSING) items.add(item_id[i]);
    if (event[i] === ADD_TO_CART) carts++;
  }
  const minutes = (from: number, to: number) => Math.min(Math.floor((to - from) / MINUTE_MS), MAX_DWELL_MINUTES);
  const [views, added, removed, bought] = [VIEW, ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION].map(
    (code) => counts[code as keyof typeof counts]
  );
  return Float32Array.of(
    start === 0 ? MAX_DWELL_MINUTES : minutes(ts_ms[start - 1], ts_ms[start]),
    minutes(lastCart, asOfMs),
    minutes(lastPurchase, asOfMs),
    minutes(ts_ms[0], asOfMs),
    views[0],
    views[1],
    views[2],
    sessions[1],
    sessions[2],
    bought[1],
    bought[2],
    added[0],
    added[1],
    added[2],
    removed[2],
    views[2] === 0 ? 0 : Math.floor((1000 * added[2]) / views[2]),
    known - start,
    carts,
    items.size,
    Math.floor((ts_ms[known - 1] - ts_ms[start]) / 1000),
    Math.floor((asOfMs - 1) / HOUR_MS) % 24,
    (Math.floor((asOfMs - 1) / DAY_MS) + 3) % 7
  );
}
