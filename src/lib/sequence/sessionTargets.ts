import {UserError} from "../core/errors.js";
import {ADD_TO_CART} from "../sources/events.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";

/** What is asked after every event of a session. */
export type SessionTarget =
  /** Whether the session buys. Without transactions in the input: later in this session. */
  | {readonly ask: "purchase"}
  /** Whether a session that has put something into the cart ends without buying; asked from the first addtocart on. */
  | {readonly ask: "abandonment"}
  /** Whether the session's last event is at most so many seconds away (this event may be it). */
  | {readonly ask: "exit"; readonly seconds: number};

export const SESSION_TARGETS: readonly SessionTarget[] = [
  {ask: "purchase"},
  {ask: "abandonment"},
  {ask: "exit", seconds: 60}
];

/** The answers to one question, one an event. */
export interface SessionLabels {
  /** 1 where the question is asked. */
  readonly asked: Uint8Array;
  /** 1 or 0; 0 where it is not asked. */
  readonly y: Uint8Array;
}

/** The name of a target in files and tables: `purchase`, `abandonment`, `exit 60 s`. */
export function targetName(target: SessionTarget): string {
  return target.ask === "exit" ? `exit ${target.seconds} s` : target.ask;
}

/**
 * The answers to a question after every event. Throws `UserError` for an exit within a time that is not a positive
 * number of seconds.
 */
export function sessionLabels(sequences: SessionSequences, target: SessionTarget): SessionLabels {
  const {sessions, from, events, outcomes} = sequences;
  const asked = new Uint8Array(eventsOf(sequences));
  const y = new Uint8Array(asked.length);
  if (target.ask === "exit" && !(target.seconds > 0 && Number.isFinite(target.seconds)))
    throw new UserError(`an exit within ${target.seconds} seconds`, "give a positive number of seconds");
  for (let s = 0; s < sessions; s++) {
    const buys = outcomes.transactions[s] > 0;
    let carted = false;
    for (let at = from[s]; at < from[s + 1]; at++) {
      if (events.event[at] === ADD_TO_CART) carted = true;
      if (target.ask === "abandonment") {
        asked[at] = carted ? 1 : 0;
        y[at] = carted && !buys ? 1 : 0;
      } else {
        asked[at] = 1;
        const left = outcomes.end_ms[s] - events.ts_ms[at];
        y[at] = (target.ask === "purchase" ? buys : left <= 1000 * target.seconds) ? 1 : 0;
      }
    }
  }
  return {asked, y};
}

/** Why nothing can be learned of a target from these sessions; null where both answers occur. */
export function oneAnswer(sequences: SessionSequences, target: SessionTarget): string | null {
  const {asked, y} = sessionLabels(sequences, target);
  const n = asked.reduce((a, b) => a + b, 0);
  const positives = y.reduce((a, b) => a + b, 0);
  if (n === 0) return `${targetName(target)} is asked after no event`;
  if (positives > 0 && positives < n) return null;
  return `${targetName(target)} is ${positives === 0 ? "0" : "1"} after all ${n} events`;
}
