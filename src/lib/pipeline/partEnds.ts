import {DAY_MS} from "../core/time.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

/**
 * SQL from `sessions`, `split_sessions` (fold 1) and `log_clock` to `part_ends` (part, until_ms): the first moment of which a part knows nothing, UTC milliseconds.
 *
 * A part is made of whole sessions, which belong where they start. It is watched to the end (midnight UTC) of the day on which its last session starts, so that an event
 * of a session that runs on into the next day, which may be a day of the test, is not seen. A part with a session that starts on the log's last day is watched to
 * the end of the log. Both read nothing but the part's own sessions and the day on which the log ends.
 *
 * So a part of a split by date, by months or by sliding windows ends with its last day. Parts of a split by user, or of single sessions at random, go on to the
 * end of the log; with random sessions, what a user did in the sessions of another part is not seen either.
 */
export function partEndsSql(dialect: Dialect = DUCKDB): string {
  const {quotient, bigint} = dialect;
  const day = (ms: string) => quotient(ms, DAY_MS);
  return dialect.createTable(
    "part_ends",
    `WITH last_days AS (
  SELECT part, max(${day("start_ms")}) AS last_day
  FROM sessions JOIN split_sessions USING (session_id) WHERE fold = 1 GROUP BY part
), log_end AS (
  SELECT max(${day("start_ms")}) AS log_day FROM sessions
)
SELECT part, CASE WHEN last_day = log_day THEN end_ms ELSE (CAST(last_day AS ${bigint}) + 1) * ${DAY_MS} END AS until_ms
FROM last_days CROSS JOIN log_end CROSS JOIN log_clock`
  );
}
