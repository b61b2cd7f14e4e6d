import type {ItemKnowledge} from "../../src/lib/features/itemAttributes.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";

/** A log that is ready to be read, with what makes it this one and no other. */
export interface Source {
  readonly spec: SourceSpec;
  /** Name of the folder of its outputs beside other versions of the same source: the profile of a generated one. */
  readonly profile: string;
  /** Null for a log that is not generated. */
  readonly seed: number | null;
  /** SHA-256 of everything the tables below depend on: options and code, or the file. */
  readonly identity: string;
  /** Tables that only this source makes, by name, and the query that each file holds; written beside those of the first stage. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Numbers that only this source has, by name, and the query for each; part of the run's document. */
  readonly counts?: Readonly<Record<string, string>>;
  /** Where items' attributes stand in the tables below, and which there are. */
  readonly attributes: ItemKnowledge;
  /** Columns of the file that nothing is read from; left out where a source reads what it knows of. */
  readonly notRead?: readonly string[];
  /** Whether `load` makes `event_arrivals`, which must then be among `outputs`. */
  readonly hasArrivals?: boolean;
  /** Something a person should know before the run, e.g. that a file is not the published one. */
  readonly note?: string;
  /** How the file is read where that is not obvious, e.g. in which encoding; part of the run's document. */
  readonly notices?: readonly string[];
  /**
   * Makes the tables `raw_events`, `users` (one row for each user, `user_id` first) and `item_catalog` (`item_id` first).
   * Throws `UserError` for a file that cannot be read as this log. May return more of `notices`, which only the whole file could tell.
   */
  load(engine: Engine, onProgress?: (share: number) => void): Promise<void | readonly string[]>;
}
