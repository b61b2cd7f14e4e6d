/** Sessions as sequences of items. Items are numbered from 0 to the size of the catalogue less one. */
export interface ItemSequences {
  /** The item of each click, all sessions one after another. */
  readonly items: Int32Array;
  /** Where each session starts in `items`, and where the last one ends: sessions + 1. */
  readonly offsets: Int32Array;
  /** When each click was, in ms since 1970 UTC, as long as `items`. */
  readonly timesMs: Float64Array;
  /** Whose each session is; absent where a session is all that is known of a visitor. */
  readonly users?: Int32Array;
}

/** How many sessions there are. */
export const sessionCount = ({offsets}: ItemSequences): number => offsets.length - 1;

/** When a session's first click was. */
export const startMs = ({offsets, timesMs}: ItemSequences, session: number): number => timesMs[offsets[session]];

/** When a session's last click was. */
export const endMs = ({offsets, timesMs}: ItemSequences, session: number): number => timesMs[offsets[session + 1] - 1];

/**
 * Sequences from clicks that stand session by session, each in the order of time. Throws `RangeError` where a session
 * comes in two pieces or columns differ in length.
 *
 * @example
 * ```ts
 * const {offsets, items} = itemSequences({sessions: [7, 7, 9], items: [0, 1, 0], timesMs: [10, 20, 30]});
 * offsets // → [0, 2, 3]
 * items // → [0, 1, 0]
 * itemSequences({sessions: [7, 9, 7], items: [0, 1, 0], timesMs: [10, 20, 30]}) // → throws RangeError: session 7 comes twice
 * ```
 */
export function itemSequences({
  sessions,
  items,
  timesMs,
  users
}: {
  readonly sessions: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly timesMs: ArrayLike<number>;
  readonly users?: ArrayLike<number>;
}): ItemSequences {
  const clicks = sessions.length;
  for (const column of [items, timesMs, users])
    if (column !== undefined && column.length !== clicks)
      throw new RangeError(`${column.length} values for ${clicks} clicks`);
  const offsets: number[] = [];
  const met = new Set<number>();
  for (let i = 0; i < clicks; i++)
    if (i === 0 || sessions[i] !== sessions[i - 1]) {
      if (met.has(sessions[i])) throw new RangeError(`session ${sessions[i]} comes twice`);
      met.add(sessions[i]);
      offsets.push(i);
    }
  return {
    items: Int32Array.from(items),
    offsets: Int32Array.from([...offsets, clicks]),
    timesMs: Float64Array.from(timesMs),
    ...(users === undefined ? {} : {users: Int32Array.from(offsets, (at) => users[at])})
  };
}

/**
 * Some sessions, in the order given, without the clicks that `keeps` rejects.
 *
 * @example
 * ```ts
 * const all = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 2, 3], timesMs: [1, 2, 3, 4]});
 * takeSessions(all, [1, 0]).items // → [2, 3, 0, 1]
 * takeSessions(all, [0, 1], (click) => all.items[click] !== 1).offsets // → [0, 1, 3]
 * ```
 */
export function takeSessions(
  {items, offsets, timesMs, users}: ItemSequences,
  sessions: ArrayLike<number>,
  keeps: (click: number) => boolean = () => true
): ItemSequences {
  const clicks: number[] = [];
  const starts = new Int32Array(sessions.length + 1);
  for (let k = 0; k < sessions.length; k++) {
    for (let i = offsets[sessions[k]]; i < offsets[sessions[k] + 1]; i++) if (keeps(i)) clicks.push(i);
    starts[k + 1] = clicks.length;
  }
  return {
    items: Int32Array.from(clicks, (i) => items[i]),
    offsets: starts,
    timesMs: Float64Array.from(clicks, (i) => timesMs[i]),
    ...(users === undefined ? {} : {users: Int32Array.from(sessions, (s) => users[s])})
  };
}

/**
 * The same sessions without a click on the item of the click before it.
 *
 * @example
 * ```ts
 * const all = itemSequences({sessions: [1, 1, 1, 2], items: [5, 5, 6, 6], timesMs: [1, 2, 3, 4]});
 * withoutRepeats(all).items // → [5, 6, 6]
 * ```
 */
export function withoutRepeats(sequences: ItemSequences): ItemSequences {
  const {items, offsets} = sequences;
  const first = new Uint8Array(items.length);
  for (let s = 0; s < sessionCount(sequences); s++) if (offsets[s] < offsets[s + 1]) first[offsets[s]] = 1;
  return takeSessions(sequences, everySession(sequences), (i) => first[i] === 1 || items[i] !== items[i - 1]);
}

/** The numbers of sessions with at least so many clicks. */
export function sessionsOfAtLeast(sequences: ItemSequences, clicks: number): number[] {
  const {offsets} = sequences;
  return everySession(sequences).filter((s) => offsets[s + 1] - offsets[s] >= clicks);
}

const everySession = (sequences: ItemSequences) => Array.from({length: sessionCount(sequences)}, (_, s) => s);
