import {DUCKDB, literal} from "../sql/dialect.js";

/** The columns of `raw_events` that a reading fills; the others are missing. */
export type RawColumn = "user_id" | "ts_ms" | "tick" | "event" | "item_id" | "price_cents" | "dwell_ms" | "session_key";

/** How rows of a file become events: SQL expressions over a relation that has a column `line`. */
export interface RowReading {
  /** A query, or the name of a table, with a column `line`: where the row begins in the file, counted from 1. */
  readonly rows: string;
  /** By column, an expression that gives NULL where the value cannot be read. */
  readonly columns: Readonly<Partial<Record<RawColumn, string>>>;
  /** Further columns that `read_rows` has for every row, by name, for whoever asks it what it has read. Default: none. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Why a row cannot be an event: `[reason, condition]` in the order in which they are tried, over the columns of `rows` and those of `raw_events`. */
  readonly rules: readonly (readonly [reason: string, condition: string])[];
  /** By name, expressions for texts that are kept of rows that cannot be events, in `rejected_texts` (line, reason and these). Default: none, and no such view. */
  readonly texts?: Readonly<Record<string, string>>;
  /** A condition under which none of the rules can hold, so that most rows are done with soon. Default: none. */
  readonly sound?: string;
  /** A query (line, reason) for what the reader of the file could not even take as rows, asked after `rows`. Default: nothing. */
  readonly unread?: string;
  /** Whether `line` counts only the rows that were read, so that unread ones before it are to be added. */
  readonly countsReadOnly?: boolean;
}

const RAW_COLUMNS: readonly RawColumn[] = [
  "user_id",
  "ts_ms",
  "tick",
  "event",
  "item_id",
  "price_cents",
  "dwell_ms",
  "session_key"
];

/**
 * SQL that reads rows once and makes `raw_events` and `rejected_rows` (line, reason), each row in one of the two. They are views of one table, so that
 * a log of millions of rows is in memory once. At most 127 rules.
 */
export function readRowsSql({
  rows,
  columns,
  beside = {},
  rules,
  texts = {},
  sound,
  unread,
  countsReadOnly = false
}: RowReading): string {
  if (rules.length > 127) throw new RangeError(`${rules.length} rules; at most 127 fit the code of a reason`);
  const expressions = RAW_COLUMNS.map(
    (name) => `TRY_CAST(${columns[name] ?? "NULL"} AS ${name === "ts_ms" ? "BIGINT" : "INTEGER"}) AS ${name}`
  );
  const others = Object.entries(beside);
  expressions.push(...others.map(([name, expression]) => `${expression} AS ${name}`));
  const fault = rules.map(([, condition], i) => `WHEN ${condition} THEN ${i + 1}`);
  const kept = Object.entries(texts).map(
    ([name, text]) => `,\n  CASE WHEN fault IS NOT NULL THEN ${text} END AS ${name}`
  );
  if (sound !== undefined && fault.length > 0) fault.unshift(`WHEN ${sound} THEN NULL`);
  const reason = rules.map(([text], i) => `WHEN ${i + 1} THEN ${literal(text)}`);
  return `
${DUCKDB.createTable(
  "read_rows",
  `SELECT line, ${[...RAW_COLUMNS, ...others.map(([name]) => name)].join(", ")},
  CAST(${fault.length === 0 ? "NULL" : `CASE ${fault.join("\n    ")} END`} AS TINYINT) AS fault${kept.join("")}
FROM (
  SELECT *, ${expressions.join(",\n    ")}
  FROM (${rows})
)`
)}

${DUCKDB.createTable("unread_rows", unread ?? "SELECT CAST(NULL AS BIGINT) AS line, CAST(NULL AS VARCHAR) AS reason WHERE false")}

${DUCKDB.createView("raw_events", `SELECT ${RAW_COLUMNS.join(", ")} FROM read_rows WHERE fault IS NULL`)}

${
  kept.length === 0
    ? ""
    : DUCKDB.createView(
        "rejected_texts",
        `SELECT line, CASE fault ${reason.join("\n    ")} END AS reason, ${Object.keys(texts).join(", ")}
FROM read_rows WHERE fault IS NOT NULL`
      )
}

${DUCKDB.createView(
  "rejected_rows",
  `SELECT CAST(line${countsReadOnly ? ` + ${UNREAD_BEFORE}` : ""} AS BIGINT) AS line,
  CAST(${reason.length === 0 ? "NULL" : `CASE fault ${reason.join("\n    ")} END`} AS VARCHAR) AS reason
FROM read_rows WHERE fault IS NOT NULL
UNION ALL
SELECT line, reason FROM unread_rows`
)}`.trim();
}

/** Of unread lines r₁ < r₂ …, rⱼ lies before the row counted `line` when rⱼ − (j − 1) ≤ line. */
const UNREAD_BEFORE = `(
    SELECT count(*) FROM (SELECT line - row_number() OVER (ORDER BY line) + 1 AS counted FROM unread_rows) AS u
    WHERE counted <= read_rows.line
  )`;
