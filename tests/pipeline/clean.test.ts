import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {cleanRules, cleanSql} from "../../src/lib/pipeline/clean.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {cases} from "../thorough.js";
import {after, badLog, LOG, useEngine} from "./logs.js";
import {clean, EVENT_COLUMNS, sorted, type Row} from "./oracle.js";

const db = useEngine();
const KEPT = `SELECT * FROM clean_events`;

const sources: Record<string, SourceSpec> = {
  "a plain log": LOG,
  "a log with duplicates": {...LOG, deduplicate: true},
  "a log with its own sessions": {...LOG, sessions: "own", required: [...LOG.required, "tick"]},
  "a log that needs prices": {...LOG, required: [...LOG.required, "price_cents"], deduplicate: true}
};

describe("clean does what the slow version does", () => {
  for (const [name, source] of Object.entries(sources))
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(badLog, async (rows) => {
          const kept = await after(db.engine, "raw_events", rows, cleanSql(source), KEPT);
          const {columns, rows: n} = await db.engine.read("SELECT reason, rows FROM quarantine");
          const quarantine = Object.fromEntries(
            Array.from({length: n}, (_, i) => [columns.reason[i], columns.rows[i]])
          );
          const slow = clean(rows, source);
          expect(sorted(kept, EVENT_COLUMNS)).toEqual(sorted(slow.rows, EVENT_COLUMNS));
          expect(quarantine).toEqual(slow.quarantine);
          // no row is lost and none counted twice
          expect(kept.length + Object.values(slow.quarantine).reduce((a, b) => a + b, 0)).toBe(rows.length);
        }),
        cases(15, 40)
      );
    });
});

const good: Row = {
  user_id: 1,
  ts_ms: Date.UTC(2025, 0),
  tick: 0,
  event: 0,
  item_id: 1,
  price_cents: null,
  dwell_ms: null,
  session_key: null
};

test("a row with several faults is counted once, under the first", async () => {
  await after(db.engine, "raw_events", [{...good, user_id: null, event: 9, price_cents: -1}], cleanSql(LOG), KEPT);
  const {columns} = await db.engine.read("FROM quarantine");
  expect([...(columns.reason as string[])]).toEqual(["missing user_id"]);
});

test("the period is half open and stated in the reason", async () => {
  const period = [Date.UTC(2025, 0, 2), Date.UTC(2025, 0, 3)] as const;
  const at = (ts_ms: number) => ({...good, ts_ms});
  const rows = [at(period[0] - 1), at(period[0]), at(period[1] - 1), at(period[1])];
  const kept = await after(db.engine, "raw_events", rows, cleanSql(LOG, {period}), KEPT);
  expect(kept.map(({ts_ms}) => ts_ms)).toEqual([period[0], period[1] - 1]);
  expect(cleanRules(LOG, {period})[2][0]).toBe("time outside 2025-01-02 to 2025-01-03");
  expect(() => cleanSql(LOG, {period: [5, 5]})).toThrow("invalid period: 5 to 5");
});

test("a missing tick counts as 0 where it is not required", async () => {
  const [kept] = await after(db.engine, "raw_events", [{...good, tick: null}], cleanSql(LOG), KEPT);
  expect(kept.tick).toBe(0);
});
