import {clusters, shareOfRows} from "../metrics/clusters.js";
import type {Interval} from "../metrics/intervals.js";
import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";

/**
 * Which sessions an accuracy is taken over: all, those of two events and more, those that put something in the cart.
 */
export const POPULATIONS = ["all", "several", "cart"] as const;
export type Population = (typeof POPULATIONS)[number];

/** How often a model is right about a session in its last word. */
export interface SessionAccuracy extends Interval {
  readonly value: number;
  /** Sessions, and those for which the target comes true. */
  readonly n: number;
  readonly positives: number;
  /** What saying the commoner of the two answers of everyone reaches. */
  readonly constant: number;
}

/** How often a model's last word on whether a session buys is right. */
export interface TokenAccuracy extends SessionAccuracy {
  readonly population: Population;
  /** Whether it was shown the session's transactions. */
  readonly token: boolean;
  readonly model: string;
}

/** The last event of each session at which the target is asked, of those of a population. */
export function lastLabelled(
  {sessions, from, outcomes}: SessionSequences,
  asked: Uint8Array,
  population: Population = "all"
): {readonly session: number; readonly at: number}[] {
  const found: {session: number; at: number}[] = [];
  for (let session = 0; session < sessions; session++) {
    if (population === "several" && outcomes.events[session] < 2) continue;
    if (population === "cart" && outcomes.carts[session] === 0) continue;
    let at = from[session + 1] - 1;
    while (at >= from[session] && asked[at] === 0) at--;
    if (at >= from[session]) found.push({session, at});
  }
  return found;
}

/**
 * Accuracy of the score after the last event of a session, with one half as the border, and its 95 % interval by user.
 * Null where no session is asked.
 */
export function sessionAccuracy(
  sequences: SessionSequences,
  target: SessionTarget,
  scores: ArrayLike<number>,
  population: Population = "all"
): SessionAccuracy | null {
  const {asked, y} = sessionLabels(sequences, target);
  const rows = lastLabelled(sequences, asked, population);
  const right = (row: number) => scores[rows[row].at] >= 0.5 === (y[rows[row].at] === 1);
  const share = shareOfRows(rows.length, () => true, right, {
    clusters: clusters(rows.map(({session}) => sequences.user_id[session]))
  });
  if (share === null) return null;
  const positives = rows.reduce((sum, {at}) => sum + y[at], 0);
  return {...share, positives, constant: Math.max(positives, rows.length - positives) / rows.length};
}
