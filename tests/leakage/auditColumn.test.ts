import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {auditColumn} from "../../src/lib/leakage/auditColumn.js";
import {table} from "../../src/lib/core/table.js";
import {examplesSql} from "../../src/lib/features/examples.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {targetById} from "../../src/lib/targets/target.js";
import {LOG, useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";

const db = useEngine();
const START = Date.UTC(2025, 0, 1);
const USERS = 200;

/** Five visits a user on 50 days; half of the users buy at the third or later. */
const source = random(4);
const rows: Row[] = [];
const purchases: number[] = [];
for (let user_id = 1; user_id <= USERS; user_id++) {
  const buys = source.below(2) === 1 ? 3 + source.below(3) : 0;
  purchases[user_id] = buys === 0 ? 0 : 1;
  for (let visit = 1; visit <= 5; visit++)
    rows.push({
      user_id,
      ts_ms: START + (visit - 1) * 10 * DAY_MS + source.below(5 * DAY_MS),
      tick: 0,
      event: visit === buys ? 3 : 0,
      item_id: 1 + source.below(9),
      price_cents: null,
      dwell_ms: null,
      session_key: null
    });
}

/** The log with one more column, by row. */
async function withColumn(of: (row: Row, i: number) => number | string | null, own: readonly Row[] = rows) {
  await loadEvents(db.engine, tableOf(own));
  await runStages(db.engine, LOG, {split: {by: "date", shares: [0.5, 0, 0.5]}}, {hash: false});
  const values = own.map(of);
  const text = values.some((value) => typeof value === "string");
  await db.engine.load(
    "extra_columns",
    table({
      line: Int32Array.from(own, (_, i) => i + 1),
      user_id: Int32Array.from(own, (row) => row.user_id!),
      ts_ms: Float64Array.from(own, (row) => row.ts_ms!),
      event: Int32Array.from(own, (row) => row.event!),
      item_id: Int32Array.from(own, (row) => row.item_id!),
      score: text
        ? values.map((value) => value as string | null)
        : Float64Array.from(values, (v) => (v === null ? NaN : Number(v)))
    })
  );
}

const noise = random(9);
const drawn = Array.from({length: USERS + 1}, () => noise.uniform());

describe("a column that no role takes", () => {
  test("that holds the purchases to come knows the outcome, as a number or in words", async () => {
    await withColumn(({user_id}) => purchases[user_id!] + 0.1 * drawn[user_id!]);
    const {verdict, first, users, kind, values} = await auditColumn(db.engine, "score");
    expect({verdict, users, kind, values}).toEqual({
      verdict: "knows the outcome",
      users: {several: USERS, constant: USERS},
      kind: "numbers",
      values: USERS
    });
    expect(first).toMatchObject({value: 1, rows: USERS});
    // one that falls with the outcome tells as much
    await withColumn(({user_id}) => -purchases[user_id!]);
    expect((await auditColumn(db.engine, "score")).first).toMatchObject({value: 1});
    await withColumn(({user_id}) => (purchases[user_id!] === 1 ? "loyal" : "guest"));
    expect(await auditColumn(db.engine, "score")).toMatchObject({
      verdict: "knows the outcome",
      kind: "text",
      values: 2
    });
  });

  test("that never changes and tells something is suspect; noise and what was counted so far are not", async () => {
    await withColumn(({user_id}) => purchases[user_id!] + 1.5 * drawn[user_id!]);
    const hint = await auditColumn(db.engine, "score");
    expect(hint.verdict).toBe("suspect");
    const labels = Array.from({length: USERS}, (_, i) => purchases[i + 1]);
    const scores = labels.map((y, i) => y + 1.5 * drawn[i + 1]);
    expect(hint.first).toMatchObject({
      value: rocAuc(scores, labels).value,
      positives: labels.filter((y) => y === 1).length
    });
    await withColumn(({user_id}) => drawn[user_id!]);
    expect(await auditColumn(db.engine, "score")).toMatchObject({verdict: "no sign"});
    // the number of the visit is known at the time
    await withColumn((_, i) => 1 + (i % 5));
    expect(await auditColumn(db.engine, "score")).toMatchObject({
      verdict: "no sign",
      users: {several: USERS, constant: 0}
    });
  });

  test("that is filled on purchases alone is filled with the outcome", async () => {
    await withColumn(({event}, i) => (event === 3 ? i : null));
    const {verdict, filled} = await auditColumn(db.engine, "score");
    expect(verdict).toBe("filled with the outcome");
    expect(filled.map(({type, share}) => [type, share])).toEqual([
      ["view", 0],
      ["transaction", 1]
    ]);
  });

  test("has its last value before each moment held against a target, and none that comes later", async () => {
    // on the row before a purchase it says so: known in time, and right
    await withColumn(({user_id}, i) => (rows[i + 1]?.user_id === user_id && rows[i + 1].event === 3 ? 1 : 0));
    const target = targetById("purchase-next-session");
    await db.engine.run(examplesSql(target.examples));
    const {known} = await auditColumn(db.engine, "score", target);
    expect(known).toMatchObject({target: target.id, value: 1});
    // on the purchase's own row it comes too late for that
    await withColumn(({event}) => (event === 3 ? 1 : 0));
    await db.engine.run(examplesSql(target.examples));
    const late = (await auditColumn(db.engine, "score", target)).known as {value: number};
    expect(late.value).toBeLessThan(0.7);
  });

  test("at the very moment is not known before it, and a purchase at a user's first event is none to come", async () => {
    const visit = (user_id: number, after: number, event: number): Row => ({
      ...rows[0],
      user_id,
      ts_ms: START + user_id * 1000 + after,
      event
    });
    const own = Array.from({length: 60}, (_, i) => [
      visit(i + 1, 0, 0),
      visit(i + 1, 10, 0),
      visit(i + 1, 20, 0),
      visit(i + 1, 21, i % 2 === 0 ? 3 : 0)
    ]).flat();
    const last: Row = {...rows[0], user_id: 99, ts_ms: START + 9 * DAY_MS};
    const target = targetById("purchase-this-session");
    await withColumn(({event}) => (event === 3 ? 1 : 0), [...own, last]);
    await db.engine.run(examplesSql(target.examples));
    expect((await auditColumn(db.engine, "score", target)).known).toMatchObject({value: 0.5, rows: 60, positives: 30});

    const bought = Array.from({length: 40}, (_, i) => [
      visit(i + 1, 0, i % 2 === 0 ? 3 : 0),
      visit(i + 1, 10, 0)
    ]).flat();
    await withColumn(({event}) => event, [...bought, last]);
    expect((await auditColumn(db.engine, "score")).first).toEqual({none: "there are no positives"});
  });

  test("without a value, or of a log without purchases, has no area", async () => {
    await withColumn(() => null);
    expect((await auditColumn(db.engine, "score")).first).toEqual({none: "no row has a value"});
    await withColumn(({user_id}) => user_id);
    await db.engine.run("UPDATE extra_columns SET event = 0");
    expect((await auditColumn(db.engine, "score")).first).toEqual({none: "there are no positives"});
  });
});
