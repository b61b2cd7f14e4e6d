import {MINUTE_MS} from "../core/time.js";
import {TRANSACTION} from "../sources/events.js";
import type {GapCurve} from "./gapCurve.js";

/** Events in the order of user, then of time. */
export const GAP_COUNTER_SQL = "SELECT user_id, ts_ms, event FROM clean_events ORDER BY user_id, ts_ms";

export interface GapCounter {
  /** The next events. */
  add(events: {
    readonly user_id: ArrayLike<number>;
    readonly ts_ms: ArrayLike<number>;
    readonly event: ArrayLike<number>;
  }): void;
  finish(): GapCurve;
}

/**
 * The curve of `gapCurve`, without true visits, from one walk over a log however many gaps there are; for logs of millions of events, which come in
 * batches as `GAP_COUNTER_SQL` orders them.
 *
 * An event begins a session at every gap shorter than the pause before it, and is alone in it where the pause after it is longer too. A transaction
 * is the first of its session at every gap shorter than the longest pause since the user's transaction before. So each event has, for each of the
 * three, one gap up to which it counts, and the counts are sums over a histogram of these.
 *
 * @param gaps minutes, ascending
 */
export function gapCounter(gaps: readonly number[]): GapCounter {
  gaps.forEach((gap, i) => {
    if (!(gap > (gaps[i - 1] ?? 0))) throw new RangeError(`invalid gap: ${gap} minutes after ${gaps[i - 1] ?? "none"}`);
  });
  const limits = Float64Array.from(gaps, (gap) => gap * MINUTE_MS);
  const begins = new Float64Array(gaps.length + 1);
  const alone = new Float64Array(gaps.length + 1);
  const buys = new Float64Array(gaps.length + 1);
  /** How many of the gaps are shorter than a pause. */
  const shorter = (pause: number): number => {
    let low = 0;
    let high = limits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (limits[middle] < pause) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let user: number | undefined;
  let time = 0;
  /** Of the event before: the pause before it. */
  let before = 0;
  /** The longest pause since the user's last transaction; endless before the first. */
  let sinceBuying = Infinity;
  return {
    add({user_id, ts_ms, event}) {
      for (let i = 0; i < user_id.length; i++) {
        const same = user_id[i] === user;
        const pause = same ? ts_ms[i] - time : Infinity;
        if (pause < 0) throw new RangeError(`events of user ${user} are not in order of time`);
        if (user !== undefined) alone[shorter(Math.min(before, pause))]++;
        begins[shorter(pause)]++;
        sinceBuying = same ? Math.max(sinceBuying, pause) : Infinity;
        if (event[i] === TRANSACTION) {
          buys[shorter(sinceBuying)]++;
          sinceBuying = 0;
        }
        user = user_id[i];
        time = ts_ms[i];
        before = pause;
      }
    },
    finish() {
      if (user !== undefined) alone[shorter(before)]++;
      user = undefined;
      return {
        gap: [...gaps],
        sessions: beyond(begins),
        single: beyond(alone),
        buying: beyond(buys),
        exact: [],
        visits: 0
      };
    }
  };
}

/** For each gap, how many events count beyond it. */
function beyond(histogram: Float64Array): number[] {
  const counts: number[] = [];
  let sum = 0;
  for (let k = histogram.length - 1; k > 0; k--) counts.unshift((sum += histogram[k]));
  return counts;
}
