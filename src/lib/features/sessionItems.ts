import {DUCKDB, type Dialect} from "../sql/dialect.js";

/** How many of a session's items are compared with each other: the number of pairs grows with its square, and nobody looks at hundreds of pages in one visit. */
export const MAX_ITEMS = 50;

/**
 * SQL for `session_items` (session_id, item_id, first_ms): the distinct items of each session, the first `MAX_ITEMS` of them, and when each was first met.
 * Whether an item is among the first depends on nothing after it.
 */
export function sessionItemsSql(dialect: Dialect = DUCKDB): string {
  return dialect.createTable(
    "session_items",
    `SELECT session_id, item_id, first_ms FROM (
  SELECT session_id, item_id, min(ts_ms) AS first_ms,
    row_number() OVER (PARTITION BY session_id ORDER BY min(event_no)) AS place
  FROM sessionized_events
  WHERE item_id IS NOT NULL
  GROUP BY session_id, item_id
)
WHERE place <= ${MAX_ITEMS}`
  );
}
