import {type EVENT_TYPES} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

/** Columns of `sessions` that count events of one type, in the order of the types' codes. */
const SESSION_COUNTS = ["views", "carts", "removes", "transactions"] as const satisfies {
  length: (typeof EVENT_TYPES)["length"];
};

/**
 * SQL from `sessionized_events` to `sessions`: one row for each session with its user, first and last time, number of events in all and by
 * type, and number of distinct items.
 */
export function sessionsSql(dialect: Dialect = DUCKDB): string {
  return dialect.createTable("sessions", sessionsQuery(dialect));
}

/** The query behind `sessionsSql`. */
export function sessionsQuery({integer}: Dialect = DUCKDB): string {
  const counts = SESSION_COUNTS.map(
    (name, code) => `CAST(sum(CASE WHEN event = ${code} THEN 1 ELSE 0 END) AS ${integer}) AS ${name}`
  );
  // Distinct items cost more than all else together, and most sessions need no counting: none, one, or two events with two items.
  return `WITH counted AS (
  SELECT session_id, min(user_id) AS user_id, min(session_no) AS session_no,
    min(ts_ms) AS start_ms, max(ts_ms) AS end_ms, CAST(count(*) AS ${integer}) AS events,
    ${counts.join(",\n    ")},
    min(item_id) AS least_item, max(item_id) AS greatest_item
  FROM sessionized_events
  GROUP BY session_id
), varied AS (
  SELECT session_id, count(*) AS items
  FROM (
    SELECT DISTINCT session_id, item_id FROM sessionized_events
    WHERE item_id IS NOT NULL
      AND session_id IN (SELECT session_id FROM counted WHERE events > 2 AND least_item < greatest_item)
  )
  GROUP BY session_id
)
SELECT counted.session_id, user_id, session_no, start_ms, end_ms, events, ${SESSION_COUNTS.join(", ")},
  CAST(CASE WHEN least_item IS NULL THEN 0 WHEN least_item = greatest_item THEN 1 ELSE coalesce(items, 2) END AS ${integer}) AS items
FROM counted
LEFT JOIN varied ON varied.session_id = counted.session_id`;
}
