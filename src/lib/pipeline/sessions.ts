import {type EVENT_TYPES} from "../sources/events.js";
import {DUCKDB, type Dialect} from "./dialect.js";

/** Columns of `sessions` that count events of one type, in the order of the types' codes. */
export const SESSION_COUNTS = ["views", "carts", "removes", "transactions"] as const satisfies {
  length: (typeof EVENT_TYPES)["length"];
};

/**
 * SQL from `sessionized_events` to `sessions`: one row for each session with its user, first and last time, number of events in all and by
 * type, and number of distinct items.
 */
export function sessionsSql({integer}: Dialect = DUCKDB): string {
  const counts = SESSION_COUNTS.map(
    (name, code) => `  CAST(sum(CASE WHEN event = ${code} THEN 1 ELSE 0 END) AS ${integer}) AS ${name},`
  );
  return `
CREATE OR REPLACE TABLE sessions AS
SELECT session_id, user_id, session_no, min(ts_ms) AS start_ms, max(ts_ms) AS end_ms,
  CAST(count(*) AS ${integer}) AS events,
${counts.join("\n")}
  CAST(count(DISTINCT item_id) AS ${integer}) AS items
FROM sessionized_events
GROUP BY session_id, user_id, session_no;`.trim();
}
