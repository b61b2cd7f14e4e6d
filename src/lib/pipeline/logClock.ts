import {DAY_MS, MINUTE_MS} from "../core/time.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

/**
 * SQL for `log_clock` (one row): `tick_ms`, the coarsest of day, minute, second and millisecond of which every time of the log is a multiple, and
 * `end_ms`, the first moment after the log. Times of a log that knows only days say nothing of what came first within a day; its "just after" is
 * therefore the next midnight.
 */
export function logClockSql(dialect: Dialect = DUCKDB): string {
  return dialect.createTable(
    "log_clock",
    `SELECT CAST(tick_ms AS BIGINT) AS tick_ms, last_ms + tick_ms AS end_ms FROM (
  SELECT max(ts_ms) AS last_ms, CASE
    WHEN max(ts_ms % ${DAY_MS}) = 0 THEN ${DAY_MS}
    WHEN max(ts_ms % ${MINUTE_MS}) = 0 THEN ${MINUTE_MS}
    WHEN max(ts_ms % 1000) = 0 THEN 1000
    ELSE 1 END AS tick_ms
  FROM sessionized_events
)`
  );
}
