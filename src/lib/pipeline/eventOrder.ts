/**
 * The order of a user's events, in SQL: by time, then by the log's own order within a millisecond, then by everything else that
 * an event has, so that the order in which a log is read changes nothing. Rows equal in all of it are the same row twice.
 * A missing value comes first; said so, as databases differ in it.
 */
export const EVENT_ORDER = ["ts_ms", "tick", "event", "item_id", "price_cents", "dwell_ms", "session_key"]
  .map((column) => `${column} NULLS FIRST`)
  .join(", ");
