/** A relation as a FROM clause names it, and the names by which its columns are then reached, e.g. `sessions AS s` and `s`. */
export interface Relation {
  /** What stands after FROM. */
  readonly from: string;
  readonly aliases: readonly string[];
}

/**
 * A join of each row of the left with the row of the right that is nearest in time, as `merge_asof` of pandas does. The right has at most one row for a key
 * and time.
 */
export interface AsOfJoin {
  readonly left: Relation;
  /** A table, or a query in parentheses. */
  readonly right: string;
  /** The name by which columns of the right are reached. */
  readonly as: string;
  /** An expression over the left and the name of a column of the right, which must be equal; NULL equals nothing. */
  readonly on: readonly (readonly [left: string, right: string])[];
  /** An expression over the left. */
  readonly leftTime: string;
  /** A column of the right. */
  readonly rightTime: string;
  /** `backward` takes the last row of the right before the time of the left, `forward` the first after it. Default: `backward`. */
  readonly direction?: "backward" | "forward";
  /** Whether a row of the right at exactly the time of the left counts. Default: no, so that nothing is known of its own moment. */
  readonly allowExactMatches?: boolean;
  /** `left` keeps a row without a match, its columns of the right NULL; `inner` drops it. Default: `left`. */
  readonly how?: "left" | "inner";
}

/** Types of a column that is made without a query. */
export type SqlType = "integer" | "bigint" | "double" | "text";

/**
 * What is not said the same way in every database: all else in the SQL of the stages and features is common to DuckDB and Spark SQL. Expressions take and give
 * integers, and statements end with a semicolon.
 */
export interface Dialect {
  readonly name: string;
  readonly integer: string;
  readonly bigint: string;
  readonly double: string;
  readonly text: string;
  /** `a / b` rounded towards zero, for whole numbers. */
  quotient(a: string, b: string | number): string;
  /** A timestamp without a time zone, or in UTC, of UTC milliseconds. */
  timestampOfMillis(ms: string): string;
  /** Months since year 0 of UTC milliseconds: `year × 12 + month − 1`. */
  month(ms: string): string;
  /** Day of the month of UTC milliseconds, 1 to 31. */
  dayOfMonth(ms: string): string;
  /** The call that gives the last value of a window that is not NULL; what follows is `OVER …`. */
  lastNotNull(value: string): string;
  /** A text value as SQL writes it, with quotes and NUL where it has them. */
  literal(text: string): string;
  /**
   * The windows over all rows of a subquery in the order in which its ORDER BY has put them: of a look at the row before or a running number, and of a running
   * sum. Null where a database does not promise that order, and a window must name its own.
   */
  readonly sortedWindows: {readonly row: string; readonly running: string} | null;
  /** Numbers the rows of a file from 1 in the order in which they stand in it. */
  readonly fileRowNumber: string;
  /** Makes a table of what a query gives. A table of that name is replaced; the query must not read it. */
  createTable(name: string, query: string): string;
  /** Makes an empty table, or replaces one. */
  createEmptyTable(name: string, columns: Readonly<Record<string, SqlType>>): string;
  /** Makes a view of a query, or replaces one. */
  createView(name: string, query: string): string;
  /** Drops a table that is there. */
  dropTable(name: string): string;
  /** A relation for FROM, over which columns are reached as `<alias>.<column>`. */
  asOfJoin(join: AsOfJoin): Relation;
}

/** A time further off than any, in 64 bits. */
const FAR_MS = "9223372036854775807";

export const DUCKDB: Dialect = {
  name: "DuckDB",
  integer: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  text: "VARCHAR",
  quotient: (a, b) => `${a} // ${b}`,
  // a TIMESTAMP has no time zone, so that neither the machine's zone nor the ICU extension matters
  timestampOfMillis: (ms) => `epoch_ms(${ms})`,
  month: (ms) => `CAST(year(epoch_ms(${ms})) * 12 + month(epoch_ms(${ms})) - 1 AS INTEGER)`,
  dayOfMonth: (ms) => `day(epoch_ms(${ms}))`,
  lastNotNull: (value) => `last_value(${value} IGNORE NULLS)`,
  literal(text) {
    const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
    // a statement ends at a NUL, wherever it stands
    return parts.length === 1 ? parts[0] : `(${parts.join(" || chr(0) || ")})`;
  },
  sortedWindows: {row: "OVER ()", running: "OVER (ROWS UNBOUNDED PRECEDING)"},
  fileRowNumber: "row_number() OVER ()",
  createTable: (name, query) => `CREATE OR REPLACE TABLE ${name} AS\n${query};`,
  createEmptyTable: (name, columns) => `CREATE OR REPLACE TABLE ${name} (${columnList(DUCKDB, columns)});`,
  createView: (name, query) => `CREATE OR REPLACE VIEW ${name} AS\n${query};`,
  dropTable: (name) => `DROP TABLE ${name};`,
  asOfJoin({
    left,
    right,
    as,
    on,
    leftTime,
    rightTime,
    direction = "backward",
    allowExactMatches = false,
    how = "left"
  }) {
    const compared = `${direction === "backward" ? "<" : ">"}${allowExactMatches ? "=" : ""}`;
    // where both sides are sorted, DuckDB gives a row without a time the last of all: it must come before them, or after
    const known = `coalesce(${leftTime}, ${direction === "backward" ? "-" : ""}${FAR_MS})`;
    const conditions = [
      ...on.map(([one, other]) => `${as}.${other} = ${one}`),
      `${as}.${rightTime} ${compared} ${known}`
    ];
    return {
      from: `${left.from}\nASOF ${how === "left" ? "LEFT " : ""}JOIN ${right} AS ${as} ON ${conditions.join(" AND ")}`,
      aliases: [...left.aliases, as]
    };
  }
};

/**
 * Spark SQL 4 on a session in UTC with `spark.sql.ansi.doubleQuotedIdentifiers`. Tables are Parquet files, which cannot be replaced in one step: a
 * table is dropped first. Windows name their order, and a join as of a time is a union of both sides in the order of time, in which a row of the left takes the
 * last row of the right before it; both sides go through it as structs under their own names.
 */
export const SPARK: Dialect = {
  name: "Spark",
  integer: "INT",
  bigint: "BIGINT",
  double: "DOUBLE",
  text: "STRING",
  quotient: (a, b) => `${a} DIV ${b}`,
  timestampOfMillis: (ms) => `timestamp_millis(${ms})`,
  month: (ms) => `CAST(year(timestamp_millis(${ms})) * 12 + month(timestamp_millis(${ms})) - 1 AS INT)`,
  dayOfMonth: (ms) => `day(timestamp_millis(${ms}))`,
  lastNotNull: (value) => `last_value(${value}) IGNORE NULLS`,
  // a backslash begins an escape in Spark, where it is a character in DuckDB
  literal: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`,
  sortedWindows: null,
  fileRowNumber: "row_number() OVER (ORDER BY monotonically_increasing_id())",
  createTable: (name, query) => `DROP TABLE IF EXISTS ${name};\nCREATE TABLE ${name} USING PARQUET AS\n${query};`,
  createEmptyTable: (name, columns) =>
    `DROP TABLE IF EXISTS ${name};\nCREATE TABLE ${name} (${columnList(SPARK, columns)}) USING PARQUET;`,
  createView: (name, query) => `CREATE OR REPLACE TEMP VIEW ${name} AS\n${query};`,
  dropTable: (name) => `DROP TABLE ${name};`,
  asOfJoin({
    left,
    right,
    as,
    on,
    leftTime,
    rightTime,
    direction = "backward",
    allowExactMatches = false,
    how = "left"
  }) {
    const {aliases} = left;
    const [first] = aliases;
    const keys = on.map((_, i) => `key_${i}`);
    // among rows of one time, those of the right come first where they count
    const [ofLeft, ofRight] = allowExactMatches ? [1, 0] : [0, 1];
    const leftRows = [
      ...aliases.map((alias) => `struct(${alias}.*) AS ${alias}`),
      `NULL AS ${as}`,
      ...on.map(([expression], i) => `${expression} AS key_${i}`),
      `${leftTime} AS at`,
      `${ofLeft} AS side`
    ];
    const rightRows = [
      ...aliases.map(() => "NULL"),
      `struct(${as}.*)`,
      ...on.map(([, name]) => `${as}.${name}`),
      `${as}.${rightTime}`,
      String(ofRight)
    ];
    const known = [...on.map(([, name]) => name), rightTime].map((name) => `${as}.${name} IS NOT NULL`);
    const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")} `;
    // a row of the left without a time comes before all others and takes nothing
    const order = `ORDER BY at ${direction === "backward" ? "ASC" : "DESC"} NULLS FIRST, side ROWS UNBOUNDED PRECEDING`;
    const kept = [`${first} IS NOT NULL`, ...(how === "inner" ? [`${as} IS NOT NULL`] : [])];
    return {
      from: `(
  SELECT ${[...aliases, as].join(", ")} FROM (
    SELECT ${aliases.join(", ")}, last_value(${as}) IGNORE NULLS OVER (${partition}${order}) AS ${as}
    FROM (
      SELECT ${leftRows.join(", ")}
      FROM ${left.from}
      UNION ALL
      SELECT ${rightRows.join(", ")}
      FROM ${right} AS ${as}
      WHERE ${known.join(" AND ")}
    )
  )
  WHERE ${kept.join(" AND ")}
)`,
      aliases: [...aliases, as]
    };
  }
};

function columnList(dialect: Dialect, columns: Readonly<Record<string, SqlType>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${dialect[type]}`)
    .join(", ");
}

/** A name as SQL writes it, safe for any text. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text value as DuckDB writes it. */
export const literal = (text: string): string => DUCKDB.literal(text);
