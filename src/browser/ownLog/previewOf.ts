import {numbers} from "../../lib/core/table.js";
import type {LogInspection} from "../../lib/eventLog/inspectLog.js";
import type {LogMapping} from "../../lib/eventLog/mapping.js";
import {readLog} from "../../lib/eventLog/readLog.js";
import {EVENT_TYPES, type EventType} from "../../lib/sources/events.js";
import type {BrowserEngine} from "../duckdb.js";
import {browserFile} from "./browserFile.js";

/** The first rows of a log as a mapping reads them, in the order of the inspection's rows. */
export interface Preview {
  readonly rows: readonly {
    /** UTC milliseconds. */
    readonly timeMs: number | null;
    readonly event: EventType | null;
    readonly priceCents: number | null;
    /** Why the row would be set aside; null where it would be read. */
    readonly reason: string | null;
  }[];
  /** Of the sample, how many rows would be read and how many set aside. */
  readonly read: number;
  readonly aside: number;
}

const SHOWN = 8;

/** Reads the sample of an inspection with the code that reads the whole log, so that the preview promises nothing else. */
export async function previewOf(
  engine: BrowserEngine,
  {columns, rows}: LogInspection,
  mapping: LogMapping
): Promise<Preview> {
  const quoted = (value: string | null) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`);
  const text = [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\n");
  const file = new File([text], "the first rows");
  const log = browserFile(file, `first-rows-${samples++}-of-log`);
  await engine.addFile(log.path, file);
  try {
    await readLog(engine, log, {kind: "csv", delimiter: ",", header: true, gzip: false}, columns, mapping);
  } finally {
    await engine.dropFile(log.path);
  }
  const found = await engine.read(`SELECT r.line, ts_ms, event, price_cents, reason
FROM read_rows AS r LEFT JOIN rejected_rows AS j ON j.line = r.line ORDER BY r.line LIMIT ${SHOWN}`);
  const counts = await engine.read(
    `SELECT (SELECT count(*) FROM raw_events) AS read, (SELECT count(*) FROM rejected_rows) AS aside`
  );
  const [ms, event, cents] = ["ts_ms", "event", "price_cents"].map((name) => numbers(found, name));
  const known = (value: number) => (Number.isNaN(value) || value < 0 ? null : value);
  return {
    rows: Array.from({length: found.rows}, (_, i) => ({
      timeMs: known(ms[i]),
      event: EVENT_TYPES[event[i]] ?? null,
      priceCents: known(cents[i]),
      reason: found.columns.reason[i] as string | null
    })),
    read: numbers(counts, "read")[0],
    aside: numbers(counts, "aside")[0]
  };
}

/** The engine keeps what it knows of a file under its name, so each sample has its own. */
let samples = 0;
