import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {auditedFeatures, type AuditedFeatures} from "../../src/lib/leakage/auditedFeatures.js";
import {auditLeakage, LEAKAGE_OPTIONS, type LeakageOptions} from "../../src/lib/leakage/auditLeakage.js";
import {auditInjectedLeaks} from "../../src/lib/leakage/auditInjectedLeaks.js";
import {featureQuery} from "../../src/lib/leakage/featureQuery.js";
import {leakKindOf, LEAK_KINDS, LEAK_MEANINGS, type FutureFact} from "../../src/lib/leakage/leakKind.js";
import {HONEST_QUERY, INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {rowsOf} from "../../src/lib/core/table.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {goodLog, LOG, useEngine} from "../pipeline/logs.js";
import {rowsOf as rowsOfTable} from "../pipeline/oracle.js";
import {cases, runs} from "../thorough.js";
import {DAYS, END, HAND_MADE, MIDDLE, prepared, SECONDS, STATES} from "./logs.js";

const db = useEngine(1);
const ALL: LeakageOptions = {...LEAKAGE_OPTIONS, examples: 1_000, cuts: 2};
const OWN_SESSIONS = {spec: {...LOG, sessions: "own" as const, required: [...LOG.required, "session_key" as const]}};

const LOGS = [
  ["milliseconds", HAND_MADE, {}],
  ["seconds", SECONDS, {}],
  ["days", DAYS, OWN_SESSIONS]
] as const;

describe.each(LOGS)("on the hand-made log told to %s", (_, rows, more) => {
  for (const [when, examples] of [
    ["at the session's end", END],
    ["after its second event", MIDDLE]
  ] as const) {
    test(`no feature looks ahead ${when}`, async () => {
      const {features} = await prepared(db.engine, rows, examples, {...more, known: STATES});
      const report = await auditLeakage(db.engine, auditedFeatures(features), {...ALL, moment: examples.moment});
      expect(report.leaks).toEqual([]);
      expect(report.byFeature.filter(({deleted, invented}) => deleted + invented > 0)).toEqual([]);
      expect(report.wide.byFeature).toEqual([]);
      expect(report.examples).toBe(report.ofExamples);
      expect(report.cells).toBe(report.examples * features.length * 2);
      expect(features.length).toBeGreaterThan(25);
    });

    test(`every planted leak is caught and named ${when}`, async () => {
      await prepared(db.engine, rows, examples, {...more, known: STATES});
      const outcomes = await auditInjectedLeaks(db.engine, {
        ...ALL,
        examples: runs(3, 8),
        cuts: runs(1, 2),
        moment: examples.moment
      });
      expect(outcomes.map(({name, namedAs}) => [name, namedAs])).toEqual(
        outcomes.map(({name, kind, expected}) => [name, expected ? kind : null])
      );
      expect(outcomes.filter(({expected}) => expected)).toHaveLength(examples === END ? 6 : 7);
    });
  }
});

describe("on the generated shop", () => {
  const shop = generateShop(shopOptions("tiny"));

  // after an event of the session, where all are leaks, the command's own test plants them
  test("every planted leak is caught and named", async () => {
    await prepared(db.engine, rowsOfTable(shop.events));
    const outcomes = await auditInjectedLeaks(db.engine, {...LEAKAGE_OPTIONS, examples: runs(4, 10), cuts: 1});
    for (const {expected, kind, namedAs} of outcomes) expect(namedAs).toBe(expected ? kind : null);
  });

  test("an entry of the specification that looks at the log's end is caught, and no other", async () => {
    await prepared(db.engine, rowsOfTable(shop.events));
    const honest = auditedFeatures(FEATURES.slice(0, 3));
    // an expression cannot look ahead; whoever makes the table can
    const make = async (engine: Engine, columns: readonly string[]) => {
      await honest.make(engine, columns);
      await engine.run(`ALTER TABLE features RENAME TO honest_features;
CREATE TABLE features AS SELECT f.*, (SELECT max(ts_ms) FROM sessionized_events) // 86400000 - as_of_ms // 86400000 AS days_left
FROM honest_features AS f JOIN examples USING (example_id);
DROP TABLE honest_features`);
    };
    const wrong: AuditedFeatures = {
      name: "4 features",
      async whole(engine) {
        const columns = [...FEATURES.slice(0, 3).map(({name}) => name), "days_left"];
        await make(engine, columns);
        return columns;
      },
      make
    };
    const report = await auditLeakage(db.engine, wrong, {
      ...LEAKAGE_OPTIONS,
      examples: 20,
      cuts: 1
    });
    expect(report.leaks.map(({feature, kind}) => [feature, kind])).toEqual([
      ["days_left", "other users / global statistic"]
    ]);
  });
});

test("later events never change the features of earlier examples", async () => {
  await fc.assert(
    fc.asyncProperty(goodLog, fc.constantFrom(END, MIDDLE), async (rows, examples) => {
      const {features} = await prepared(db.engine, rows, examples);
      const [{n}] = rowsOf(await db.engine.read("SELECT count(*) AS n FROM examples"));
      fc.pre(Number(n) > 0);
      const report = await auditLeakage(db.engine, auditedFeatures(features), {
        ...ALL,
        examples: 6,
        moment: examples.moment
      });
      expect(report.leaks).toEqual([]);
    }),
    cases(4, 8)
  );
});

describe("values that need more of the past than the example's own", () => {
  test.each([
    [
      "a mean of all that came before",
      "SELECT example_id, (SELECT avg(price_cents) FROM events WHERE ts_ms < as_of_ms) AS x FROM examples"
    ],
    [
      "a count of earlier examples",
      "SELECT a.example_id, count(b.example_id) AS x FROM examples a LEFT JOIN examples b ON b.user_id = a.user_id AND b.as_of_ms < a.as_of_ms GROUP BY a.example_id"
    ],
    ["a text", "SELECT example_id, 'item ' || item_id AS x FROM examples"],
    ["a window that ends in time", HONEST_QUERY]
  ])("%s is no leak", async (_, sql) => {
    await prepared(db.engine, HAND_MADE);
    expect((await auditLeakage(db.engine, featureQuery(sql), ALL)).leaks).toEqual([]);
  });

  test.each([
    [
      "a median of the whole log",
      "SELECT example_id, (SELECT median(price_cents) FROM events) AS x FROM examples",
      "other users / global statistic"
    ],
    [
      "a count of the user's examples",
      "SELECT example_id, count(*) OVER (PARTITION BY user_id) AS x FROM examples",
      "future event"
    ],
    [
      "the item's next purchase",
      "SELECT example_id, min(ts_ms) AS x FROM examples LEFT JOIN events ON events.item_id = examples.item_id AND event = 3 AND ts_ms >= as_of_ms GROUP BY example_id",
      "label"
    ],
    [
      "the first purchase of anybody",
      "SELECT example_id, (SELECT min(ts_ms) FROM events WHERE event = 3 AND ts_ms > as_of_ms) AS x FROM examples",
      "other users / global statistic"
    ]
  ])("%s is one, and named", async (_, sql, kind) => {
    await prepared(db.engine, HAND_MADE);
    const {leaks} = await auditLeakage(db.engine, featureQuery(sql), ALL);
    expect(leaks.map((leak) => leak.kind)).toEqual([kind]);
  });
});

describe("the report", () => {
  test("shows values, one example closely, and how far it is", async () => {
    await prepared(db.engine, HAND_MADE);
    const shares: number[] = [];
    let clock = 0;
    const {sql} = INJECTED_LEAKS.find(({kind}) => kind === "label")!;
    const report = await auditLeakage(db.engine, featureQuery(sql), ALL, {
      onProgress: (_, share) => shares.push(share),
      now: () => clock++
    });
    const [first] = report.shown;
    expect(first).toMatchObject({feature: "user_buys_30d", world: "deleted", replayed: 0});
    expect(Number(first.whole)).toBeGreaterThan(0);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBe(1);
    expect(report.ms.replay).toBeGreaterThan(0);
    const look = report.look!;
    expect(look.values).toHaveLength(1);
    expect(look.values[0].deleted).toBe(0);
    expect(look.events.ms.some((ms) => ms < look.atMs) && look.events.ms.some((ms) => ms >= look.atMs)).toBe(true);
    const own = HAND_MADE.filter(({user_id}) => user_id === look.userId);
    expect(look.events.ms).toEqual(own.map(({ts_ms}) => ts_ms));
    expect(new Set(report.shown.map(({example}) => example)).has(look.example)).toBe(true);
  });

  test("draws the same examples for a seed, others for another, and whole moments", async () => {
    await prepared(db.engine, HAND_MADE);
    // every example drawn shows a difference, so that the differences tell which were drawn
    const {sql} = INJECTED_LEAKS.find(({kind}) => kind === "same timestamp")!;
    const drawn = async (seed: number) => {
      const report = await auditLeakage(db.engine, featureQuery(sql), {...ALL, examples: 2, cuts: 0, seed});
      const found = [...new Set(report.shown.map(({example}) => example))];
      expect(found).toHaveLength(report.examples);
      return found;
    };
    const others = [await drawn(1), await drawn(2), await drawn(3)];
    expect(await drawn(1)).toEqual(others[0]);
    expect(new Set(others.map(String)).size).toBeGreaterThan(1);
    const rows = rowsOf(await db.engine.read("SELECT example_id, session_id FROM examples"));
    for (const found of others) {
      const sessions = new Set(
        rows.filter(({example_id}) => found.includes(Number(example_id))).map((row) => row.session_id)
      );
      expect(rows.filter(({session_id}) => sessions.has(session_id))).toHaveLength(found.length);
    }
    await expect(drawn(0.5)).rejects.toThrow(/whole numbers/);
  });
});

/** All that an engine holds. */
async function everything(engine: Engine): Promise<string> {
  const tables = await engine.read(
    "SELECT database_name || '.' || schema_name || '.' || table_name AS t FROM duckdb_tables() ORDER BY t"
  );
  const parts = [rowsOf(tables)];
  for (const name of ["sessionized_events", "sessions", "examples", "item_attributes", "log_clock", "clean_events"])
    parts.push(rowsOf(await engine.read(`SELECT * FROM ${name} ORDER BY ALL`)));
  const where = await engine.read("SELECT current_database() AS d, current_schema() AS s");
  return JSON.stringify([...parts, rowsOf(where)]);
}

describe("the engine's tables stay as they are", () => {
  test("after an audit, an error and an abort", async () => {
    const {features} = await prepared(db.engine, HAND_MADE);
    const before = await everything(db.engine);
    await auditLeakage(db.engine, auditedFeatures(features), {...ALL, examples: 4});
    expect(await everything(db.engine)).toBe(before);
    await expect(
      auditLeakage(db.engine, featureQuery("SELECT example_id, nothing FROM examples"), ALL)
    ).rejects.toThrow(/nothing/);
    expect(await everything(db.engine)).toBe(before);
    const controller = new AbortController();
    const aborted = auditLeakage(db.engine, auditedFeatures(features), ALL, {
      signal: controller.signal,
      onProgress: (_, share) => share > 0.2 && controller.abort(new Error("enough"))
    });
    await expect(aborted).rejects.toThrow("enough");
    expect(await everything(db.engine)).toBe(before);
  });

  test("a log without examples is refused", async () => {
    await prepared(db.engine, HAND_MADE, {...END, moment: {afterEvent: 50}});
    await expect(auditLeakage(db.engine, featureQuery(HONEST_QUERY), ALL)).rejects.toThrow(
      "the log gives no example to replay"
    );
  });
});

describe("kindOf", () => {
  const kind = (...senses: FutureFact[]) => leakKindOf(new Set(senses));
  test("takes the narrowest name", () => {
    expect(kind("moment", "user", "nonPurchases")).toBe("same timestamp");
    expect(kind("moment", "after", "others", "user")).toBe("other users / global statistic");
    expect(kind("after", "user", "purchases")).toBe("label");
    expect(kind("after", "session", "purchases")).toBe("label");
    expect(kind("after", "session", "purchases", "nonPurchases")).toBe("rest of the session");
    expect(kind("after", "session", "user", "nonPurchases")).toBe("future event");
    expect(kind("after", "item", "nonPurchases")).toBe("future event");
    expect(kind("dwell")).toBe("unfinished dwell time");
    expect(kind("catalogue")).toBe("later catalogue");
    expect(kind("dwell", "catalogue")).toBe("several");
    expect(kind()).toBe("several");
  });
  test("every kind has a meaning, and all but the last a planted leak", () => {
    expect(Object.keys(LEAK_MEANINGS)).toEqual([...LEAK_KINDS]);
    expect(INJECTED_LEAKS.map(({kind}) => kind).sort()).toEqual(LEAK_KINDS.filter((name) => name !== "several").sort());
  });
});
