import type {Table} from "../core/table.js";
import type {RawEvents} from "../sources/events.js";
import type {Engine} from "../sql/engine.js";

/**
 * SQL for the table of what a source could not read as events: the line at which each row begins, counted from 1 with a header line where the
 * source has lines, and why. A source that makes its own events has none.
 */
export const NO_REJECTED_ROWS_SQL = "CREATE OR REPLACE TABLE rejected_rows (line BIGINT, reason VARCHAR)";

/** Gives an engine the two tables that the clean stage starts from, `raw_events` with these rows and an empty `rejected_rows`. */
export async function loadEvents(engine: Engine, events: RawEvents | Table): Promise<void> {
  await engine.load("raw_events", events);
  await engine.run(NO_REJECTED_ROWS_SQL);
}
