/** SQL that counts rows of a table of events that are equal to another in every column, each set of equals less one. */
export function duplicateRowsSql(table: "raw_events" | "clean_events"): string {
  return `SELECT coalesce(sum(rows - 1), 0) AS duplicates FROM (
  SELECT count(*) AS rows FROM ${table}
  GROUP BY user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key HAVING count(*) > 1
)`;
}

/** Counts them in `raw_events`, whether or not they are kept. */
export const DUPLICATE_ROWS_SQL = duplicateRowsSql("raw_events");
