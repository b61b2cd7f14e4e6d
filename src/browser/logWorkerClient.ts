import {UserError} from "../lib/core/errors.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import type {Description, TimeRange} from "../lib/pipeline/describe.js";
import type {SplitOptions} from "../lib/pipeline/split.js";
import type {SplitSummary} from "../lib/pipeline/splitSummary.js";
import type {LogMeasurements} from "../lib/reports/logMeasurements.js";
import type {CountedEvents, SalesOfLog} from "../lib/forecast/salesOfLog.js";
import type {ClickLog} from "../lib/recommend/clickLog.js";
import type {SequenceOptions, SessionSequences} from "../lib/sequence/sessionSequences.js";
import type {Timeline} from "../lib/features/timeline.js";
import type {CountedTargets, CountingProtocol} from "../lib/targets/countTargets.js";
import type {FeaturesOfLog} from "../lib/targets/featuresOfLog.js";
import {openWorkerClient, type WorkerClient} from "./workerClient.js";
import type {CutCounts, LogQuestion} from "./answersOfLog.js";
import type {LogWorkerOpening, LogWorkerProgress} from "./logWorker.js";

/** A log on DuckDB in a worker of this tab, ready for questions. Questions are answered in turn, and none changes what the log is. */
export interface LogWorkerClient {
  readonly engine: string;
  describe(range: TimeRange): Promise<Description>;
  /** Cuts the log anew, with the stage's SQL. */
  cut(gapMs: number): Promise<CutCounts>;
  /** Splits the log's sessions, with the stage's SQL. */
  split(options: SplitOptions): Promise<SplitSummary>;
  /** What every feature of a user and an item was at many moments; null is a user worth a look, and the item they met most often. */
  timeline(user: number | null, item: number | null): Promise<Timeline>;
  /** Works out all features of all examples, hashes them if asked to, and compares them with what happened next. */
  features(hash: boolean): Promise<FeaturesOfLog>;
  /** Counts examples and positives of every target. */
  countTargets(protocol: CountingProtocol): Promise<CountedTargets>;
  /** Measures all that a report on the log is made of; targets are counted by the split. */
  measure(split: SplitOptions): Promise<LogMeasurements>;
  /** Reads the sessions of views of a log of the reader's own, with names and categories of its items. */
  clicks(): Promise<ClickLog>;
  /** Reads the daily sales of items of a log of the reader's own: what was bought, put into carts or viewed. */
  sales(count: CountedEvents): Promise<SalesOfLog>;
  /** Reads the events of sessions, one after another, with the part of a split that each session belongs to. */
  sequences(split: SplitOptions, options: Partial<SequenceOptions>): Promise<SessionSequences>;
  /** Makes what teaches and what judges a target, by its id; with the events before each row where they are wanted, and with kept columns as features. */
  task(target: string, wants?: {readonly events?: boolean; readonly kept?: readonly string[]}): Promise<Dataset>;
  close(): void;
}

export interface LogWorkerOptions {
  onProgress?: (text: string, share: number) => void;
  signal?: AbortSignal;
}

/**
 * Starts DuckDB in a worker and gives it a log: the generated shop, which is made there, or the reader's own, which the browser keeps. Nothing is
 * fetched but this site's own files. Rejects with the signal's reason once it is aborted, which stops the worker at whatever it does.
 */
export async function openLogWorker(
  log: LogWorkerOpening["log"],
  {onProgress, signal}: LogWorkerOptions = {}
): Promise<LogWorkerClient> {
  signal?.throwIfAborted();
  const asked = openWorkerClient<LogWorkerOpening | LogQuestion, LogWorkerProgress>(
    new Worker(import.meta.resolve("./logWorker.js"), {type: "module"}),
    {onProgress: ({text, share}) => onProgress?.(text, share), signal}
  );
  try {
    return logWorkerClient(await asked.ask<string>({kind: "open", log}), asked);
  } catch (error) {
    asked.end(error);
    throw error;
  }
}

/** The questions to a worker whose log is open. */
export function logWorkerClient(
  engine: string,
  {ask, end}: WorkerClient<LogWorkerOpening | LogQuestion>
): LogWorkerClient {
  return {
    engine,
    describe: (range) => ask({kind: "describe", range}),
    cut: (gapMs) => ask({kind: "cut", gapMs}),
    split: (options) => ask({kind: "split", options}),
    timeline: (user, item) => ask({kind: "timeline", user, item}),
    features: (hash) => ask({kind: "features", hash}),
    countTargets: (protocol) => ask({kind: "targets", ...protocol}),
    measure: (split) => ask({kind: "measure", split}),
    clicks: () => ask({kind: "clicks"}),
    sales: (count) => ask({kind: "sales", count}),
    sequences: (split, options) => ask({kind: "sequences", split, options}),
    task: (target, wants) => ask({kind: "task", target, ...wants}),
    close: () => end(new UserError("this page's worker was closed", "reload the page"))
  };
}
