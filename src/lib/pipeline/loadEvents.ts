import type {Table} from "../core/table.js";
import type {RawEvents} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/**
 * SQL for the table of what a source could not read as events: the line at which each row begins, counted from 1 with a header line where the
 * source has lines, and why. A source that makes its own events has none.
 */
export const noRejectedRowsSql = (dialect: Dialect = DUCKDB): string =>
  dialect.createEmptyTable("rejected_rows", {line: "bigint", reason: "text"});

/** Gives an engine the two tables that the clean stage starts from, `raw_events` with these rows and an empty `rejected_rows`. */
export async function loadEvents(engine: Engine, events: RawEvents | Table): Promise<void> {
  await engine.load("raw_events", events);
  await engine.run(noRejectedRowsSql(engine.dialect));
}
