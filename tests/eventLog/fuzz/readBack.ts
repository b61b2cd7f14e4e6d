import {eventLog} from "../../../loaders/sources/eventLog.js";
import {UsageError, UserError} from "../../../src/lib/core/errors.js";
import type {Engine} from "../../../src/lib/sql/engine.js";
import {NOTHING_READ, readTables, type ReadBack} from "./readTables.js";

/** Reads a log as the command line does, with the columns that are guessed and what `map` says beside. A question there is a `UsageError`. */
export async function readBack(engine: Engine, path: string, {map = ""}: {map?: string} = {}): Promise<ReadBack> {
  let notices: readonly string[] = [];
  let taken = "";
  try {
    const source = await eventLog(path, {map});
    notices = source.notices ?? [];
    taken = source.note ?? "";
    notices = [...notices, ...((await source.load(engine)) ?? [])];
  } catch (error) {
    const how = error instanceof UsageError ? "asked" : error instanceof UserError ? "refused" : "crashed";
    return {...NOTHING_READ, stopped: {how, message: (error as Error).message}, notices, taken};
  }
  return {stopped: null, notices, taken, ...(await readTables(engine))};
}
