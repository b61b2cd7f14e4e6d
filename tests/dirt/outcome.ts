import type {Engine} from "../../src/lib/sql/engine.js";
import {hashTable} from "../../src/lib/pipeline/hash.js";
import {inspectLog} from "../../src/lib/eventLog/inspectLog.js";
import type {LogFile} from "../../src/lib/eventLog/logFile.js";
import type {LogMapping} from "../../src/lib/eventLog/mapping.js";
import {readLog} from "../../src/lib/eventLog/readLog.js";

/** What came of a file, the same in Node and in a tab: an error, or what is in the two tables. */
export interface Outcome {
  readonly error: {readonly name: string; readonly message: string} | null;
  readonly mapping: LogMapping | null;
  readonly raw: number;
  readonly rejected: number;
  /** Rows above the table that the reader says it does not read. */
  readonly before: number;
  /** Users of `raw_events`, once for each of their events. */
  readonly users: readonly string[];
  readonly rejects: readonly (readonly [line: number, reason: string])[];
  /** Of `raw_events`, in order. */
  readonly hash: string;
}

const EVENTS_SQL =
  "SELECT * FROM raw_events ORDER BY user_id NULLS FIRST, ts_ms, tick, event, item_id, price_cents, dwell_ms, session_key";

/** Reads a file as every border of the project does, with the columns that are guessed. Anything that is thrown is the outcome. */
export async function outcomeOf(engine: Engine, file: LogFile, engineReadsParquet: boolean): Promise<Outcome> {
  const nothing = {raw: 0, rejected: 0, before: 0, users: [], rejects: [], hash: ""};
  let mapping: LogMapping | null = null;
  let before = 0;
  try {
    const inspection = await inspectLog(file);
    mapping = inspection.mapping;
    before = rowsBefore(inspection.notices);
    await readLog(engine, file, inspection.format, inspection.columns, mapping, {engineReadsParquet});
  } catch (error) {
    const {name, message} = error as Error;
    return {...nothing, error: {name, message}, mapping};
  }
  const events = await engine.read(EVENTS_SQL);
  const users = await engine.read('SELECT "user" AS name FROM raw_events JOIN users USING (user_id) ORDER BY "user"');
  const rejects = await engine.read("SELECT line, reason FROM rejected_rows ORDER BY line, reason");
  return {
    error: null,
    mapping,
    raw: events.rows,
    rejected: rejects.rows,
    before,
    users: Array.from({length: users.rows}, (_, i) => String(users.columns.name[i])),
    rejects: Array.from({length: rejects.rows}, (_, i) => [
      Number(rejects.columns.line[i]),
      String(rejects.columns.reason[i])
    ]),
    hash: hashTable(events).sha256
  };
}

/** As "2 rows before the table are not read" says it; 0 where nothing is said. */
function rowsBefore(notices: readonly string[]): number {
  return notices.reduce(
    (sum, notice) => sum + Number(/^(\d+) rows? before the table (?:is|are) not read/.exec(notice)?.[1] ?? 0),
    0
  );
}
