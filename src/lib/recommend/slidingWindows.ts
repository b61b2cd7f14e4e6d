import {endMs, sessionCount, startMs, type ItemSequences} from "./itemSequences.js";

/**
 * Every run of `size` clicks of each session as a sequence of its own: they overlap in all clicks but one. Sessions that
 * are shorter have none. Throws `RangeError` for a size below 2.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const {items, offsets} = slidingWindows(itemSequences({sessions: [1, 1, 1, 2], items: [4, 5, 6, 7], timesMs: [0, 1, 2, 3]}), 2);
 * items // → [4, 5, 5, 6]
 * offsets // → [0, 2, 4]
 * ```
 */
export function slidingWindows({items, offsets, timesMs, users}: ItemSequences, size: number): ItemSequences {
  if (!(Number.isInteger(size) && size >= 2)) throw new RangeError(`windows of ${size} clicks`);
  const starts: number[] = [];
  const owners: number[] = [];
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let start = offsets[s]; start + size <= offsets[s + 1]; start++) {
      starts.push(start);
      if (users !== undefined) owners.push(users[s]);
    }
  const clicks = starts.flatMap((start) => Array.from({length: size}, (_, k) => start + k));
  return {
    items: Int32Array.from(clicks, (click) => items[click]),
    offsets: Int32Array.from({length: starts.length + 1}, (_, k) => k * size),
    timesMs: Float64Array.from(clicks, (click) => timesMs[click]),
    ...(users === undefined ? {} : {users: Int32Array.from(owners)})
  };
}

/**
 * All sessions of a visitor as one sequence, in the order of their time. Throws `RangeError` where visitors are unknown.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sessions = itemSequences({sessions: [1, 2, 3, 3], items: [4, 5, 6, 7], timesMs: [9, 5, 1, 2], users: [8, 6, 8, 8]});
 * const {items, offsets} = visitorSequences(sessions);
 * items // → [6, 7, 4, 5] (the first visitor's second session was earlier)
 * offsets // → [0, 3, 4]
 * ```
 */
export function visitorSequences(sessions: ItemSequences): ItemSequences {
  const {items, offsets, timesMs, users} = sessions;
  if (users === undefined) throw new RangeError("whose each session is, is not known");
  const byVisitor = new Map<number, number[]>();
  for (let s = 0; s < sessionCount(sessions); s++) {
    if (offsets[s] === offsets[s + 1]) continue;
    const own = byVisitor.get(users[s]);
    if (own === undefined) byVisitor.set(users[s], [s]);
    else own.push(s);
  }
  const clicks: number[] = [];
  const starts = [0];
  for (const own of byVisitor.values()) {
    own.sort((a, b) => startMs(sessions, a) - startMs(sessions, b) || endMs(sessions, a) - endMs(sessions, b) || a - b);
    for (const s of own) for (let i = offsets[s]; i < offsets[s + 1]; i++) clicks.push(i);
    starts.push(clicks.length);
  }
  return {
    items: Int32Array.from(clicks, (click) => items[click]),
    offsets: Int32Array.from(starts),
    timesMs: Float64Array.from(clicks, (click) => timesMs[click]),
    users: Int32Array.from(byVisitor.keys())
  };
}
