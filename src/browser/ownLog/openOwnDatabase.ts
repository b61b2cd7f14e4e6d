import {UserError} from "../../lib/core/errors.js";
import {openDuckDB, type BrowserEngine, type DuckDBBrowserOptions} from "../duckdb.js";
import {databasePath, lockOf} from "./logFiles.js";

/** A page that was left gives its files back a moment later than the next one asks for them. */
const PATIENCE_MS = 4_000;

/**
 * Opens the database of the log that is kept under an id, or a new one, from a worker. Only one tab can have it; throws `UserError` where
 * another one does.
 */
export async function openOwnDatabase(
  id: string,
  options: Omit<DuckDBBrowserOptions, "path"> = {}
): Promise<BrowserEngine> {
  await locked(lockOf(id));
  return openDuckDB({...options, path: databasePath(id)});
}

/** Holds a lock until this worker ends. */
function locked(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, {signal: AbortSignal.timeout(PATIENCE_MS)}, () => {
        resolve();
        return new Promise<void>(() => {});
      })
      .catch(() =>
        reject(
          new UserError("another tab of this site is working with your log", "close it there, or wait, and try again")
        )
      );
  });
}
