import {numbers, table, type Table} from "../core/table.js";
import type {Engine} from "../sql/engine.js";

/** The true visits of a generated log as the table `visit_times` (user_id, ts_ms, visit_no) needs them: a user's visits never overlap in time. */
export function visitTimes(user_id: Int32Array, ts_ms: Float64Array, visit_no: Int32Array): Table {
  const rows: number[] = [];
  const lastMs = new Map<number, number>();
  user_id.forEach((user, row) => {
    if (lastMs.get(user) === ts_ms[row]) return;
    lastMs.set(user, ts_ms[row]);
    rows.push(row);
  });
  return table({
    user_id: Int32Array.from(rows, (row) => user_id[row]),
    ts_ms: Float64Array.from(rows, (row) => ts_ms[row]),
    visit_no: Int32Array.from(rows, (row) => visit_no[row])
  });
}

/** Counts true visits whose events are all the events of one session. Reads `sessionized_events`, `sessions` and `visit_times`. */
const EXACT_VISITS_SQL = `WITH met AS (
  SELECT v.user_id, visit_no, min(session_id) AS first_id, max(session_id) AS last_id, count(*) AS events
  FROM sessionized_events AS e
  JOIN visit_times AS v ON v.user_id = e.user_id AND v.ts_ms = e.ts_ms
  GROUP BY v.user_id, visit_no
)
SELECT count(*) AS exact
FROM met JOIN sessions AS s ON s.session_id = first_id
WHERE first_id = last_id AND s.events = met.events`;

/** Runs `EXACT_VISITS_SQL`. */
export async function exactVisits(engine: Engine): Promise<number> {
  return numbers(await engine.read(EXACT_VISITS_SQL), "exact")[0];
}
