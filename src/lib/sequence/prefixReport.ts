import type {Interval} from "../metrics/intervals.js";
import {independentDifference} from "../metrics/comparisons.js";
import {rocAuc} from "../metrics/auc.js";
import {aucByEventNumber, type EventNumberAuc} from "./aucByEventNumber.js";
import {earlyDetection, type EarlyDetection} from "./earlyDetection.js";
import {scoresByEventNumber, type EventNumberScores} from "./scoresByEventNumber.js";
import {lastLabelled, sessionAccuracy, type SessionAccuracy} from "./sessionAccuracy.js";
import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";

/** All that a page draws of models that answer after every event, for one target. */
export interface PrefixReport {
  readonly target: SessionTarget;
  readonly areas: readonly EventNumberAuc[];
  readonly means: readonly OfModel<EventNumberScores>[];
  /** None of an exit: every session ends, so that an alarm is right some time. */
  readonly alarms: readonly OfModel<EarlyDetection>[];
  /** None of an exit either, which after a session's last event is near by definition. */
  readonly gaps: readonly GeneralizationGap[];
}

export type OfModel<T> = T & {readonly model: string};

type Estimate = Interval & {readonly value: number};

/** How much better a model's last word of a session is on the sessions that trained it than on those of the test. */
export interface GeneralizationGap {
  readonly model: string;
  readonly metric: "accuracy" | "auc";
  readonly train: Estimate;
  readonly test: Estimate;
  readonly gap: Estimate;
  readonly trainSessions: number;
  readonly testSessions: number;
}

/** The thresholds at which alarms are counted: every hundredth between 0 and 1. */
export const THRESHOLDS: readonly number[] = Array.from({length: 99}, (_, k) => (k + 1) / 100);

/** Chances of one model after every event of the sessions of either part. */
export interface PartProbabilities {
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/** The report of models on a test, by id; null where too few sessions of either answer are asked after any event. */
export function prefixReport(
  target: SessionTarget,
  parts: {readonly train: SessionSequences; readonly test: SessionSequences},
  models: Readonly<Record<string, PartProbabilities>>
): PrefixReport | null {
  const {test} = parts;
  const areas = aucByEventNumber(
    test,
    target,
    Object.fromEntries(Object.entries(models).map(([id, {test}]) => [id, test]))
  );
  if (areas.length === 0) return null;
  const ends = target.ask !== "exit";
  const each = <T extends object>(make: (probabilities: PartProbabilities) => readonly T[]): OfModel<T>[] =>
    Object.entries(models).flatMap(([model, probabilities]) => make(probabilities).map((row) => ({model, ...row})));
  return {
    target,
    areas,
    means: each(({test: scores}) => scoresByEventNumber(test, target, scores)),
    alarms: ends ? each(({test: scores}) => earlyDetection(test, target, scores, THRESHOLDS)) : [],
    gaps: ends ? each((probabilities) => partGaps(target, parts, probabilities)) : []
  };
}

function partGaps(
  target: SessionTarget,
  {train, test}: {readonly train: SessionSequences; readonly test: SessionSequences},
  probabilities: PartProbabilities
): Omit<GeneralizationGap, "model">[] {
  const [of, on] = [
    sessionAccuracy(train, target, probabilities.train),
    sessionAccuracy(test, target, probabilities.test)
  ];
  if (of === null || on === null) return [];
  const areas = [lastArea(train, target, probabilities.train), lastArea(test, target, probabilities.test)];
  const gap = (metric: GeneralizationGap["metric"], first: Estimate, second: Estimate) => ({
    metric,
    train: estimate(first),
    test: estimate(second),
    gap: independentDifference(first, second),
    trainSessions: of.n,
    testSessions: on.n
  });
  const [ofTrain, ofTest] = areas;
  return [gap("accuracy", of, on), ...(ofTrain === null || ofTest === null ? [] : [gap("auc", ofTrain, ofTest)])];
}

const estimate = ({value, low, high}: Estimate | SessionAccuracy): Estimate => ({value, low, high});

/**
 * The area of the scores after each session's last event at which the target is asked; null where all have one answer.
 */
function lastArea(sequences: SessionSequences, target: SessionTarget, scores: ArrayLike<number>): Estimate | null {
  const {asked, y} = sessionLabels(sequences, target);
  const rows = lastLabelled(sequences, asked);
  const labels = rows.map(({at}) => y[at]);
  if (!labels.includes(0) || !labels.includes(1)) return null;
  return rocAuc(
    rows.map(({at}) => scores[at]),
    labels,
    {clusters: rows.map(({session}) => sequences.user_id[session])}
  );
}
