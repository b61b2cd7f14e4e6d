import {html} from "htl";
import {openLogWorker, type LogWorkerClient, type LogWorkerOptions} from "../browser/logWorkerClient.js";
import type {OwnLog} from "../browser/ownLog/ownLogs.js";
import {bytes, count, duration} from "./format.js";
import {progress} from "./progress.js";

export interface LiveLog extends HTMLElement {
  /**
   * Answers a question from the database in this tab, which is started at the first one. Gives null where the reader cancelled
   * or the start failed (the element then says so, and the next question tries again), and where a newer one on the same topic came
   * before this one's turn: a dragged slider asks faster than a database answers.
   */
  ask<T>(topic: string, question: (logWorker: LogWorkerClient) => Promise<T>): Promise<T | null>;
  /** Whether the database is there. An event `started` says when it has come. */
  readonly started: boolean;
  close(): void;
}

/** What a page's database is to hold, and how it is opened. */
export interface LiveLogOptions {
  open(options: LogWorkerOptions): Promise<LogWorkerClient>;
  /** What is done, for the progress bar. */
  readonly label: string;
  /** A clause for the offer, e.g. "313,036 events are generated here". */
  readonly offer: string;
  /** What it holds once it is there, e.g. "the generated events". */
  readonly holds: string;
  /** What is shown while it is not there, e.g. "the published figures". */
  readonly instead: string;
  readonly size: {readonly bytes: number; readonly transferBytes: number};
}

/** The generated shop as a page's database: its events are generated in the tab and fetched from nowhere. */
export function liveShop(
  {profile, seed, events}: {profile: string; seed: number; events: number},
  size: LiveLogOptions["size"]
): LiveLog {
  return liveLog({
    open: (options) => openLogWorker({kind: "shop", profile, seed}, options),
    label: "Starting DuckDB and generating the shop",
    offer: `${count(events)} events are generated here`,
    holds: "the generated events",
    instead: "the published figures are shown",
    size
  });
}

/** The reader's own log as a page's database: it is opened where the browser keeps it. */
export function liveOwnLog(log: OwnLog, size: LiveLogOptions["size"]): LiveLog {
  return liveLog({
    open: (options) => log.openLogWorker(options),
    label: "Starting DuckDB and opening your log",
    offer: `your ${count(log.summary.events)} events are here already`,
    holds: "your log",
    instead: "the figures made when it was read are shown",
    size
  });
}

/**
 * The database of a page: a line that says what it weighs before it is fetched, a button, then progress with a cancel button, then
 * what it holds and how long the last answer took.
 */
export function liveLog({open: openIt, label, offer: offered, holds, instead, size}: LiveLogOptions): LiveLog {
  const button = html`<button type="button" class="button">Start DuckDB in this tab</button>` as HTMLButtonElement;
  const said = html`<span role="status"></span>` as HTMLElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const element = html`<div class="live-log">${button} ${bar} ${said}</div>` as unknown as LiveLog;
  const offer = (before = "") => {
    button.hidden = false;
    bar.hidden = true;
    said.textContent = `${before}It is ${bytes(size.transferBytes)} compressed (${bytes(size.bytes)} unpacked), and ${offered}.`;
  };
  let logWorker: Promise<LogWorkerClient> | undefined;
  let started = false;

  async function open(): Promise<LogWorkerClient> {
    const start = performance.now();
    const line = progress({label});
    button.hidden = true;
    said.textContent = "";
    bar.hidden = false;
    bar.replaceChildren(line);
    try {
      const opened = await openIt({
        signal: line.signal,
        onProgress: (text, share) => line.update(text, share)
      });
      bar.hidden = true;
      started = true;
      element.dispatchEvent(new Event("started"));
      said.textContent = `${opened.engine} holds ${holds}, ready after ${duration(performance.now() - start)}.`;
      return opened;
    } catch (error) {
      logWorker = undefined;
      const cancelled = line.signal.aborted;
      offer(cancelled ? `Cancelled; ${instead}. ` : `${error instanceof Error ? error.message : String(error)}. `);
      throw error;
    }
  }

  const start = () => (logWorker ??= open());
  const newest = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  async function ask<T>(topic: string, question: (logWorker: LogWorkerClient) => Promise<T>): Promise<T | null> {
    const number = (newest.get(topic) ?? 0) + 1;
    newest.set(topic, number);
    const before = turn;
    const answered = (async () => {
      await before.catch(() => {});
      if (number !== newest.get(topic)) return null;
      let opened: LogWorkerClient;
      try {
        opened = await start();
      } catch {
        return null;
      }
      const asked = performance.now();
      const answer = await question(opened);
      said.textContent = `${opened.engine} in this tab answered in ${duration(performance.now() - asked)}.`;
      return answer;
    })();
    turn = answered;
    return answered;
  }

  button.addEventListener("click", () => void start().catch(() => {}));
  offer();
  Object.defineProperty(element, "started", {get: () => started});
  return Object.assign(element, {
    ask,
    close() {
      logWorker?.then((opened) => opened.close()).catch(() => {});
    }
  });
}
