import {expect, test} from "vitest";
import {DAY_MS, MINUTE_MS} from "../../src/lib/core/time.js";
import {auditDuplicates} from "../../src/lib/leakage/auditDuplicates.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {LATER, session, START, visit} from "../leakage/madeSessions.js";
import {LOG, useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";

const db = useEngine();
const train = Array.from({length: 200}, (_, i) => session(1 + i, START + (i % 25) * DAY_MS + i * MINUTE_MS, visit(i)));
const tested = Array.from({length: 60}, (_, i) => visit(5000 + i));
const test60 = tested.map((items, i) => session(1001 + i, LATER + (i % 25) * DAY_MS + i * MINUTE_MS, items));
/** The last day is the 60th, so that the halves are thirty days each. */
const frame = [session(9998, START, [299]), session(9999, START + 60 * DAY_MS - MINUTE_MS, [298])];

/** What data augmentation makes of some test sessions: all their beginnings of so many items, each a session that teaches. */
const prefixes = (of: readonly (readonly number[])[], lengths: readonly number[]) =>
  of.flatMap((items, i) =>
    lengths.map((length, k) =>
      session(
        3000 + 10 * i + k,
        START + ((i + k) % 25) * DAY_MS + (300 + 10 * i + k) * MINUTE_MS,
        items.slice(0, length)
      )
    )
  );

async function audited(planted: readonly Row[][]) {
  await loadEvents(db.engine, tableOf([...train, ...test60, ...frame, ...planted].flat()));
  await runStages(db.engine, LOG, {split: {by: "date", shares: [0.5, 0, 0.5]}}, {hash: false});
  const report = await auditDuplicates(db.engine, {isSplit: true});
  return {report, counts: Object.fromEntries(report.sequences!.units[0].counts.map((one) => [one.likeness, one]))};
}

test("augmented prefixes of test sessions in training are found, each session once, and told from chance", async () => {
  expect((await audited([])).report.found).toBe(false);
  const {report, counts} = await audited(prefixes(tested.slice(0, 25), [2, 3, 4, 5]));
  expect(report.found).toBe(true);
  expect([counts.identical.found, counts.prefix.found, counts.near.found]).toEqual([0, 25, 0]);
  expect(counts.prefix.more).toBe(true);
  expect(counts.prefix.byChance).toBeLessThan(1);
});

test("prefixes of two items are too short to be told from chance, and are not counted", async () => {
  const {report, counts} = await audited(prefixes(tested.slice(0, 25), [2]));
  expect(counts.prefix.found).toBe(0);
  expect(report.found).toBe(false);
});
