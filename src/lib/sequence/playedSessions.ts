import type {SequencesJson} from "./sequencesJson.js";

/** Test sessions of a generated shop for a page to play, with what is said after each of their events. */
export interface PlayedSessions {
  /** The log and its split, in words. */
  readonly about: string;
  readonly sequences: SequencesJson;
  /** The names of departments, by number. */
  readonly departments: readonly string[];
  /** The chance of a purchase later in the session for who knows every rate of the shop, one an event. */
  readonly posterior: readonly number[];
  /** Whether the network is told what was known at a session's start, beside its events. */
  readonly withStart: boolean;
  /** What the network's file says in Node, events × targets, row-major. */
  readonly published: readonly number[];
}
