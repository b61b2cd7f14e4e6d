import {random} from "../../src/lib/core/random.js";
import {itemSequences, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import type {SlowSession} from "./slowRecommenders.js";

const HOUR_MS = 3_600_000;

/** Random sessions of 1 to 16 clicks, an hour apart, over some days; small numbers are clicked more often, and some clicks repeat. */
export function drawnSessions(seed: number, {sessions = 40, catalogue = 12} = {}): SlowSession[] {
  const draws = random(seed, 7);
  return Array.from({length: sessions}, () => {
    const start = draws.below(24 * 4) * HOUR_MS; // some begin, and end, at the same time
    const items = Array.from({length: 1 + draws.below(16)}, () =>
      Math.min(draws.below(catalogue), draws.below(catalogue))
    );
    return {items, timesMs: items.map((_, k) => start + k * HOUR_MS)};
  });
}

/** The same as the library takes them. */
export function sequencesOf(sessions: readonly SlowSession[]): ItemSequences {
  return itemSequences({
    sessions: sessions.flatMap(({items}, k) => items.map(() => k)),
    items: sessions.flatMap(({items}) => items),
    timesMs: sessions.flatMap(({timesMs}) => timesMs)
  });
}
