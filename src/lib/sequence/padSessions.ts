import {sessionChannels, type SessionEncoder} from "./sessionEncoder.js";
import type {SessionSequences} from "./sessionSequences.js";

/** Some sessions as a network takes them: each at the first places of its row, zeros after its last event. */
export interface PaddedSessions {
  readonly rows: number;
  readonly steps: number;
  /** rows × steps × channels */
  readonly x: Float32Array;
}

/** Events in a session of these sequences. */
export const lengthOf = ({from}: Pick<SessionSequences, "from">, session: number): number =>
  from[session + 1] - from[session];

/** The encoded events (`encodeSessions`) of the sessions whose numbers are given, as long as the longest of them. */
export function padSessions(
  encoder: SessionEncoder,
  encoded: Float32Array,
  sequences: Pick<SessionSequences, "from">,
  sessions: ArrayLike<number>
): PaddedSessions {
  return padEvents(sessionChannels(encoder).length, encoded, sequences, sessions);
}

/** The same of events with so many numbers each. */
function padEvents(
  channels: number,
  encoded: Float32Array,
  {from}: Pick<SessionSequences, "from">,
  sessions: ArrayLike<number>
): PaddedSessions {
  const sequences = {from};
  let steps = 0;
  for (let i = 0; i < sessions.length; i++) steps = Math.max(steps, lengthOf(sequences, sessions[i]));
  const x = new Float32Array(sessions.length * steps * channels);
  for (let i = 0; i < sessions.length; i++) {
    const s = sessions[i];
    x.set(encoded.subarray(from[s] * channels, from[s + 1] * channels), i * steps * channels);
  }
  return {rows: sessions.length, steps, x};
}

/** Cuts sessions, given in order of length, into batches of so many events, padding counted, and sessions at most. */
export function batchesByLength(
  sequences: Pick<SessionSequences, "from">,
  sorted: Int32Array,
  {events, sessions}: {readonly events: number; readonly sessions: number}
): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let first = 0; first < sorted.length;) {
    let end = first + 1;
    while (
      end < sorted.length &&
      (end - first + 1) * lengthOf(sequences, sorted[end]) <= events &&
      end - first < sessions
    )
      end++;
    batches.push(sorted.subarray(first, end));
    first = end;
  }
  return batches;
}

/** The numbers of sessions in order of length; of equal ones in their own. */
export function byLength(sequences: Pick<SessionSequences, "from">, sessions: Int32Array): Int32Array {
  return sessions.slice().sort((a, b) => lengthOf(sequences, a) - lengthOf(sequences, b) || a - b);
}

/** Events, padding counted, and sessions that are scored at once. */
const SCORED = {events: 16_384, sessions: 1024};

/** All sessions in padded batches for scoring, those of like length together; see `scatterScores` for the way back. */
export function scoringBatches(
  encoder: SessionEncoder,
  encoded: Float32Array,
  sequences: SessionSequences
): Generator<PaddedSessions & {readonly sessions: Int32Array}> {
  return eventBatches(sessionChannels(encoder).length, encoded, sequences);
}

/** The same of events with so many numbers each. */
export function* eventBatches(
  channels: number,
  encoded: Float32Array,
  sequences: SessionSequences
): Generator<PaddedSessions & {readonly sessions: Int32Array}> {
  const all = Int32Array.from({length: sequences.sessions}, (_, s) => s);
  for (const sessions of batchesByLength(sequences, byLength(sequences, all), SCORED))
    yield {sessions, ...padEvents(channels, encoded, sequences, sessions)};
}

/** Puts what was said of a batch, rows × steps × targets, where it belongs among all events × targets. */
export function scatterScores(
  out: Float32Array | Float64Array,
  found: Float32Array | Float64Array,
  {from}: Pick<SessionSequences, "from">,
  {sessions, steps, targets}: {readonly sessions: Int32Array; readonly steps: number; readonly targets: number}
): void {
  sessions.forEach((s, i) =>
    out.set(found.subarray(i * steps * targets, (i * steps + from[s + 1] - from[s]) * targets), from[s] * targets)
  );
}
