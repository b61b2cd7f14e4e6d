import {eventsOf, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {Posterior} from "../../src/lib/generator/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {streamShop, type ShopOptions} from "../../src/lib/generator/shop.js";

/**
 * What somebody who knows every rate of the generated shop says after every event of these sessions of a purchase later
 * in the session: exact, given the session up to the event and all that its user did before. The shop is generated anew.
 * Rows that a log repeats count once, as the clean stage has them. Throws `RangeError` where a session is not in it.
 */
export function posteriorScores(options: ShopOptions, sequences: SessionSequences): Float64Array {
  const {from, user_id, starts} = sequences;
  const sessionAt = new Map<string, number>();
  const users = new Set<number>();
  for (let s = 0; s < sequences.sessions; s++) {
    sessionAt.set(`${user_id[s]} ${starts.start_ms[s]}`, s);
    users.add(user_id[s]);
  }
  const scores = new Float64Array(eventsOf(sequences)).fill(NaN);
  const {catalogue, blocks} = streamShop(options);
  const posterior = new Posterior(options, catalogue);
  for (const {events} of blocks()) {
    const {ts_ms, user_id: owner, event, item_id} = events.columns;
    const repeats = (row: number, before: number) =>
      ts_ms[row] === ts_ms[before] && event[row] === event[before] && item_id[row] === item_id[before];
    for (const all of rowsByUser(events, options.users)) {
      if (all.length === 0 || !users.has(owner[all[0]])) continue;
      const rows = options.repeatedRows > 0 ? all.filter((row, k) => k === 0 || !repeats(row, all[k - 1])) : all;
      const place = new Map<number, number>();
      for (const [first, end] of visitsOf(events, rows)) {
        const s = sessionAt.get(`${owner[rows[first]]} ${ts_ms[rows[first]]}`);
        if (s === undefined) continue;
        const taken = Math.min(end - first, from[s + 1] - from[s]);
        for (let k = 0; k < taken; k++) place.set(rows[first + k], from[s] + k);
      }
      posterior.walk(events, rows, (row, {buysLater}) => {
        const at = place.get(row);
        if (at !== undefined) scores[at] = buysLater;
      });
    }
  }
  const missing = scores.findIndex(Number.isNaN);
  if (missing !== -1) throw new RangeError(`event ${missing} of the sessions is not in the shop's log`);
  return scores;
}
