import {UserError} from "../../../src/lib/core/errors.js";
import {numbers} from "../../../src/lib/core/table.js";
import {inspectLog, type LogInspection} from "../../../src/lib/eventLog/inspectLog.js";
import type {LogFile} from "../../../src/lib/eventLog/logFile.js";
import {mappingProblems, ROLES, type LogMapping, type Role} from "../../../src/lib/eventLog/mapping.js";
import {parseMapping} from "../../../src/lib/eventLog/parseMapping.js";
import {readLog} from "../../../src/lib/eventLog/readLog.js";
import type {Engine} from "../../../src/lib/sql/engine.js";

/** What a reader made of a log: plain values, as they come out of a tab too. */
export interface ReadBack {
  /** Why it was not read. `asked` where the reader stopped to be told more, else `refused`; any other error is a bug. */
  readonly stopped: {readonly how: "asked" | "refused" | "crashed"; readonly message: string} | null;
  /** Everything the reader says of how it read, beside the columns it took. */
  readonly notices: readonly string[];
  /** The columns it took, for people. */
  readonly taken: string;
  /** Rows that became events, in order of line and time; −1 where there is no value. */
  readonly kept: {
    readonly line: readonly number[];
    readonly user: readonly number[];
    readonly ms: readonly number[];
    readonly event: readonly number[];
    readonly item: readonly number[];
    readonly cents: readonly number[];
    readonly session: readonly number[];
  };
  readonly aside: {readonly line: readonly number[]; readonly reason: readonly string[]};
}

const NOTHING = {
  kept: {line: [], user: [], ms: [], event: [], item: [], cents: [], session: []},
  aside: {line: [], reason: []}
};

/** What an inspection may say beside the columns, where the reader says it. */
type Inspection = LogInspection & {
  /** By role, from 0 to 1. */
  readonly confidence?: Readonly<Partial<Record<Role, number>>>;
  /** Words for events that somebody has to decide. */
  readonly undecided?: readonly string[];
  readonly notices?: readonly string[];
};

/** A column that is taken with less confidence than this has to be confirmed, and so has the lack of one that is needed. */
const SURE = 0.9;
const NEEDED: readonly Role[] = ["user", "time", "event", "item"];

/** What the reader wants to be told before it reads; null where it is sure of everything. */
function questionOf({confidence = {}, undecided = []}: Inspection, mapping: LogMapping): string | null {
  const unsure = ROLES.filter(
    (role) => (confidence[role] ?? 1) < SURE && (mapping[role] !== null || NEEDED.includes(role))
  );
  const open = undecided.filter((word) => mapping.eventNames[word] === null);
  if (unsure.length > 0) return `which column is ${unsure.join(", which is ")}?`;
  return open.length > 0 ? `what do ${open.join(", ")} stand for?` : null;
}

/** Reads a log as the command line and the tab do, with the columns that are guessed and what `map` says beside. */
export async function readBack(
  engine: Engine,
  file: LogFile,
  {map = "", engineReadsParquet = true}: {map?: string; engineReadsParquet?: boolean} = {}
): Promise<ReadBack> {
  let notices: readonly string[] = [];
  let taken = "";
  try {
    const inspection: Inspection = await inspectLog(file);
    notices = inspection.notices ?? [];
    const mapping = parseMapping(map, inspection.mapping);
    taken = takenColumns(mapping);
    const question = questionOf(inspection, mapping);
    if (question !== null) return {...NOTHING, stopped: {how: "asked", message: question}, notices, taken};
    const [problem] = mappingProblems(mapping, inspection.columns);
    if (problem !== undefined) return {...NOTHING, stopped: {how: "refused", message: problem}, notices, taken};
    await readLog(engine, file, inspection.format, inspection.columns, mapping, {engineReadsParquet});
  } catch (error) {
    const how = error instanceof UserError ? "refused" : "crashed";
    return {...NOTHING, stopped: {how, message: (error as Error).message}, notices, taken};
  }
  const read = await engine.read(`SELECT line, user_id, ts_ms, event, coalesce(item_id, -1) AS item_id,
  coalesce(price_cents, -1) AS price_cents, coalesce(session_key, -1) AS session_key
FROM read_rows WHERE fault IS NULL ORDER BY line, ts_ms`);
  const rejected = await engine.read("SELECT line, reason FROM rejected_rows ORDER BY line");
  const column = (name: string) => [...numbers(read, name)];
  return {
    stopped: null,
    notices,
    taken,
    kept: {
      line: column("line"),
      user: column("user_id"),
      ms: column("ts_ms"),
      event: column("event"),
      item: column("item_id"),
      cents: column("price_cents"),
      session: column("session_key")
    },
    aside: {
      line: [...numbers(rejected, "line")],
      reason: Array.from({length: rejected.rows}, (_, i) => String(rejected.columns.reason[i]))
    }
  };
}

function takenColumns(mapping: LogMapping): string {
  return Object.entries(mapping)
    .filter(([key, value]) => value !== null && key !== "eventNames" && key !== "ingestedFormat")
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(", ");
}
