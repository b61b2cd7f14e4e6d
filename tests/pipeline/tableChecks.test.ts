import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterEach, describe, expect, test, vi} from "vitest";
import {runPipeline} from "../../loaders/pipeline/pipeline.js";
import {MISSING, table} from "../../src/lib/core/table.js";
import {NOTHING_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStage, STAGES, type Stage} from "../../src/lib/pipeline/stages.js";
import {checkName, checkTables, FailedCheck, type TableCheck} from "../../src/lib/pipeline/tableChecks.js";
import {exampleStages} from "../../src/lib/targets/exampleStages.js";
import {cases} from "../thorough.js";
import {LOG, useEngine} from "./logs.js";
import {tableOf, type Row} from "./oracle.js";

const db = useEngine();

async function failure(work: Promise<unknown>): Promise<FailedCheck> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown
  );
  expect(error).toBeInstanceOf(FailedCheck);
  return error as FailedCheck;
}

describe("a check", () => {
  const cell = fc.option(fc.integer({min: -1, max: 4}), {nil: null, freq: 6});
  const rows = fc.array(fc.record({a: cell, b: cell}), {minLength: 1, maxLength: 12});
  type Cells = {a: number | null; b: number | null};
  const cells = (list: readonly Cells[]) =>
    table({
      a: Int32Array.from(list, ({a}) => a ?? MISSING),
      b: Int32Array.from(list, ({b}) => b ?? MISSING)
    });

  /** How many rows or keys fail, said slowly. */
  const SLOWLY: readonly (readonly [TableCheck, (rows: readonly Cells[], keys: readonly number[]) => number])[] = [
    [
      {kind: "unique", table: "t", columns: ["a", "b"]},
      (all) => {
        const whole = all.filter(({a, b}) => a !== null && b !== null).map(({a, b}) => `${a} ${b}`);
        return new Set(whole.filter((key, i) => whole.indexOf(key) !== i)).size;
      }
    ],
    [
      {kind: "not_null", table: "t", columns: ["a", "b"]},
      (all) => all.filter(({a, b}) => a === null || b === null).length
    ],
    [
      {kind: "accepted_range", table: "t", columns: ["a", "b"], least: 0, most: 3},
      (all) => all.filter((row) => [row.a, row.b].some((x) => x !== null && (x < 0 || x > 3))).length
    ],
    [
      {kind: "accepted_range", table: "t", columns: ["b"], least: 0},
      (all) => all.filter(({b}) => b !== null && b < 0).length
    ],
    [
      {kind: "accepted_values", table: "t", columns: ["a"], values: [0, 2]},
      (all) => all.filter(({a}) => a !== null && a !== 0 && a !== 2).length
    ],
    [
      {kind: "expression_is_true", table: "t", expression: "a <= b"},
      (all) => all.filter(({a, b}) => a !== null && b !== null && !(a <= b)).length
    ],
    [
      {kind: "relationships", table: "t", column: "a", to: ["others", "key"]},
      (all, keys) => new Set(all.map(({a}) => a).filter((a) => a !== null && !keys.includes(a))).size
    ],
    [
      {
        kind: "equal_counts",
        table: "t",
        one: ["rows of t", "SELECT count(*) FROM t"],
        other: ["rows of others", "SELECT count(*) FROM others"]
      },
      (all, keys) => (all.length === keys.length ? 0 : 1)
    ]
  ];

  test.each(SLOWLY.map(([check, slowly]) => [checkName(check), check, slowly] as const))(
    "%s fails where a walk over the rows says so, and for as many",
    async (name, check, slowly) => {
      let failed = 0;
      await fc.assert(
        fc.asyncProperty(rows, fc.uniqueArray(fc.integer({min: 0, max: 4}), {minLength: 1}), async (list, keys) => {
          await db.engine.load("t", cells(list));
          await db.engine.load("others", table({key: Int32Array.from(keys)}));
          const expected = slowly(list, keys);
          if (expected === 0) expect(await checkTables(db.engine, [check])).toEqual([name]);
          else {
            const error = await failure(checkTables(db.engine, [check]));
            expect([error.check, error.rows, error.shown.length]).toEqual([check, expected, Math.min(3, expected)]);
            failed++;
          }
        }),
        cases(25, 300)
      );
      expect(failed).toBeGreaterThan(3);
    }
  );

  test("names the first rows, keys or counts that fail, and the first check in the list is the one that is told", async () => {
    await db.engine.load(
      "t",
      cells([
        {a: 1, b: 2},
        {a: 1, b: null},
        {a: 5, b: 0}
      ])
    );
    await db.engine.load("others", table({key: Int32Array.of(1)}));
    const text = async (...checks: TableCheck[]) => (await failure(checkTables(db.engine, checks))).message;
    expect(await text({kind: "unique", table: "t", columns: ["a"]})).toMatch(
      /^the check "t: unique a" fails in 1 keys \(a 1, rows 2\); this is a fault of the stage/
    );
    expect(
      await text({kind: "not_null", table: "t", columns: ["b"]}, {kind: "unique", table: "t", columns: ["a"]})
    ).toContain('"t: not_null b" fails in 1 rows (a 1, b missing)');
    expect(await text({kind: "relationships", table: "t", column: "a", to: ["others", "key"]})).toContain(
      '"t: a is in others.key" fails in 1 rows (a 5, rows 1)'
    );
    const counts = (query: string): TableCheck => ({
      kind: "equal_counts",
      table: "t",
      one: ["one", query],
      other: ["two", "SELECT 2"]
    });
    expect(await text(counts("SELECT count(*) FROM t"))).toContain('"t: one = two" fails (3 and 2)');
    expect(await text(counts("SELECT NULL"))).toContain("fails (missing and 2)");
  });
});

const START = Date.UTC(2025, 0, 1);
const rows: Row[] = Array.from({length: 120}, (_, i) => ({
  user_id: 1 + (i % 6),
  // two events of each of six users a day, six minutes apart
  ts_ms: START + Math.floor(i / 12) * 86_400_000 + (i % 12) * 60_000,
  tick: 0,
  event: i % 9 === 0 ? 3 : i % 5 === 0 ? 1 : 0,
  item_id: 1 + (i % 11),
  price_cents: 100,
  dwell_ms: null,
  session_key: null
}));

/** What goes wrong in a stage, as SQL after its own, and the check that must see it. */
const BROKEN: readonly (readonly [stage: string, sql: string, check: string])[] = [
  ["generate", "INSERT INTO rejected_rows (line) VALUES (7)", "rejected_rows: not_null reason"],
  ["clean", "DELETE FROM clean_events WHERE user_id = 2", "rows of clean_events and those set aside = "],
  [
    "clean",
    "UPDATE clean_events SET item_id = NULL WHERE user_id = 2",
    "clean_events: not_null user_id, ts_ms, tick, event, item_id"
  ],
  ["clean", "UPDATE clean_events SET event = 4 WHERE user_id = 2", "clean_events: event one of 0, 1, 2, 3"],
  ["clean", "UPDATE clean_events SET ts_ms = 5 WHERE user_id = 2", "clean_events: ts_ms 946684800000 to 4102444799999"],
  [
    "clean",
    "UPDATE clean_events SET price_cents = -1 WHERE user_id = 2",
    "clean_events: price_cents, dwell_ms at least 0"
  ],
  ["sessionize", "UPDATE sessionized_events SET event_no = 1", "sessionized_events: unique session_id, event_no"],
  ["sessionize", "DELETE FROM sessionized_events WHERE event = 0", "rows of sessionized_events = rows of clean_events"],
  [
    "sessionize",
    "UPDATE sessionized_events SET event = 0",
    "purchases of sessionized_events = purchases of clean_events"
  ],
  [
    "sessionize",
    "UPDATE sessionized_events SET session_id = 0 WHERE session_id = 1",
    "session_no, event_no at least 1"
  ],
  ["sessions", "INSERT INTO sessions SELECT * FROM sessions WHERE session_id = 3", "sessions: unique session_id"],
  [
    "sessions",
    "UPDATE sessions SET views = views + 1 WHERE session_id = 3",
    "views + carts + removes + transactions = events"
  ],
  ["sessions", "UPDATE sessions SET end_ms = start_ms - 1 WHERE session_id = 3", "sessions: start_ms <= end_ms"],
  ["sessions", "DELETE FROM sessions WHERE session_id = 3", "events of sessions = rows of sessionized_events"],
  [
    "sessions",
    "UPDATE sessions SET session_id = 999 WHERE session_id = 3; INSERT INTO sessions SELECT 3, user_id, 1, start_ms, end_ms, 1, 1, 0, 0, 0, 0 FROM sessions LIMIT 1; UPDATE sessions SET events = events - 1, views = views - 1 WHERE session_id = (SELECT max(session_id) FROM sessions WHERE views > 1)",
    "sessions: "
  ],
  ["split", "UPDATE split_sessions SET part = 3 WHERE session_id = 3", "split_sessions: part one of 0, 1, 2"],
  ["split", "UPDATE split_sessions SET session_id = 4 WHERE session_id = 3", "split_sessions: unique session_id"],
  [
    "split",
    "UPDATE split_sessions SET session_id = 999 WHERE session_id = 3",
    "the last session_id of split_sessions = rows of sessions"
  ],
  ["split", "DELETE FROM split_sessions WHERE session_id = 3", "rows of split_sessions = rows of sessions"],
  ["examples", "UPDATE examples SET item_id = 1", "examples: unique session_id, item_id"],
  ["examples", "DELETE FROM examples WHERE example_id = 3", "rows of examples = items of sessions"],
  ["features", "DELETE FROM features WHERE example_id = 3", "rows of features = rows of examples"],
  [
    "features",
    "UPDATE features SET example_id = 999 WHERE example_id = 3",
    "features: example_id is in examples.example_id"
  ],
  ["targets", 'UPDATE labels SET "item-next-session" = 2 WHERE example_id = 3', "one of 0, 1"],
  [
    "targets",
    "UPDATE labels SET later_sessions = NULL WHERE example_id = 3",
    "labels: not_null example_id, later_sessions"
  ]
];

describe("a stage that goes wrong", () => {
  const stages: readonly Stage[] = [...STAGES, ...exampleStages(NOTHING_KNOWN)];

  test.each(BROKEN)("%s: %s", async (name, sql, check) => {
    await loadEvents(db.engine, tableOf(rows));
    await db.engine.load("item_catalog", table({item_id: Int32Array.of(1)}));
    for (const stage of stages) {
      if (stage.name === name) {
        const broken: Stage = {...stage, sql: (...given) => `${stage.sql(...given)}\n${sql};`};
        const {message} = await failure(runStage(db.engine, broken, LOG, {}, {hash: false}));
        expect(message).toContain(check);
        return;
      }
      const {checks} = await runStage(db.engine, stage, LOG, {}, {hash: false});
      expect(checks).toEqual(stage.checks!(LOG, {}).map(checkName));
      expect(checks!.length).toBeGreaterThan(0);
    }
  });

  test("sliding windows have a row for each session in each fold, and some outside", async () => {
    await loadEvents(db.engine, tableOf(rows.map((row, i) => ({...row, ts_ms: START + i * 86_400_000}))));
    const options = {split: {by: "windows", folds: 3}} as const;
    for (const stage of STAGES) await runStage(db.engine, stage, LOG, options, {hash: false});
    expect(STAGES.at(-1)!.checks!(LOG, options).map(checkName)).toContain(
      "split_sessions: rows of split_sessions = 3 times the rows of sessions"
    );
  });
});

describe("the pipeline in Node", () => {
  afterEach(() => vi.restoreAllMocks());

  test("publishes nothing of a stage whose check fails, and leaves what was there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clickproof-checks-"));
    try {
      const first = await runPipeline({folder, profile: "tiny", until: "sessions"});
      const parquet = join(first.folder, "sessions.parquet");
      const before = readFileSync(parquet);
      expect(first.document.stages.at(-1)!.checks).toContain("sessions: unique session_id");
      const sessions = STAGES.find(({name}) => name === "sessions")!;
      const {sql} = sessions;
      vi.spyOn(sessions, "sql").mockImplementation(
        (...given) => `${sql(...given)}\nUPDATE sessions SET session_id = 1;`
      );
      const error = await failure(runPipeline({folder, profile: "tiny", until: "split"}));
      expect(error.shown[0]).toMatch(/^session_id 1, rows \d+$/);
      expect(readFileSync(parquet).equals(before)).toBe(true);
      expect(existsSync(join(first.folder, "split_sessions.parquet"))).toBe(false);
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });
});
