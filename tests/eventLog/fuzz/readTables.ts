import {numbers} from "../../../src/lib/core/table.js";
import type {Engine} from "../../../src/lib/sql/engine.js";

/** What a reader made of a log: plain values, as they come out of a tab too. */
export interface ReadBack {
  /** Why it was not read. `asked` where the reader stopped to be told more, else `refused`; any other error is a bug. */
  readonly stopped: {readonly how: "asked" | "refused" | "crashed"; readonly message: string} | null;
  /** What the reader says of readings that are open to doubt and of what it left out. */
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

export const NOTHING_READ: Pick<ReadBack, "kept" | "aside"> = {
  kept: {line: [], user: [], ms: [], event: [], item: [], cents: [], session: []},
  aside: {line: [], reason: []}
};

/** The rows of the log that an engine read last. */
export async function readTables(engine: Engine): Promise<Pick<ReadBack, "kept" | "aside">> {
  const read = await engine.read(`SELECT line, user_id, ts_ms, event, coalesce(item_id, -1) AS item_id,
  coalesce(price_cents, -1) AS price_cents, coalesce(session_key, -1) AS session_key
FROM read_rows WHERE fault IS NULL ORDER BY line, ts_ms`);
  const rejected = await engine.read("SELECT line, reason FROM rejected_rows ORDER BY line");
  const column = (name: string) => [...numbers(read, name)];
  return {
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
