import {random} from "../../src/lib/core/random.js";
import {itemSequences, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";

/** Sessions of 2 to 7 clicks in which items follow each other, mostly; one an hour, each of a user of ten. */
export function madeSessions(sessions: number, catalogue: number): ItemSequences {
  const source = random(5);
  const clicks = Array.from({length: sessions}, (_, s) => {
    let item = source.below(catalogue);
    return Array.from({length: 2 + source.below(6)}, (_, k) => {
      item = source.uniform() < 0.7 ? (item + 1) % catalogue : source.below(catalogue);
      return {s, item, timeMs: 3_600_000 * s + 1000 * k};
    });
  }).flat();
  return itemSequences({
    sessions: clicks.map(({s}) => s),
    items: clicks.map(({item}) => item),
    timesMs: clicks.map(({timeMs}) => timeMs),
    users: clicks.map(({s}) => s % 10)
  });
}

/** What a generator returns in the end. */
export function last<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value as T;
  }
}
