import type {Table} from "../../src/lib/core/table.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {checkedFile} from "../data/checkedFile.js";
import {openDuckDB} from "../engines/duckdb.js";
import {MOMENT_COLUMNS} from "./cartSessions.js";

/** How many events after the first cart the sessions were cut, as the derived file has it. */
export const CUTS = [0, 1, 2, 3, 5, 10] as const;

/** What else is known once a session has gone on after its first cart. */
export const LATER_COLUMNS = [...MOMENT_COLUMNS, "seconds_since_first_cart", "seconds_since_last_cart"];

/**
 * RetailRocket's cart sessions whose first cart has a time and which go on for so many events after it, in the order of
 * that time, by cut: `visitorid`, `ms`, `label` (whether they buy) and `LATER_COLUMNS` as they were then. Throws
 * `UserError` where the two derived files are not here.
 */
export async function readCartPrefixes(): Promise<ReadonlyMap<number, Table>> {
  const prefixes = await checkedFile("retailrocket", "prefix_dataset.parquet");
  const sessions = await checkedFile("retailrocket", "cart_sessions_with_ts.parquet");
  const engine = await openDuckDB();
  try {
    await engine.run(`CREATE TABLE timed AS
SELECT session_key, CAST(epoch_ms(first_addtocart_utc_gybai) AS BIGINT) AS ms
FROM read_parquet(${literal(sessions)}) WHERE first_addtocart_utc_gybai IS NOT NULL`);
    const read = new Map<number, Table>();
    for (const cut of CUTS)
      read.set(
        cut,
        await engine.read(`SELECT visitorid, ms, CAST(y AS INTEGER) AS label,
  ${LATER_COLUMNS.map((name) => `CAST(${name} AS DOUBLE) AS ${name}`).join(", ")}
FROM read_parquet(${literal(prefixes)}) JOIN timed USING (session_key) WHERE cutoff_k = ${cut} ORDER BY ms, session_key`)
      );
    return read;
  } finally {
    await engine.close();
  }
}
