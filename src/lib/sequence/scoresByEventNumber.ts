import {clusters, spread} from "../metrics/clusters.js";
import {transformedInterval} from "../metrics/intervals.js";
import {type ByNumberOptions, examplesByEventNumber} from "./aucByEventNumber.js";
import type {SessionSequences} from "./sessionSequences.js";
import type {SessionTarget} from "./sessionTargets.js";

/** What a model says after the event of one number, of sessions of one answer. */
export interface EventNumberScores {
  /** Of the event in its session, from 1. */
  readonly number: number;
  /** 1 for sessions for which the target comes true, 0 for the others. */
  readonly positive: 0 | 1;
  readonly n: number;
  readonly mean: number;
  /** Of the mean: 95 %, sessions of one user counting as one; the mean itself where all scores are the same. */
  readonly low: number;
  readonly high: number;
  /** Between these lies the middle half of the sessions. */
  readonly lower: number;
  readonly upper: number;
}

/** Scores by the number of the event, in order of numbers, positives last. Scores are one an event. */
export function scoresByEventNumber(
  sequences: SessionSequences,
  target: SessionTarget,
  scores: ArrayLike<number>,
  given: Partial<ByNumberOptions> = {}
): EventNumberScores[] {
  return examplesByEventNumber(sequences, target, given).flatMap(({number, places, y, users}) =>
    ([0, 1] as const).map((positive): EventNumberScores => {
      const rows = Array.from(places.keys()).filter((row) => y[row] === positive);
      const own = Float64Array.from(rows, (row) => scores[places[row]]);
      // about the first, so that the mean of equal scores is that score
      const mean = own[0] + own.reduce((sum, score) => sum + (score - own[0]), 0) / own.length;
      const found = spread(
        own.map((score) => (score - mean) / own.length),
        clusters(rows.map((row) => users[row]))
      );
      const {low, high} = found.df > 0 ? transformedInterval(mean, found) : {low: mean, high: mean};
      own.sort();
      const quartile = (share: number) => own[Math.min(own.length - 1, Math.floor(share * own.length))];
      return {number, positive, n: own.length, mean, low, high, lower: quartile(0.25), upper: quartile(0.75)};
    })
  );
}
