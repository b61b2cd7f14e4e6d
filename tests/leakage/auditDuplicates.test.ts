import {describe, expect, test} from "vitest";
import {DAY_MS, MINUTE_MS} from "../../src/lib/core/time.js";
import {auditDuplicates} from "../../src/lib/leakage/auditDuplicates.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {LOG, useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";
import {LATER, session, START, visit} from "./madeSessions.js";

const db = useEngine();
const train = Array.from({length: 240}, (_, i) => session(1 + i, START + (i % 25) * DAY_MS + i * MINUTE_MS, visit(i)));
const strangers = Array.from({length: 80}, (_, i) =>
  session(1001 + i, LATER + (i % 25) * DAY_MS + i * MINUTE_MS, visit(5000 + i))
);
/** The last day is the 60th, so that the halves are thirty days each. */
const frame = [session(9998, START, [299]), session(9999, START + 60 * DAY_MS - MINUTE_MS, [298])];

async function audited(rows: readonly Row[][], deduplicate = false) {
  await loadEvents(db.engine, tableOf([...train, ...strangers, ...frame, ...rows].flat()));
  await runStages(db.engine, {...LOG, deduplicate}, {split: {by: "date", shares: [0.5, 0, 0.5]}}, {hash: false});
  return auditDuplicates(db.engine, {isSplit: true});
}

const founds = (report: Awaited<ReturnType<typeof audited>>) =>
  report.sequences!.units.map(({unit, counts}) => [unit, ...counts.map(({found}) => found)]);

describe("sequences of items that the test part shares with training", () => {
  test("are no more than chance gives in a log of strangers, and none is the user's own", async () => {
    const again = train.slice(0, 20).map((rows, i) =>
      session(
        1 + i,
        LATER + i * DAY_MS,
        rows.map((row) => row.item_id!)
      )
    );
    const report = await audited(again);
    expect(report).toMatchObject({found: false, rows: {identical: 0, kept: 0, fault: false}, copied: {near: 0}});
    // each user is one session in each part, and so the sessions are not counted a second time as users
    expect(report.sequences!.units.map(({unit, compared}) => [unit, compared])).toEqual([["session", 100]]);
    expect(founds(report)).toEqual([["session", 0, 0, 0]]);
  });

  test("are told from chance though the pauses are others, and each is of one kind", async () => {
    const items = (i: number) => train[i].map((row) => row.item_id!);
    const copies = [
      ...[0, 1, 2, 3].map((i) => items(i)),
      // the first four, and all and one more
      ...[10, 11].map((i) => items(i).slice(0, 4)),
      ...[12, 13].map((i) => [...items(i), 297]),
      // without the third, with another in its place, and one before it
      ...[20, 21].map((i) => items(i).filter((_, k) => k !== 2)),
      ...[22, 23].map((i) => items(i).map((item, k) => (k === 2 ? 296 : item))),
      [295, ...items(24)],
      // two exchanged are another visit
      [...items(30).slice(0, 3), items(30)[4], items(30)[3], items(30)[5]]
    ].map((list, i) => session(2001 + i, LATER + i * DAY_MS, list, 90 + 3 * i));
    const report = await audited(copies);
    expect(founds(report)).toEqual([["session", 4, 4, 5]]);
    expect(report.sequences!.units[0].counts.map(({more}) => more)).toEqual([true, true, true]);
    for (const {byChance} of report.sequences!.units[0].counts) expect(byChance).toBeLessThan(0.5);
    expect(report).toMatchObject({found: true, copied: {near: 0}});
    expect(report.sequences!.units[0].shown[0]).toMatchObject({
      likeness: "identical",
      testUser: 2001,
      trainUser: 1,
      testItems: 6,
      trainItems: 6
    });
  });

  test("count an item where it first comes, and users across their sessions", async () => {
    const items = train[5].map((row) => row.item_id!);
    const [a, b, c, d, e, f] = items;
    // looked at, bought and compared: the same six items in the same order
    const back = session(2001, LATER, [a, a, b, a, c, d, d, c, e, f]);
    const twoVisits = [...session(2002, LATER, [a, b, c]), ...session(2002, LATER + 2 * DAY_MS, [d, e, f])];
    const report = await audited([back, twoVisits]);
    expect(founds(report)).toEqual([
      ["session", 1, 1, 0],
      ["user", 2, 0, 0]
    ]);
  });
});

describe("identical rows", () => {
  const twice = train.slice(0, 3);
  test("are a fault where cleaning keeps them and the log knows seconds", async () => {
    expect((await audited(twice)).rows).toEqual({identical: 18, kept: 18, tickMs: 1000, fault: true});
    expect((await audited(twice, true)).rows).toEqual({identical: 18, kept: 0, tickMs: 1000, fault: false});
    const minutes = (rows: readonly Row[]) =>
      rows.map((row) => ({...row, ts_ms: Math.floor(row.ts_ms! / MINUTE_MS) * MINUTE_MS}));
    await loadEvents(db.engine, tableOf([...train, ...twice].flatMap(minutes)));
    await runStages(db.engine, LOG, {split: {by: "user", shares: [0.5, 0, 0.5], seed: 1}}, {hash: false});
    const {rows, sequences, copied} = await auditDuplicates(db.engine, {isSplit: false});
    expect(rows).toEqual({identical: 18, kept: 18, tickMs: MINUTE_MS, fault: false});
    expect([sequences, copied]).toEqual([null, null]);
  });
});
