import type {Matrix} from "../models/matrix.js";
import {DAY_MS} from "../core/time.js";
import {MISSING} from "../core/table.js";
import {ADD_TO_CART} from "../sources/events.js";
import type {SessionSequences} from "./sessionSequences.js";

/** What rules on decision factors look at that a session's own events tell. */
const COLUMNS = ["session_carts", "session_items", "session_weekday"];

/**
 * The features that rules on decision factors look at, after the first so many events of a session: additions to the cart,
 * distinct items, and the day of the week (UTC, 0 for Monday). Named and defined as in the list of features; what needs
 * other sessions is not there.
 *
 * @throws {RangeError} for more events than the session has
 */
export function sessionFactorRow({from, events}: SessionSequences, session: number, count: number): Matrix {
  const first = from[session];
  if (!(count >= 1 && first + count <= from[session + 1]))
    throw new RangeError(`${count} events of a session of ${from[session + 1] - first}`);
  const items = new Set<number>();
  let carts = 0;
  for (let at = first; at < first + count; at++) {
    if (events.event[at] === ADD_TO_CART) carts++;
    if (events.item_id[at] !== MISSING) items.add(events.item_id[at]);
  }
  // 1 January 1970 was a Thursday
  const weekday = (Math.floor(events.ts_ms[first + count - 1] / DAY_MS) + 3) % 7;
  return {rows: 1, columns: COLUMNS, x: Float64Array.of(carts, items.size, weekday)};
}
