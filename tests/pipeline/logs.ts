import fc from "fast-check";
import {afterAll, beforeAll} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {noRejectedRowsSql} from "../../src/lib/pipeline/loadEvents.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {rowsOf, tableOf, type Row} from "./oracle.js";

/** A source that sets as few rows aside as possible. */
export const LOG: SourceSpec = {
  name: "log",
  title: "Made for tests.",
  licence: "none",
  generated: true,
  required: ["user_id", "ts_ms", "event", "item_id"],
  deduplicate: false,
  sessions: "gap"
};

const START = Date.UTC(2025, 0, 1);

/** Times on a coarse grid, so that ties, gaps of exactly the limit and gaps around it are common. */
const time = fc.integer({min: 0, max: 400}).map((step) => START + step * 600_000);
const orMissing = <T>(value: fc.Arbitrary<T>) => fc.option(value, {nil: null, freq: 6});

/** Logs that clean keeps whole. */
export const goodLog = fc.array(
  fc.record({
    user_id: fc.integer({min: 1, max: 4}),
    ts_ms: time,
    tick: fc.integer({min: 0, max: 1}),
    event: fc.integer({min: 0, max: 3}),
    item_id: fc.integer({min: 1, max: 3}),
    price_cents: orMissing(fc.integer({min: 0, max: 2})),
    dwell_ms: orMissing(fc.integer({min: 0, max: 1})),
    session_key: fc.integer({min: 1, max: 3})
  }),
  {minLength: 1, maxLength: 40}
) as fc.Arbitrary<Row[]>;

/** Logs with everything that can be wrong with a row, and rows that occur twice. */
export const badLog = fc
  .array(
    fc.record({
      user_id: orMissing(fc.integer({min: 1, max: 2})),
      ts_ms: orMissing(
        fc.constantFrom(START, START + 1, Date.UTC(2000, 0) - 1, Date.UTC(2000, 0), Date.UTC(2100, 0), -5)
      ),
      tick: orMissing(fc.integer({min: 0, max: 1})),
      event: orMissing(fc.integer({min: -1, max: 4})),
      item_id: orMissing(fc.integer({min: 1, max: 2})),
      price_cents: orMissing(fc.integer({min: -1, max: 1})),
      dwell_ms: orMissing(fc.integer({min: -1, max: 1})),
      session_key: orMissing(fc.integer({min: 1, max: 2}))
    }),
    {minLength: 1, maxLength: 40}
  )
  .map((rows) => [...rows, ...rows.slice(0, 5)]) as fc.Arbitrary<Row[]>;

/** An engine for the tests of one file. */
export function useEngine(threads = 2): {readonly engine: Engine} {
  const holder = {} as {engine: Engine};
  beforeAll(async () => {
    holder.engine = await openDuckDB({threads});
  });
  afterAll(() => holder.engine.close());
  return holder;
}

/** Runs SQL on `raw_events` or `clean_events` holding these rows, and reads a query. */
export async function after(
  engine: Engine,
  table: string,
  rows: readonly Row[],
  sql: string,
  query: string
): Promise<Row[]> {
  await engine.load(table, tableOf(rows));
  if (table === "raw_events") await engine.run(noRejectedRowsSql());
  await engine.run(sql);
  return rowsOf(await engine.read(query));
}
