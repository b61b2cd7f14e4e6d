import {
  eventsOf,
  sessionSequences,
  type SequenceOptions,
  type SessionSequences
} from "../../src/lib/sequence/sessionSequences.js";
import {stagedSource, type SourceOfRows, type StagedSourceOptions} from "../sources/stagedSource.js";
import {hashOf} from "../tools/files.js";

/** The sessions of a source with what a card or a study says of them. */
export interface SessionsOfSource extends SourceOfRows {
  readonly sequences: SessionSequences;
  /** SHA-256 of sessions, parts, starts, outcomes and events. */
  readonly sha256: string;
}

export type ReadSessionsOptions = StagedSourceOptions & {readonly sequence?: Partial<SequenceOptions>};

/**
 * Reads or generates a source, runs the stages on it and hands over its sessions: the generated shop, the twin, or any
 * log. Throws what `stagedSource` and `sessionSequences` throw.
 */
export function readSessions({sequence, ...options}: ReadSessionsOptions = {}): Promise<SessionsOfSource> {
  return stagedSource(options, async (engine, of) => {
    const sequences = await sessionSequences(engine, sequence);
    return {...of, sequences, sha256: sessionsHash(sequences)};
  });
}

/** SHA-256 of all that sequences hold. */
function sessionsHash(sequences: SessionSequences): string {
  const {from, session_id, user_id, part, starts, outcomes, events} = sequences;
  const columns = [from, session_id, user_id, part, ...[starts, outcomes, events].flatMap((of) => Object.values(of))];
  return hashOf([
    String(eventsOf(sequences)),
    ...columns.map(
      ({buffer, byteOffset, byteLength}: Int32Array | Float64Array) => new Uint8Array(buffer, byteOffset, byteLength)
    )
  ]);
}
