import fc from "fast-check";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {SPLITS} from "../../src/lib/pipeline/split.js";
import {orderedSql, runStages, STAGES, type StageProgress} from "../../src/lib/pipeline/stages.js";
import {eventTotals, totals} from "../../src/lib/pipeline/totals.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {cases} from "../thorough.js";
import {goodLog, LOG, useEngine} from "./logs.js";
import {countSessions, sessionize, tableOf, type Row} from "./oracle.js";

const db = useEngine(2);
let single: Engine;
beforeAll(async () => {
  single = await openDuckDB({threads: 1});
});
afterAll(() => single.close());

const hashesOf = async (engine: Engine, rows: readonly Row[], options = {}) => {
  await loadEvents(engine, tableOf(rows));
  return (await runStages(engine, LOG, options)).stages.map(({sha256}) => sha256);
};

test("totals are those of the slow version", async () => {
  await fc.assert(
    fc.asyncProperty(goodLog, async (rows) => {
      await loadEvents(db.engine, tableOf(rows));
      const {totals: found, input} = await runStages(db.engine, LOG, {split: SPLITS.random, gapMs: 1_800_000}).catch(
        onlyTooFew
      );
      if (found === null) return;
      const sessions = countSessions(sessionize(rows, {sessions: "gap", gapMs: 1_800_000}));
      const type = (code: number) => rows.filter(({event}) => event === code).length;
      const events = {
        users: new Set(rows.map(({user_id}) => user_id)).size,
        items: new Set(rows.map(({item_id}) => item_id)).size,
        events: rows.length,
        byType: {view: type(0), addtocart: type(1), removefromcart: type(2), transaction: type(3)}
      };
      const buyingSessions = sessions.filter(({transactions}) => transactions > 0).length;
      expect(input).toEqual({rows: rows.length, ...events});
      expect(found).toEqual({
        ...events,
        sessions: sessions.length,
        singleEventSessions: sessions.filter((session) => session.events === 1).length,
        buyingSessions,
        cartingSessions: sessions.filter(({carts}) => carts > 0).length,
        sessionConversion: buyingSessions / sessions.length
      });
    }),
    cases(10, 30)
  );
});

/** A random split of three sessions may have none to train on, which the stages refuse. */
function onlyTooFew(error: Error) {
  if (!/leaves no training sessions/.test(error.message)) throw error;
  return {totals: null, input: null};
}

test("totals of nothing are zero", async () => {
  await db.engine.run(
    "CREATE OR REPLACE TABLE clean_events AS SELECT * FROM clean_events LIMIT 0; CREATE OR REPLACE TABLE sessions AS SELECT * FROM sessions LIMIT 0"
  );
  expect(await totals(db.engine)).toMatchObject({events: 0, byType: {view: 0}, sessions: 0, sessionConversion: 0});
  expect(await eventTotals(db.engine, "clean_events")).toMatchObject({users: 0, items: 0, events: 0});
});

describe("hashes", () => {
  test("do not depend on the order of the log", async () => {
    const twice = goodLog.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, {minLength: rows.length, maxLength: rows.length}))
    );
    await fc.assert(
      fc.asyncProperty(twice, async ([rows, again]) => {
        const options = {split: {by: "date", shares: [1, 0, 0]}};
        expect(await hashesOf(db.engine, again, options)).toEqual(await hashesOf(db.engine, rows, options));
      }),
      cases(6, 15)
    );
  });

  test("are the same with one thread and with two, under every split", async () => {
    const shop = generateShop(shopOptions("tiny"));
    for (const split of [SPLITS.date, SPLITS.user, SPLITS.random, {by: "windows", folds: 2} as const]) {
      const [one, two] = await Promise.all(
        [single, db.engine].map(async (engine) => {
          await loadEvents(engine, shop.events);
          return runStages(engine, SHOP_SOURCE, {split});
        })
      );
      expect(one.stages.map(({sha256}) => sha256)).toEqual(two.stages.map(({sha256}) => sha256));
      expect({...one, engine: two.engine}).toEqual(two);
    }
  });

  test("are the same with one thread and with two on the paper shop", async () => {
    const shop = generateShop(shopOptions("paper"));
    const hashes = [];
    for (const engine of [single, db.engine]) {
      await loadEvents(engine, shop.events);
      hashes.push((await runStages(engine, SHOP_SOURCE)).stages.map(({sha256}) => sha256));
    }
    expect(hashes[0]).toEqual(hashes[1]);
    expect(new Set(hashes[0]).size).toBeGreaterThanOrEqual(4);
  });

  test("each stage's order leaves no two rows to chance", async () => {
    for (const stage of STAGES.slice(2)) {
      const {columns} = await db.engine.read(
        `SELECT count(*) AS n FROM (SELECT ${stage.order} FROM ${stage.table} GROUP BY ${stage.order} HAVING count(*) > 1)`
      );
      expect(columns.n[0]).toBe(0);
    }
  });
});

describe("a run", () => {
  const shop = generateShop(shopOptions("tiny"));
  const load = () => loadEvents(db.engine, shop.events);

  test("reports each stage as it goes, to the end", async () => {
    await load();
    const seen: StageProgress[] = [];
    let clock = 0;
    const run = await runStages(
      db.engine,
      SHOP_SOURCE,
      {},
      {onProgress: (p) => seen.push(p), now: () => clock++, inputMs: 5}
    );
    expect(seen.filter(({phase}) => phase === "done").map(({stage}) => stage)).toEqual(STAGES.map(({name}) => name));
    expect(seen.at(-1)!.share).toBe(1);
    for (let i = 1; i < seen.length; i++) expect(seen[i].share).toBeGreaterThanOrEqual(seen[i - 1].share);
    expect(run.stages.map(({ms}) => ms)).toEqual([5, 1, 1, 1, 1]);
    expect(run.parts.reduce((sum, {sessions}) => sum + sessions, 0)).toBe(run.totals.sessions);
  });

  test("counts without hashes where none are wanted", async () => {
    await load();
    const {stages, inputSha256} = await runStages(db.engine, SHOP_SOURCE, {}, {hash: false});
    expect(inputSha256).toBeNull();
    expect(stages.map(({sha256}) => sha256)).toEqual([null, null, null, null, null]);
    expect(stages[0].rows).toBe(shop.events.rows);
  });

  test("stops between two steps when it is aborted", async () => {
    await load();
    const controller = new AbortController();
    const stages: string[] = [];
    const run = runStages(
      db.engine,
      SHOP_SOURCE,
      {},
      {
        signal: controller.signal,
        onProgress({stage, phase}) {
          stages.push(stage);
          if (stage === "clean" && phase === "done") controller.abort(new Error("enough"));
        }
      }
    );
    await expect(run).rejects.toThrow("enough");
    expect(stages).not.toContain("split");
  });

  test("refuses what gives nothing to work on, with the counts", async () => {
    await loadEvents(db.engine, tableOf([]));
    await expect(runStages(db.engine, LOG)).rejects.toThrow("the log has no rows");
    const bad = {user_id: null, ts_ms: 0, tick: 0, event: 0, item_id: 1, price_cents: 0, dwell_ms: 0, session_key: 0};
    await loadEvents(db.engine, tableOf([bad, bad]));
    await expect(runStages(db.engine, LOG)).rejects.toThrow("2 of 2 rows were set aside: missing user_id (2)");
    await loadEvents(db.engine, tableOf([{...bad, user_id: 1, ts_ms: Date.UTC(2025, 0)}]));
    await expect(runStages(db.engine, LOG, {split: SPLITS.months})).rejects.toThrow(
      "the split months leaves no training sessions"
    );
  });

  test("hands out every table in its order", async () => {
    for (const stage of STAGES) expect(orderedSql(stage)).toBe(`SELECT * FROM ${stage.table} ORDER BY ${stage.order}`);
  });
});
