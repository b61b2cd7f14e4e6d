import type {SessionSequences} from "./sessionSequences.js";

/**
 * The first so many events of a session, once for each of them without that event: session `k` of the answer lacks event
 * `k`. What a network reads of the others is made anew, so the pause before the next event grows by the one that is gone,
 * and a session without its first event starts at its second.
 *
 * @throws {RangeError} for fewer than two events, as nothing is left of one, or more than the session has
 */
export function withoutOneEvent(sequences: SessionSequences, session: number, events: number): SessionSequences {
  const first = sequences.from[session];
  const has = sequences.from[session + 1] - first;
  if (!(Number.isInteger(events) && events >= 2 && events <= has))
    throw new RangeError(`${events} events of a session of ${has}`);
  const places = Int32Array.from({length: events * (events - 1)}, (_, i) => {
    const left = Math.floor(i / (events - 1));
    const k = i % (events - 1);
    return first + (k < left ? k : k + 1);
  });
  const again = <T extends Int32Array | Float64Array>(column: T): T =>
    (column instanceof Int32Array
      ? new Int32Array(events).fill(column[session])
      : new Float64Array(events).fill(column[session])) as T;
  const taken = <T extends Int32Array | Float64Array>(column: T): T =>
    (column instanceof Int32Array
      ? Int32Array.from(places, (at) => column[at])
      : Float64Array.from(places, (at) => column[at])) as T;
  const each = <T extends object>(columns: T, of: <C extends Int32Array | Float64Array>(column: C) => C): T =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, of(column as Int32Array)])) as T;
  return {
    ...sequences,
    sessions: events,
    from: Int32Array.from({length: events + 1}, (_, k) => k * (events - 1)),
    session_id: again(sequences.session_id),
    user_id: again(sequences.user_id),
    part: again(sequences.part),
    starts: each(sequences.starts, again),
    outcomes: each(sequences.outcomes, again),
    events: each(sequences.events, taken)
  };
}
