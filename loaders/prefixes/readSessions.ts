import {itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {splitName, SPLIT_OPTIONS, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {
  eventsOf,
  sessionSequences,
  type SequenceOptions,
  type SessionSequences
} from "../../src/lib/prefixes/sessionSequences.js";
import {openDuckDB} from "../engines/duckdb.js";
import {openSource, type SourceOptions} from "../sources/openSource.js";
import {hashOf} from "../tools/files.js";

/** The sessions of a source with what a card or a study says of them. */
export interface SessionsOfSource {
  readonly sequences: SessionSequences;
  readonly source: string;
  readonly generated: boolean;
  /** Of a generated source. */
  readonly profile: string | null;
  readonly seed: number | null;
  readonly split: string;
  /** SHA-256 of sessions, parts, starts, outcomes and events. */
  readonly sha256: string;
}

export interface ReadSessionsOptions extends SourceOptions {
  readonly split?: SplitOptions;
  readonly sequence?: Partial<SequenceOptions>;
}

/**
 * Reads or generates a source, runs the stages on it and hands over its sessions: the generated shop, the twin, or any
 * log. Throws `UserError` for a source that cannot be, and what `sessionSequences` throws.
 */
export async function readSessions({
  split = SPLIT_OPTIONS,
  sequence,
  ...options
}: ReadSessionsOptions = {}): Promise<SessionsOfSource> {
  const source = await openSource(options);
  const engine = await openDuckDB();
  try {
    await source.load(engine);
    const {generated, profile, seed} = await runStages(
      engine,
      source.spec,
      {split},
      {profile: source.profile, seed: source.seed, hash: false}
    );
    await engine.run(itemAttributesSql(source.attributes));
    const sequences = await sessionSequences(engine, sequence);
    return {
      sequences,
      source: source.spec.name,
      generated,
      profile: generated ? profile : null,
      seed: generated ? seed : null,
      split: splitName(split),
      sha256: sessionsHash(sequences)
    };
  } finally {
    await engine.close();
  }
}

/** SHA-256 of all that sequences hold. */
export function sessionsHash(sequences: SessionSequences): string {
  const {from, session_id, user_id, part, starts, outcomes, events} = sequences;
  const columns = [from, session_id, user_id, part, ...[starts, outcomes, events].flatMap((of) => Object.values(of))];
  return hashOf([
    String(eventsOf(sequences)),
    ...columns.map(
      ({buffer, byteOffset, byteLength}: Int32Array | Float64Array) => new Uint8Array(buffer, byteOffset, byteLength)
    )
  ]);
}
