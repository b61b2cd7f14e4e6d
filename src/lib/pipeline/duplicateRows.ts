/** Counts rows of `raw_events` that are equal to another in every column, each set of equals less one; whether or not they are kept. */
export const DUPLICATE_ROWS_SQL = `SELECT coalesce(sum(rows - 1), 0) AS duplicates FROM (
  SELECT count(*) AS rows FROM raw_events
  GROUP BY user_id, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key HAVING count(*) > 1
)`;
