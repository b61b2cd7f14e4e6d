import {type Interval, wilsonInterval} from "../metrics/intervals.js";
import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";

/** What comes of raising an alarm, once a session, after the first event whose score is at or above a threshold. */
export interface EarlyDetection {
  readonly threshold: number;
  /** Sessions in which the target is asked, and of them those for which it comes true. */
  readonly sessions: number;
  readonly positives: number;
  readonly alarms: number;
  readonly rightAlarms: number;
  /** Of the alarms, the share that comes true; null without any alarm. */
  readonly precision: (Interval & {readonly value: number}) | null;
  /** Of the sessions for which the target comes true, the share with an alarm; null where there are none. */
  readonly recall: (Interval & {readonly value: number}) | null;
  /** Events that were still to come after a right alarm, among those that are scored: quartiles; null without any. */
  readonly eventsLeft: {readonly lower: number; readonly median: number; readonly upper: number} | null;
  /** Of the right alarms, the share raised before the last scored event. */
  readonly before: (Interval & {readonly value: number}) | null;
}

/**
 * Precision, recall and lead of alarms by threshold, with Wilson's 95 % intervals; sessions are taken as independent.
 * The answer of a session is that of the last event at which the target is asked. `scores` are one an event.
 */
export function earlyDetection(
  sequences: SessionSequences,
  target: SessionTarget,
  scores: ArrayLike<number>,
  thresholds: readonly number[]
): EarlyDetection[] {
  const {asked, y} = sessionLabels(sequences, target);
  const {from} = sequences;
  return thresholds.map((threshold) => {
    let [sessions, positives, alarms, rightAlarms, before] = [0, 0, 0, 0, 0];
    const left: number[] = [];
    for (let s = 0; s < sequences.sessions; s++) {
      let last = -1;
      let raised = -1;
      for (let at = from[s]; at < from[s + 1]; at++) {
        if (asked[at] === 0) continue;
        last = at;
        if (raised === -1 && scores[at] >= threshold) raised = at;
      }
      if (last === -1) continue;
      sessions++;
      positives += y[last];
      if (raised === -1) continue;
      alarms++;
      if (y[last] === 0) continue;
      rightAlarms++;
      left.push(last - raised);
      if (raised < last) before++;
    }
    left.sort((a, b) => a - b);
    const quartile = (share: number) => left[Math.min(left.length - 1, Math.floor(share * left.length))];
    return {
      threshold,
      sessions,
      positives,
      alarms,
      rightAlarms,
      precision: share(rightAlarms, alarms),
      recall: share(rightAlarms, positives),
      eventsLeft: left.length === 0 ? null : {lower: quartile(0.25), median: quartile(0.5), upper: quartile(0.75)},
      before: share(before, rightAlarms)
    };
  });
}

function share(hits: number, n: number): (Interval & {readonly value: number}) | null {
  return n === 0 ? null : {value: hits / n, ...wilsonInterval(hits / n, n)};
}
