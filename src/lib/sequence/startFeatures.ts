import {DAY_MS, HOUR_MS} from "../core/time.js";
import {log} from "../core/portableMath.js";
import {MISSING} from "../core/table.js";
import type {Matrix} from "../models/matrix.js";
import type {SessionSequences} from "./sessionSequences.js";

/** Hours of one band of the day. */
const BAND = 3;

/** The columns of `startFeatures`, in their order. */
export const START_COLUMNS: readonly string[] = [
  ...Array.from({length: 24 / BAND}, (_, k) => `hour_${k * BAND}`),
  "weekend",
  "returning",
  "log_earlier_sessions",
  "log_earlier_events",
  "log_earlier_buying_sessions",
  "log_earlier_carting_sessions",
  "last_bought",
  "last_carted",
  "log_last_events",
  "log_days_since"
];

/**
 * What is known of each session when it starts, all within a few units of zero: when it starts (UTC) and what the user
 * did in earlier sessions. Where there were none, or they had not ended, all that tells of them is 0.
 */
export function startFeatures({sessions, starts}: SessionSequences): Matrix {
  const width = START_COLUMNS.length;
  const x = new Float32Array(sessions * width);
  const known = (value: number) => (value === MISSING ? 0 : value);
  for (let s = 0; s < sessions; s++) {
    const row = x.subarray(s * width, (s + 1) * width);
    const ms = starts.start_ms[s];
    row[Math.floor((Math.floor(ms / HOUR_MS) % 24) / BAND)] = 1;
    let at = 24 / BAND;
    // 1 January 1970 was a Thursday
    row[at++] = (Math.floor(ms / DAY_MS) + 3) % 7 >= 5 ? 1 : 0;
    const earlier = known(starts.earlier[s]);
    row[at++] = earlier > 0 ? 1 : 0;
    row[at++] = log(1 + earlier);
    row[at++] = log(1 + known(starts.earlier_events[s])) / 4;
    row[at++] = log(1 + known(starts.earlier_buying[s]));
    row[at++] = log(1 + known(starts.earlier_carting[s]));
    row[at++] = known(starts.last_transactions[s]) > 0 ? 1 : 0;
    row[at++] = known(starts.last_carts[s]) > 0 ? 1 : 0;
    row[at++] = log(1 + known(starts.last_events[s])) / 4;
    row[at] = earlier > 0 ? log(1 + starts.since_ms[s] / DAY_MS) / 2 : 0;
  }
  return {rows: sessions, columns: START_COLUMNS, x};
}
