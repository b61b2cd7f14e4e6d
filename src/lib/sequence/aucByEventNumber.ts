import {rocAuc} from "../metrics/auc.js";
import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";

/** How well a model tells sessions apart after their event of one number. */
export interface EventNumberAuc {
  /** Of the event in its session, from 1. */
  readonly number: number;
  readonly model: string;
  /** Sessions that are asked there, and of them those for which the target comes true. */
  readonly n: number;
  readonly positives: number;
  /** Area under the ROC curve with its 95 % interval; sessions of one user count as one. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ByNumberOptions {
  /** The highest number of an event. */
  readonly most: number;
  /** Numbers at which fewer sessions of either answer are asked are left out. */
  readonly least: number;
}

const BY_NUMBER: ByNumberOptions = {most: 40, least: 20};

/** Areas by the number of the event, in order of numbers, then of models. Scores are one an event, by model. */
export function aucByEventNumber(
  sequences: SessionSequences,
  target: SessionTarget,
  scores: Readonly<Record<string, ArrayLike<number>>>,
  given: Partial<ByNumberOptions> = {}
): EventNumberAuc[] {
  return examplesByEventNumber(sequences, target, given).flatMap(({number, places, y, users}) => {
    const positives = y.reduce((sum, one) => sum + one, 0);
    return Object.entries(scores).map(([model, all]): EventNumberAuc => {
      const {value, low, high} = rocAuc(
        places.map((at) => all[at]),
        y,
        {clusters: users}
      );
      return {number, model, n: places.length, positives, value, low, high};
    });
  });
}

/** The sessions that are asked after their event of one number. */
export interface EventNumberExamples {
  readonly number: number;
  /** Of the events in the sequences. */
  readonly places: readonly number[];
  readonly y: readonly number[];
  readonly users: readonly number[];
}

/** Who is asked at each number where enough sessions of either answer are. */
export function examplesByEventNumber(
  sequences: SessionSequences,
  target: SessionTarget,
  given: Partial<ByNumberOptions> = {}
): EventNumberExamples[] {
  const {most, least} = {...BY_NUMBER, ...given};
  const {sessions, from, user_id} = sequences;
  const answers = sessionLabels(sequences, target);
  const found: EventNumberExamples[] = [];
  for (let number = 1; number <= most; number++) {
    const places: number[] = [];
    const users: number[] = [];
    for (let s = 0; s < sessions; s++) {
      const at = from[s] + number - 1;
      if (at >= from[s + 1] || answers.asked[at] === 0) continue;
      places.push(at);
      users.push(user_id[s]);
    }
    const y = places.map((at) => answers.y[at]);
    const positives = y.reduce((sum, one) => sum + one, 0);
    if (Math.min(positives, y.length - positives) >= least) found.push({number, places, y, users});
  }
  return found;
}
