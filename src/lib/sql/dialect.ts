/**
 * The few words of the stages' SQL that are not the same in every database. Everything else is common to DuckDB and Spark SQL.
 * The expressions take and give integers.
 */
export interface Dialect {
  readonly name: string;
  /** `a / b` rounded towards zero, for whole numbers that are not negative. */
  quotient(a: string, b: string | number): string;
  /** Months since year 0 of UTC milliseconds: `year × 12 + month − 1`. */
  month(ms: string): string;
  readonly bigint: string;
  readonly integer: string;
}

export const DUCKDB: Dialect = {
  name: "DuckDB",
  quotient: (a, b) => `${a} // ${b}`,
  // epoch_ms gives a TIMESTAMP without a time zone, so that neither the machine's zone nor the ICU extension matters
  month: (ms) => `CAST(year(epoch_ms(${ms})) * 12 + month(epoch_ms(${ms})) - 1 AS INTEGER)`,
  bigint: "BIGINT",
  integer: "INTEGER"
};

/** A name as SQL writes it, safe for any text. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text value as SQL writes it. */
export function literal(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  // a statement ends at a NUL, wherever it stands
  return parts.length === 1 ? parts[0] : `(${parts.join(" || chr(0) || ")})`;
}
