import {UserError} from "../core/errors.js";
import {EVENT_TYPES} from "../sources/events.js";
import type {SessionEstimator, SessionModel} from "./sessionModel.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";
import {SESSION_TARGETS, sessionLabels, targetName, type SessionTarget} from "./sessionTargets.js";

/** Says the share of positives of the training, whatever it sees. */
export function constantEstimator(targets: readonly SessionTarget[] = SESSION_TARGETS): SessionEstimator {
  return {
    id: "constant",
    title: "Constant",
    setting: "the share of positives in the training part",
    fit: async (train) => rateModel("constant", targets, train, 1, () => 0)
  };
}

/** Says the share of positives after events of the last one's type. */
export function lastEventEstimator(targets: readonly SessionTarget[] = SESSION_TARGETS): SessionEstimator {
  return {
    id: "last-event",
    title: "Last event",
    setting: "the share of positives in the training part after an event of the last one's type",
    fit: async (train) =>
      rateModel("last-event", targets, train, EVENT_TYPES.length, ({events}, at) => events.event[at])
  };
}

/**
 * Shares of positives by a key of the last event. A key is told as if one more event of the overall share had been seen,
 * so that one never met has that share.
 */
function rateModel(
  family: string,
  targets: readonly SessionTarget[],
  train: SessionSequences,
  keys: number,
  keyOf: (sequences: SessionSequences, at: number) => number
): SessionModel {
  const rates = targets.map((target) => {
    const {asked, y} = sessionLabels(train, target);
    const [seen, positive] = [new Float64Array(keys), new Float64Array(keys)];
    for (let at = 0; at < asked.length; at++) {
      if (asked[at] === 0) continue;
      const key = keyOf(train, at);
      seen[key]++;
      positive[key] += y[at];
    }
    const n = seen.reduce((a, b) => a + b, 0);
    if (n === 0) throw new UserError(`${targetName(target)} is asked after no event`, "leave it out");
    const overall = positive.reduce((a, b) => a + b, 0) / n;
    return seen.map((count, key) => (positive[key] + overall) / (count + 1));
  });
  return {
    family,
    targets,
    predict(sequences) {
      const out = new Float64Array(eventsOf(sequences) * targets.length);
      for (let at = 0, to = 0; at < eventsOf(sequences); at++) {
        const key = keyOf(sequences, at);
        for (const rate of rates) out[to++] = rate[key];
      }
      return out;
    },
    toJSON: () => ({family, targets, rates: rates.map((rate) => Array.from(rate))})
  };
}
