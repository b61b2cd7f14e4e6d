import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {logClockSql} from "../../src/lib/pipeline/logClock.js";
import {copiedSequences} from "../../src/lib/leakage/copiedSequences.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {LOG, useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";

const db = useEngine();
const START = Date.UTC(2025, 0, 1);
const SHIFT = 30 * DAY_MS;

/** Visits of a user over four weeks, twelve events on thirty items. */
function visits(user_id: number, from: number, seed: number): Row[] {
  const source = random(seed);
  let ts_ms = from + source.below(5 * DAY_MS);
  return Array.from({length: 12}, (_, k) => {
    ts_ms += k % 4 === 0 ? source.below(5 * DAY_MS) : 1000 + source.below(90_000);
    return {
      user_id,
      ts_ms,
      tick: 0,
      event: source.below(10) === 0 ? 1 : 0,
      item_id: 1 + source.below(30),
      price_cents: null,
      dwell_ms: null,
      session_key: null
    };
  });
}

const copy = (rows: readonly Row[], user_id: number): Row[] =>
  rows.map((row) => ({...row, user_id, ts_ms: row.ts_ms! + SHIFT}));

async function found(rows: readonly Row[]) {
  await loadEvents(db.engine, tableOf(rows));
  await runStages(db.engine, LOG, {split: {by: "date", shares: [0.5, 0, 0.5]}}, {hash: false});
  await db.engine.run(logClockSql());
  return copiedSequences(db.engine);
}

const people = Array.from({length: 60}, (_, i) => visits(i + 1, START, i + 1));
const strangers = Array.from({length: 40}, (_, i) => visits(200 + i, START + SHIFT, 1000 + i));
// one event marks the last day, so that the halves are thirty days each
const frame: Row[] = [
  {...visits(999, START, 999)[0], ts_ms: START},
  {...visits(999, START, 999)[0], ts_ms: START + 60 * DAY_MS - 1}
];
const log = (...copies: readonly Row[][]) => [...people, ...strangers, frame, ...copies].flat();

describe("users who are others, later", () => {
  test("are found though an event is gone, added or changed, and strangers are not", async () => {
    const exact = people.slice(0, 10).map((rows, i) => copy(rows, 101 + i));
    const shorter = people.slice(10, 14).map((rows, i) => copy(rows, 111 + i).filter((_, k) => k !== 6));
    const changed = people
      .slice(14, 18)
      .map((rows, i) => copy(rows, 115 + i).map((row, k) => (k === 5 ? {...row, item_id: 77} : row)));
    const longer = people
      .slice(18, 20)
      .map((rows, i) =>
        copy(rows, 119 + i).flatMap((row, k) =>
          k === 6 ? [row, {...row, ts_ms: row.ts_ms! + 500, item_id: 78}] : [row]
        )
      );
    // all of the original, and one more event after it
    const longest = copy(people[24], 125);
    const onwards = [...longest, {...longest[11], ts_ms: longest[11].ts_ms! + 5000, item_id: 79}];
    // the same items in the same order at other times are another visit to the same shelf
    const slower = people
      .slice(20, 24)
      .map((rows, i) => copy(rows, 121 + i).map((row, k) => ({...row, ts_ms: row.ts_ms! + k * 7000})));
    const result = await found(log(...exact, ...shorter, ...changed, ...longer, ...slower, onwards));
    expect(result).toMatchObject({near: 21, identical: 10, least: 3, byChance: 0, compared: 65, duplicateRows: 0});
    expect(result.shown).toHaveLength(5);
    for (const {testUser, trainUser, shiftMs, common, shingles, events} of result.shown) {
      expect([testUser - trainUser, shiftMs, events]).toEqual([100, SHIFT, 12]);
      expect(common).toBe(shingles);
    }
  });

  test("are none in a log of strangers, and a user who comes back is no copy", async () => {
    const same = people.slice(0, 10).map((rows) => copy(rows, rows[0].user_id!));
    const result = await found(log(...same));
    expect(result).toMatchObject({near: 0, identical: 0, byChance: 0, compared: 50});
    expect(result.shown).toEqual([]);
  });

  test("are not told from others where everybody does the same, or where the log has no times of day", async () => {
    const habit = (user_id: number, from: number): Row[] =>
      visits(user_id, from, user_id).map((row, k) => ({...row, ts_ms: from + k * 60_000, item_id: k + 1, event: 0}));
    const crowd = [...Array(40).keys()].map((i) => habit(i + 1, START + (i % 20) * DAY_MS));
    const later = [...Array(40).keys()].map((i) => habit(i + 101, START + SHIFT + (i % 20) * DAY_MS));
    expect(await found([frame, ...crowd, ...later].flat())).toMatchObject({near: 0, compared: 40});

    const days = (rows: readonly Row[]) =>
      rows.map((row, tick) => ({...row, tick, ts_ms: Math.floor(row.ts_ms! / DAY_MS) * DAY_MS}));
    const copies = people.slice(0, 10).map((rows, i) => copy(rows, 101 + i));
    const told = await found(days(log(...copies)));
    expect(told).toMatchObject({near: 0, least: null});
    expect(told.byChance).toBeGreaterThanOrEqual(10);
  });
});

test("rows that are equal are counted though they are kept, and the tables are gone", async () => {
  const twice = people.slice(0, 3).flat();
  const {duplicateRows} = await found([...log(), ...twice, ...twice.slice(0, 5)]);
  expect(duplicateRows).toBe(36 + 5);
  expect((await db.engine.read("SELECT count(*) AS n FROM clean_events")).columns.n[0]).toBe(100 * 12 + 2 + 41);
  const left = await db.engine.read(
    "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'sequence_%' OR table_name = 'dealt_pauses'"
  );
  expect(left.rows).toBe(0);
});
