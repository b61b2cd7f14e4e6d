import {eventsOf, type SessionSequences} from "../../src/lib/prefixes/sessionSequences.js";
import {Posterior} from "../../src/lib/sources/shop/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/sources/shop/visits.js";
import {streamShop, type ShopOptions} from "../../src/lib/sources/shop.js";

/**
 * What somebody who knows every rate of the generated shop says after every event of these sessions of a purchase later
 * in the session: exact, given the session up to the event and all that its user did before. The shop is generated anew;
 * its log must not repeat rows. Throws `RangeError` where a session is not in it.
 */
export function posteriorScores(options: ShopOptions, sequences: SessionSequences): Float64Array {
  if (options.repeatedRows > 0) throw new RangeError("a log that repeats rows has other events than its sessions");
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
    const {ts_ms, user_id: owner} = events.columns;
    for (const rows of rowsByUser(events, options.users)) {
      if (rows.length === 0 || !users.has(owner[rows[0]])) continue;
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
