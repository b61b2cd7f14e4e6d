import type {SourceSpec} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

export interface CleanOptions {
  /** Times outside `[from, until)`, UTC milliseconds, cannot be right. Default: the years 2000 to 2099. */
  readonly period: readonly [from: number, until: number];
}

export const CLEAN_OPTIONS: CleanOptions = {period: [Date.UTC(2000, 0), Date.UTC(2100, 0)]};

/** The reason given to an event whose type the owner of a log has left out. It is no fault of the log, and neither is a duplicate. */
export const UNUSED_EVENT = "event type not used";

/** The reason given where a source de-duplicates and a whole row occurs again. */
export const DUPLICATE = "exact duplicate";

const EVENT_COLUMNS = ["user_id", "ts_ms", "tick", "event", "item_id", "price_cents", "dwell_ms", "session_key"].join(
  ", "
);

/**
 * Why a row of `raw_events` is set aside: `[reason, condition]` in the order in which they are tried, so that each row has at
 * most one reason. User, time and event are always required, and the session key where sessions are the log's own; the rest is
 * as the source says.
 */
export function cleanRules(source: SourceSpec, options: CleanOptions): readonly (readonly [string, string])[] {
  const [from, until] = source.period ?? options.period;
  if (!(from < until)) throw new RangeError(`invalid period: ${from} to ${until}`);
  const required = new Set([...source.required, "user_id", "ts_ms", "event"]);
  if (source.sessions === "own") required.add("session_key");
  const missing = (column: string) =>
    required.has(column) ? [[`missing ${column}`, `${column} IS NULL`] as const] : [];
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return [
    ...missing("user_id"),
    ...missing("ts_ms"),
    [`time outside ${day(from)} to ${day(until)}`, `ts_ms < ${from} OR ts_ms >= ${until}`],
    ...missing("event"),
    ["unknown event", "event < 0 OR event > 3"],
    ...missing("item_id"),
    ...missing("price_cents"),
    ["negative price", "price_cents < 0"],
    ...missing("dwell_ms"),
    ["negative dwell time", "dwell_ms < 0"],
    ...missing("session_key"),
    ...missing("tick")
  ];
}

/**
 * SQL from `raw_events` to `clean_events`, with the same columns, and `quarantine` (reason, rows, first_line): how many rows were set aside
 * for each reason that occurred, here or already when the log was read (`rejected_rows`), and the first line of those. A missing `tick` counts as 0 where the
 * source does not require it.
 */
export function cleanSql(source: SourceSpec, options: CleanOptions = CLEAN_OPTIONS, dialect: Dialect = DUCKDB): string {
  const {bigint, literal} = dialect;
  const rules = cleanRules(source, options);
  const distinct = source.deduplicate ? "DISTINCT " : "";
  const duplicates = `
UNION ALL
SELECT ${literal(DUPLICATE)} AS reason,
  (SELECT count(*) FROM judged_events WHERE reason IS NULL) - (SELECT count(*) FROM clean_events) AS rows,
  CAST(NULL AS ${bigint}) AS line`;
  return `
${dialect.createView(
  "judged_events",
  `SELECT *, CASE
${rules.map(([reason, condition]) => `  WHEN ${condition} THEN ${literal(reason)}`).join("\n")}
  END AS reason
FROM raw_events`
)}

${dialect.createTable(
  "clean_events",
  `SELECT ${distinct}${EVENT_COLUMNS.replace("tick", "coalesce(tick, 0) AS tick")}
FROM judged_events
WHERE reason IS NULL`
)}

${dialect.createTable(
  "quarantine",
  `SELECT reason, CAST(sum(rows) AS ${bigint}) AS rows, min(line) AS first_line FROM (
SELECT reason, count(*) AS rows, CAST(NULL AS ${bigint}) AS line
FROM judged_events
WHERE reason IS NOT NULL
GROUP BY reason
UNION ALL
SELECT reason, count(*) AS rows, min(line) AS line
FROM rejected_rows
GROUP BY reason${source.deduplicate ? duplicates : ""}
) WHERE rows > 0
GROUP BY reason`
)}`.trim();
}
