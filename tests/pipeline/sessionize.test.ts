import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import {DUCKDB, type Dialect} from "../../src/lib/sql/dialect.js";
import {cases} from "../thorough.js";
import {after, goodLog, useEngine} from "./logs.js";
import {countSessions, rowsOf, sessionize, type Row} from "./oracle.js";

const db = useEngine();
const EVENTS = "SELECT * FROM sessionized_events ORDER BY session_id, event_no";
const GAP = 1_800_000;

const run = (rows: readonly Row[], options: {sessions: "gap" | "own"; gapMs: number}, dialect = DUCKDB) =>
  after(db.engine, "clean_events", rows, sessionizeSql(options, dialect), EVENTS);

/** What databases need that promise no order of rows in a window without one; DuckDB can run it too. */
const ORDERED: Dialect = {...DUCKDB, sortedWindows: null};

describe("sessionize does what the slow version does", () => {
  for (const sessions of ["gap", "own"] as const)
    test(`by ${sessions}`, async () => {
      await fc.assert(
        fc.asyncProperty(goodLog, async (rows) => {
          const slow = sessionize(rows, {sessions, gapMs: GAP});
          expect(await run(rows, {sessions, gapMs: GAP}, ORDERED)).toEqual(slow);
          expect(await run(rows, {sessions, gapMs: GAP})).toEqual(slow);
          const counted = rowsOf(await db.engine.read("SELECT * FROM sessions ORDER BY session_id"));
          expect(counted).toEqual(countSessions(slow));
        }),
        cases(20, 60)
      );
    });
});

describe("always", () => {
  test("sessions partition the events, without holes in any number", async () => {
    await fc.assert(
      fc.asyncProperty(goodLog, async (rows) => {
        const events = await run(rows, {sessions: "gap", gapMs: GAP});
        expect(events.length).toBe(rows.length);
        const ids = new Set(events.map(({session_id}) => session_id));
        expect([...ids]).toEqual(Array.from(ids, (_, i) => i + 1));
        events.forEach((event, i) => {
          const before = events[i - 1];
          if (before?.session_id === event.session_id) {
            expect(event.event_no).toBe(before.event_no! + 1);
            expect(event.user_id).toBe(before.user_id);
            expect(event.ts_ms! - before.ts_ms!).toBeLessThanOrEqual(GAP);
          } else {
            expect(event.event_no).toBe(1);
            expect(event.session_no).toBe(before?.user_id === event.user_id ? before.session_no! + 1 : 1);
          }
        });
      }),
      cases(12, 30)
    );
  });

  test("the order in which a log is read changes nothing", async () => {
    const shuffled = goodLog.chain((rows) =>
      fc.record({
        rows: fc.constant(rows),
        again: fc.shuffledSubarray(rows, {minLength: rows.length, maxLength: rows.length})
      })
    );
    await fc.assert(
      fc.asyncProperty(shuffled, fc.constantFrom("gap", "own"), async ({rows, again}, sessions) => {
        const options = {sessions: sessions as "gap" | "own", gapMs: GAP};
        expect(await run(again, options)).toEqual(await run(rows, options));
      }),
      cases(12, 30)
    );
  });

  test("a larger gap never makes more sessions", async () => {
    await fc.assert(
      fc.asyncProperty(goodLog, fc.integer({min: 1, max: 30}), fc.integer({min: 0, max: 30}), async (rows, a, more) => {
        const sessions = async (steps: number) =>
          (await run(rows, {sessions: "gap", gapMs: steps * 600_000})).at(-1)!.session_id!;
        expect(await sessions(a + more)).toBeLessThanOrEqual(await sessions(a));
      }),
      cases(12, 30)
    );
  });
});

test("a pause of exactly the gap stays in the session; a millisecond more starts the next", async () => {
  const event = (ts_ms: number): Row => ({
    user_id: 7,
    ts_ms,
    tick: 0,
    event: 0,
    item_id: 1,
    price_cents: null,
    dwell_ms: null,
    session_key: null
  });
  const start = Date.UTC(2025, 0);
  const events = await run([event(start), event(start + GAP), event(start + 2 * GAP + 1)], {
    sessions: "gap",
    gapMs: GAP
  });
  expect(events.map(({session_no}) => session_no)).toEqual([1, 1, 2]);
});

test.each([0, -1, 0.5, NaN, Infinity])("a gap of %s ms is refused by value", (gapMs) => {
  expect(() => sessionizeSql({sessions: "gap", gapMs})).toThrow(`the gap between sessions is ${gapMs} ms`);
});
