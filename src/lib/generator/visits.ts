import type {Table} from "../core/table.js";
import type {RawEvents} from "../sources/events.js";
import {VISIT_GAP_MS} from "./behaviour.js";

/**
 * Where a user's visits begin and end: pairs [from, to) into `rows`, one user's rows of a log in order of time. A visit ends
 * where the next event is more than half an hour later.
 */
export function visitsOf(events: Table, rows: ArrayLike<number>): [from: number, to: number][] {
  const {ts_ms} = events.columns as RawEvents["columns"];
  const visits: [number, number][] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    for (to = from + 1; to < rows.length && ts_ms[rows[to]] - ts_ms[rows[to - 1]] <= VISIT_GAP_MS;) to++;
    visits.push([from, to]);
  }
  return visits;
}

/** The rows of each user in a log, in the log's order; index is user_id − 1. `users` is the least number of users there are. */
export function rowsByUser(events: RawEvents, users: number): Int32Array[] {
  const {user_id} = events.columns;
  let all = users;
  for (let i = 0; i < events.rows; i++) if (user_id[i] > all) all = user_id[i];
  const counts = new Int32Array(all);
  for (let i = 0; i < events.rows; i++) counts[user_id[i] - 1]++;
  const rows = Array.from(counts, (n) => new Int32Array(n));
  const filled = new Int32Array(all);
  for (let i = 0; i < events.rows; i++) rows[user_id[i] - 1][filled[user_id[i] - 1]++] = i;
  return rows;
}
