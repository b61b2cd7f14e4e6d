import {MISSING} from "../core/table.js";
import {ADD_TO_CART, TRANSACTION, VIEW, type RawEvents} from "../sources/events.js";
import {itemSequences, type ItemSequences} from "./itemSequences.js";

/** How a session ended: nothing was put into a cart, something was, or something was bought. */
export const OUTCOMES = ["left", "cart", "bought"] as const;

/** A log's sessions of clicks, with what is known of items and sessions. */
export interface ClickLog {
  readonly sequences: ItemSequences;
  /** The log's id of each item, in rising order. */
  readonly itemIds: Int32Array;
  readonly names: readonly string[];
  /** The category of each item, an index into `categories`; −1 where it has none. */
  readonly category: Int32Array;
  readonly categories: readonly string[];
  /** Of each session, an index into `OUTCOMES`. */
  readonly outcomes: Uint8Array;
}

/**
 * Views of items as sequences, cut from events at pauses: what `sessionizeSql` and a query make of a log whose rows are all
 * clean, without a database. Rows without user, time, event or item are left out, and sessions without a view.
 *
 * @param gapMs a pause longer than this starts a new session
 *
 * @example
 * ```ts
 * import {table} from "../core/table.js";
 *
 * const ints = (...values: number[]) => Int32Array.from(values);
 * const events = table({
 *   user_id: ints(1, 1, 1), ts_ms: Float64Array.of(0, 10, 99), tick: ints(0, 0, 0), event: ints(0, 1, 0), item_id: ints(7, 7, 5),
 *   price_cents: ints(0, 0, 0), dwell_ms: ints(0, 0, 0), session_key: ints(0, 0, 0)
 * });
 * const {sequences, itemIds, outcomes} = clicksOfEvents(events, 50);
 * sequences.offsets // → [0, 1, 2]
 * itemIds // → [5, 7]
 * sequences.items // → [1, 0]
 * outcomes // → [1, 0]
 * ```
 */
export function clicksOfEvents(
  {columns, rows}: RawEvents,
  gapMs: number
): Pick<ClickLog, "sequences" | "itemIds" | "outcomes"> {
  const {user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms} = columns;
  const whole = (i: number) =>
    user_id[i] !== MISSING && !Number.isNaN(ts_ms[i]) && event[i] !== MISSING && item_id[i] !== MISSING;
  const order = Array.from({length: rows}, (_, i) => i)
    .filter(whole)
    .sort(
      (a, b) =>
        user_id[a] - user_id[b] ||
        ts_ms[a] - ts_ms[b] ||
        tick[a] - tick[b] ||
        event[a] - event[b] ||
        item_id[a] - item_id[b] ||
        price_cents[a] - price_cents[b] ||
        dwell_ms[a] - dwell_ms[b]
    );
  const itemIds = Int32Array.from(new Set(order.filter((i) => event[i] === VIEW).map((i) => item_id[i]))).sort();
  const number = new Map(Array.from(itemIds, (id, k) => [id, k]));
  const clicks = {
    sessions: [] as number[],
    items: [] as number[],
    timesMs: [] as number[],
    users: [] as number[]
  };
  const outcomeOf: number[] = [];
  let session = -1;
  order.forEach((i, k) => {
    const before = order[k - 1];
    if (k === 0 || user_id[i] !== user_id[before] || ts_ms[i] - ts_ms[before] > gapMs) outcomeOf[++session] = 0;
    if (event[i] === ADD_TO_CART) outcomeOf[session] = Math.max(outcomeOf[session], 1);
    if (event[i] === TRANSACTION) outcomeOf[session] = 2;
    if (event[i] !== VIEW) return;
    clicks.sessions.push(session);
    clicks.items.push(number.get(item_id[i])!);
    clicks.timesMs.push(ts_ms[i]);
    clicks.users.push(user_id[i]);
  });
  const sequences = itemSequences(clicks);
  return {
    sequences,
    itemIds,
    outcomes: Uint8Array.from(sequences.offsets.subarray(0, -1), (at) => outcomeOf[clicks.sessions[at]])
  };
}
