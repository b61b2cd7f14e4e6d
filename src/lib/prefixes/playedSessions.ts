import type {SequencesJson} from "./sequencesJson.js";

/** Test sessions of a generated shop for a page to play, with what is said after each of their events. */
export interface PlayedSessions {
  readonly sequences: SequencesJson;
  /** The names of departments, by number. */
  readonly departments: readonly string[];
  /** The chance of a purchase later in the session for who knows every rate of the shop, one an event. */
  readonly posterior: readonly number[];
  /** What the network's file says in Node, events × targets, row-major. */
  readonly published: readonly number[];
}
