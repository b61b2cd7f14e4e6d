import {UserError} from "../lib/core/errors.js";
import {QUERY_MS, QUERY_ROWS} from "../lib/sql/readOnlyQuery.js";
import type {LogWorkerProgress} from "./logWorker.js";
import type {OpenedTables, QueriedLog, QueryQuestion, TimedResult} from "./queryWorker.js";
import {openWorkerClient} from "./workerClient.js";

export type {OpenedTables, QueriedLog, TimedResult} from "./queryWorker.js";

/** The tables of a log in a worker of their own, open for queries. */
export interface QueryTables extends OpenedTables {
  /**
   * Runs a statement. One that takes longer than it may, or that is cancelled, ends the worker, and so does one that breaks the database: the tables are
   * then to be opened anew, which `over` says. Rejects with `UserError` for the first, with the signal's reason for the second.
   */
  run(sql: string, limits?: {rows?: number; ms?: number; signal?: AbortSignal}): Promise<TimedResult>;
  readonly over: boolean;
  close(): void;
}

/** Starts DuckDB with the tables of a log. Rejects with the signal's reason once it is aborted. */
export async function openQueryTables(
  log: QueriedLog,
  {onProgress, signal}: {onProgress?: (progress: LogWorkerProgress) => void; signal?: AbortSignal} = {}
): Promise<QueryTables> {
  signal?.throwIfAborted();
  const {ask, end} = openWorkerClient<QueryQuestion, LogWorkerProgress>(
    new Worker(import.meta.resolve("./queryWorker.js"), {type: "module"}),
    {onProgress}
  );
  let over = false;
  const stop = (reason: unknown) => {
    over = true;
    end(reason);
  };
  const onAbort = () => stop(signal!.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    const opened = await ask<OpenedTables>({kind: "open", log});
    return {
      ...opened,
      async run(sql, {rows = QUERY_ROWS, ms = QUERY_MS, signal: asked} = {}) {
        const tooLong = new UserError(
          `The query was stopped after ${ms / 1000} seconds`,
          "read fewer rows, or group before joining"
        );
        const timer = setTimeout(() => stop(tooLong), ms);
        const onAbort = () => stop(asked!.reason);
        asked?.addEventListener("abort", onAbort);
        try {
          return await ask<TimedResult>({kind: "query", sql, rows});
        } catch (error) {
          stop(error);
          throw error;
        } finally {
          clearTimeout(timer);
          asked?.removeEventListener("abort", onAbort);
        }
      },
      get over() {
        return over;
      },
      close: () => stop(new UserError("the tables were closed", "reload the page"))
    };
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
