import {UserError} from "../../lib/core/errors.js";
import type {CheckedGuess} from "../../lib/eventLog/checkGuess.js";
import type {RecognisedFile} from "../../lib/sources/recognisePublished.js";
import {openWorkerClient, type WorkerClient} from "../workerClient.js";
import {logWorkerClient, openLogWorker, type LogWorkerClient, type LogWorkerOptions} from "../logWorkerClient.js";
import {dropLeftOvers, forgetKept, keptLog, missingForKeeping, readKept, type LogSummary} from "./logFiles.js";
import type {
  AskedWords,
  InspectedLog,
  LogDocuments,
  ReaderProgress,
  ReaderQuestion,
  ReadReply
} from "./ownLogWorker.js";
import type {Preview} from "./previewOf.js";
import {chooseLog} from "./shownLog.js";

/** The reader's own log, as pages see it. */
export interface OwnLog {
  readonly summary: LogSummary;
  /** Whether the browser keeps it; else it lives as long as this page. */
  readonly kept: boolean;
  /** One of its documents; null where what is kept is damaged. */
  document<K extends keyof LogDocuments>(name: K): Promise<LogDocuments[K] | null>;
  /** DuckDB with its tables. */
  openLogWorker(options?: LogWorkerOptions): Promise<LogWorkerClient>;
}

let current: Promise<OwnLog | null> | undefined;
/** Of a log that is not kept: the worker that holds it. */
let holder: WorkerClient<ReaderQuestion> | undefined;
const listeners = new Set<(log: OwnLog | null) => void>();

/** The log there is, read from the browser's private file system once a page; none, with a warning, where that cannot be read. */
export function ownLog(): Promise<OwnLog | null> {
  if (current === undefined) {
    current = keptLog().then(
      (summary) => (summary === null ? null : kept(summary)),
      (error: unknown) => {
        console.warn(
          `The log that this browser keeps could not be read: ${String(error)}. Reload the page to try again.`
        );
        return null; // all cells of a page wait for this
      }
    );
    void current.then(dropLeftOvers).catch(() => {}); // of tabs that were closed half-way; a browser without the means has none
  }
  return current;
}

/** Hears of the log there is, now and whenever it changes. Returns the function that ends it. */
export function watchOwnLog(hear: (log: OwnLog | null) => void): () => void {
  listeners.add(hear);
  void ownLog().then((log) => {
    if (listeners.has(hear)) hear(log);
  });
  return () => void listeners.delete(hear);
}

function change(log: OwnLog | null): void {
  current = Promise.resolve(log);
  for (const hear of listeners) hear(log);
}

function kept(summary: LogSummary): OwnLog {
  return {
    summary,
    kept: true,
    document: (name) => readKept(summary.id, name),
    openLogWorker: (options) => openLogWorker({kind: "own", id: summary.id}, options)
  };
}

/** Deletes the log from this browser. Throws `UserError` where another tab has it open. */
export async function forgetOwnLog(): Promise<void> {
  holder?.end(new UserError("the log was forgotten", "choose it again"));
  holder = undefined;
  // pages close what they have open of it
  chooseLog("built-in");
  change(null);
  await forgetKept();
}

/** One file on its way to becoming the log. */
export interface LogReader {
  readonly inspection: InspectedLog;
  /** Why the log cannot be kept in this browser, in words for its reader; null where it can. */
  readonly notKept: string | null;
  /** How it would be read under corrections, as `--map` has them. Rejects with `UserError` for text that makes no sense. */
  check(map: string): Promise<CheckedGuess>;
  /** The first rows as they would be read. */
  preview(map: string): Promise<Preview>;
  /** The corrections as a file for `--map @FILE`. */
  template(map: string): Promise<string>;
  /** Which published file it is, null for any other. */
  recognise(): Promise<RecognisedFile | null>;
  /**
   * Reads it all, and makes it the log of this browser. What was there before stays until this is done. Gives words for events that must be decided first
   * where the file has such. `kept` are columns without a role that stay with the log.
   */
  read(
    map: string,
    options: {readonly sessions: "gap" | "own"; readonly kept: readonly string[]}
  ): Promise<{readonly log: OwnLog} | {readonly asked: AskedWords}>;
  /** Stops it at whatever it does. */
  stop(): Promise<void>;
}

/** What a stopped worker takes to let go of its files. */
const STOP_MS = 500;

/** Of a log's own size, what its database and documents may take at most, as a rule. */
const ROOM = 3;

/**
 * Looks at a file in a worker. Rejects with the signal's reason once it is aborted, which stops the worker at whatever it does; with
 * `UserError` for a file that cannot be a log.
 */
export async function readOwnLog(
  file: File,
  {
    onProgress,
    onRecognised,
    signal
  }: {
    onProgress?: (progress: ReaderProgress) => void;
    /** Hears which published file it is where it cannot be read as a log. */
    onRecognised?: (found: RecognisedFile) => void;
    signal?: AbortSignal;
  } = {}
): Promise<LogReader> {
  const notKept = (await missingForKeeping()) ?? (await tooFull(file));
  signal?.throwIfAborted();
  const id = notKept === null ? crypto.randomUUID() : null;
  const asked = openWorkerClient<ReaderQuestion, ReaderProgress>(
    new Worker(import.meta.resolve("./ownLogWorker.js"), {type: "module"}),
    {onProgress, signal}
  );
  const stop = async () => {
    asked.end(new UserError("the reading was stopped", "choose the file again"));
    if (id === null) return;
    await new Promise((resolve) => setTimeout(resolve, STOP_MS));
    await dropLeftOvers();
  };
  signal?.addEventListener("abort", () => void stop());
  try {
    const inspection = await asked.ask<InspectedLog>({kind: "inspect", file, keptAs: id});
    return {
      inspection,
      notKept,
      check: (map) => asked.ask({kind: "check", map}),
      preview: (map) => asked.ask({kind: "preview", map}),
      template: (map) => asked.ask({kind: "template", map}),
      recognise: () => asked.ask({kind: "recognise", file}),
      async read(map, options) {
        const reply = await asked.ask<ReadReply>({kind: "read", map, ...options});
        if ("asked" in reply) return reply;
        holder?.end(new UserError("another log was read", "reload the page"));
        holder = undefined;
        let log: OwnLog;
        if (reply.kept) {
          asked.end(new UserError("the log has been read", "reload the page"));
          log = kept(reply.summary);
        } else {
          holder = asked;
          const {summary, engine, documents} = reply;
          log = {
            summary,
            kept: false,
            document: (name) => Promise.resolve(documents[name]),
            // the worker goes on: the log lives in it
            openLogWorker: () => Promise.resolve({...logWorkerClient(engine, asked as never), close: () => {}})
          };
        }
        // whoever brings a log wants to see it
        chooseLog("own");
        change(log);
        return {log};
      },
      stop
    };
  } catch (error) {
    if (!signal?.aborted) {
      const known = await asked.ask<RecognisedFile | null>({kind: "recognise", file}).catch(() => null);
      if (known !== null) onRecognised?.(known);
    }
    void stop();
    throw error;
  }
}

/** Whether the browser says that it has too little room for a log of this size. */
async function tooFull(file: File): Promise<string | null> {
  const {quota, usage = 0} = await navigator.storage.estimate();
  return quota === undefined || quota - usage > ROOM * file.size
    ? null
    : `this browser gives this site too little room (${Math.floor((quota - usage) / 1e6)} MB) for it`;
}
