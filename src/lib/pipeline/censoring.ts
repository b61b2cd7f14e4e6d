import {DAY_MS} from "../core/time.js";
import {numbers} from "../core/table.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** Sessions by the week in which they start, counted from the log's first day, and by how many later ones their user has. */
export interface Censoring {
  readonly week: number[];
  /** 0, 1, 2, or 3 for three or more. */
  readonly later: number[];
  readonly sessions: number[];
}

/**
 * How far the end of a log cuts off what comes after a session: a session of the last days can hardly have later ones, whatever its user
 * goes on to do. Reads `sessions`.
 */
function censoringSql({quotient, integer}: Dialect = DUCKDB): string {
  return `WITH counted AS (
  SELECT start_ms, max(session_no) OVER (PARTITION BY user_id) - session_no AS later FROM sessions
), period AS (
  SELECT min(${quotient("start_ms", DAY_MS)}) AS first_day FROM sessions
)
SELECT CAST(${quotient(`(${quotient("start_ms", DAY_MS)} - first_day)`, 7)} AS ${integer}) AS week,
  CAST(least(later, 3) AS ${integer}) AS later, count(*) AS sessions
FROM counted CROSS JOIN period GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Runs `censoringSql`; rows in order of week, then of later sessions. */
export async function censoring(engine: Engine): Promise<Censoring> {
  const found = await engine.read(censoringSql());
  const column = (name: string) => Array.from(numbers(found, name));
  return {week: column("week"), later: column("later"), sessions: column("sessions")};
}
