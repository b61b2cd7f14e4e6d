import {MINUTE_MS} from "../core/time.js";
import {TRANSACTION} from "../sources/events.js";

/** What sessions at each gap look like; arrays run along `gap`, in minutes. */
export interface GapCurve {
  readonly gap: number[];
  readonly sessions: number[];
  readonly single: number[];
  /** Sessions with a transaction. */
  readonly buying: number[];
  /** True visits that are one session, no more and no less; empty where the truth is not known. */
  readonly exact: number[];
  /** True visits; 0 where the truth is not known. */
  readonly visits: number;
}

/**
 * Cuts a log at each of `gaps` (minutes) and counts. A pause longer than the gap begins a session, as in `sessionizeSql`; but this walks the
 * log once a gap in plain code, so that a page has the whole curve before any database is there to confirm a point of it.
 *
 * @param log events of which each user's are in order of time; users may be mixed. `visit_no` numbers the true visits of a user and is
 *   known for generated logs only
 */
export function gapCurve(
  log: {
    readonly user_id: Int32Array;
    readonly ts_ms: Float64Array;
    readonly event: Int32Array;
    readonly visit_no?: Int32Array;
  },
  gaps: readonly number[]
): GapCurve {
  const {user_id, ts_ms, event, visit_no} = log;
  for (const gap of gaps) if (!(gap > 0)) throw new RangeError(`invalid gap: ${gap} minutes`);
  const order = byUser(user_id);
  const sessions: number[] = [];
  const single: number[] = [];
  const buying: number[] = [];
  const exact: number[] = [];
  let visits = 0;
  for (const gap of gaps) {
    const gapMs = gap * MINUTE_MS;
    let count = 0;
    let singles = 0;
    let buys = 0;
    let same = 0;
    let length = 0;
    let bought = false;
    let visitsHere = 0;
    // A visit is one session when no session begins inside it and one begins with it and with what follows it.
    let whole = false;
    const close = (visitEnds: boolean): void => {
      if (length === 1) singles++;
      if (bought) buys++;
      if (visitEnds && whole) same++;
    };
    let previous = -1;
    for (const row of order) {
      const newUser = previous === -1 || user_id[row] !== user_id[previous];
      const begins = newUser || ts_ms[row] - ts_ms[previous] > gapMs;
      const visitBegins = visit_no !== undefined && (newUser || visit_no[row] !== visit_no[previous]);
      if (begins) {
        if (previous !== -1) close(visitBegins);
        count++;
        length = 0;
        bought = false;
      }
      if (visitBegins) {
        visitsHere++;
        whole = begins;
      } else if (begins) whole = false;
      length++;
      bought ||= event[row] === TRANSACTION;
      previous = row;
    }
    if (previous !== -1) close(visit_no !== undefined);
    sessions.push(count);
    single.push(singles);
    buying.push(buys);
    if (visit_no !== undefined) exact.push(same);
    visits = visitsHere;
  }
  return {gap: [...gaps], sessions, single, buying, exact, visits};
}

/** Rows in order of user; rows of one user stay in their order. */
function byUser(user_id: Int32Array): Int32Array {
  const most = user_id.reduce((max, user) => Math.max(max, user), 0);
  const next = new Int32Array(most + 2);
  for (const user of user_id) next[user + 1]++;
  for (let user = 1; user < next.length; user++) next[user] += next[user - 1];
  const order = new Int32Array(user_id.length);
  user_id.forEach((user, row) => (order[next[user]++] = row));
  return order;
}
