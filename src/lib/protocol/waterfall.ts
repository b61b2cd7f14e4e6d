import {UserError} from "../core/errors.js";
import {rocAuc} from "../metrics/auc.js";
import {averagePrecisionInterval} from "../metrics/averagePrecision.js";
import {clusters as numbered, type Clusters} from "../metrics/clusters.js";
import {independentDifference, linearised, pairedDifference} from "../metrics/comparisons.js";
import type {Interval} from "../metrics/intervals.js";
import {ranked} from "../metrics/ranked.js";
import type {Estimator} from "../models/estimator.js";
import type {ProtocolDataset, ProtocolError} from "./protocolErrors.js";

/** What a waterfall is measured by. */
export type WaterfallMetric = "auc" | "averagePrecision";

/** A protocol as it is after one more error. */
export interface WaterfallStep {
  /** Of the error that was switched on; null for the protocol as it was given. */
  readonly error: Pick<ProtocolError, "id" | "title" | "explanation"> | null;
  readonly value: number;
  /** 95 %; null where it cannot be given. */
  readonly interval: Interval | null;
  /** Rows and positives of the test, and what a random order reaches on it. */
  readonly n: number;
  readonly positives: number;
  readonly baseline: number;
  /**
   * The step's metric less the one's before it. `paired` where both were judged on the same rows; else the two tests are
   * taken as independent, which makes the interval too wide where they share rows. Null for the first step.
   */
  readonly difference: {readonly value: number; readonly interval: Interval | null; readonly paired: boolean} | null;
}

export interface WaterfallOptions {
  readonly metric?: WaterfallMetric;
  readonly seed?: number;
  /** Awaited before each fit, so that a worker can hear a message; whatever it throws ends the waterfall. */
  readonly report?: (step: {readonly done: number; readonly of: number}) => void | Promise<void>;
}

interface Judged {
  readonly step: Omit<WaterfallStep, "error" | "difference">;
  readonly scores: Float64Array;
  readonly dataset: ProtocolDataset;
}

/**
 * Switches errors on one after another, each beside those before it, and fits and judges the estimator anew at every
 * step. Throws `UserError` for an error that does not apply to the dataset, for a test of one class, and what the
 * estimator throws.
 */
export async function waterfall(
  dataset: ProtocolDataset,
  estimator: Estimator,
  errors: readonly ProtocolError[],
  {metric = "auc", seed = 1, report}: WaterfallOptions = {}
): Promise<WaterfallStep[]> {
  let protocol = {dataset, estimator};
  let before = await judge(dataset, estimator, metric, seed);
  const steps: WaterfallStep[] = [{error: null, ...before.step, difference: null}];
  for (const [k, error] of errors.entries()) {
    await report?.({done: k + 1, of: errors.length + 1});
    const why = error.applies(protocol.dataset);
    if (why !== null)
      throw new UserError(`“${error.title}” cannot be switched on: ${why}`, "leave it out, or choose another dataset");
    protocol = error.apply(protocol, seed);
    const now = await judge(protocol.dataset, protocol.estimator, metric, seed);
    const {id, title, explanation} = error;
    steps.push({error: {id, title, explanation}, ...now.step, difference: differenceOf(now, before, metric)});
    before = now;
  }
  return steps;
}

async function judge(
  dataset: ProtocolDataset,
  estimator: Estimator,
  metric: WaterfallMetric,
  seed: number
): Promise<Judged> {
  const {train, test, groups} = dataset;
  const model = await estimator.fit(train, {seed, groups: groups?.train});
  const scores = model.predict(test);
  const ranking = ranked(scores, test.y);
  const {rows: n, positives, negatives} = ranking;
  if (positives === 0 || negatives === 0)
    throw new UserError(`all ${n} test rows are ${positives === 0 ? 0 : 1}`, "choose a test with rows of both classes");
  const clusters = clustersOf(dataset);
  if (metric === "auc") {
    const {value, low, high} = rocAuc(scores, test.y, {clusters: groups?.test});
    return {step: {value, interval: {low, high}, n, positives, baseline: 0.5}, scores, dataset};
  }
  const {value, interval} = averagePrecisionInterval(ranking, {clusters});
  return {step: {value, interval, n, positives, baseline: positives / n}, scores, dataset};
}

const clustersOf = ({groups}: ProtocolDataset): Clusters | null => (groups === null ? null : numbered(groups.test));

function differenceOf(now: Judged, before: Judged, metric: WaterfallMetric): WaterfallStep["difference"] {
  const {y} = now.dataset.test;
  if (sameRows(now.dataset, before.dataset)) {
    const [first, second] = [now, before].map(({scores}) => linearised(metric, scores, y));
    const {value, interval} = pairedDifference(metric, first, second, y, {clusters: clustersOf(now.dataset)});
    return {value, interval, paired: true};
  }
  const value = now.step.value - before.step.value;
  if (now.step.interval === null || before.step.interval === null) return {value, interval: null, paired: false};
  const {low, high} = independentDifference(
    {value: now.step.value, ...now.step.interval},
    {value: before.step.value, ...before.step.interval}
  );
  return {value, interval: {low, high}, paired: false};
}

/** Whether both tests are of the same rows in the same order, whatever columns these have: then they share their labels. */
function sameRows(a: ProtocolDataset, b: ProtocolDataset): boolean {
  return a.test.y === b.test.y;
}
