import {takeSessions, type SessionSequences} from "./sessionSequences.js";

/** At most so many of the sessions, evenly spread over them; all where there are no more. */
export function subsampleSessions(all: SessionSequences, most: number): SessionSequences {
  if (all.sessions <= most) return all;
  return takeSessions(
    all,
    Int32Array.from({length: most}, (_, k) => Math.floor((k * all.sessions) / most))
  );
}
