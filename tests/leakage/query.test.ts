import {describe, expect, test} from "vitest";
import {auditLeakage, LEAKAGE_OPTIONS} from "../../src/lib/leakage/auditLeakage.js";
import {checkQuery, QUERY_TABLES} from "../../src/lib/leakage/checkQuery.js";
import {featureQuery} from "../../src/lib/leakage/featureQuery.js";
import {HONEST_QUERY, INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";
import {sqlTokens} from "../../src/lib/leakage/sqlTokens.js";
import {UserError} from "../../src/lib/core/errors.js";
import {useEngine} from "../pipeline/logs.js";
import {HAND_MADE, prepared} from "./logs.js";

const db = useEngine(1);

describe("sqlTokens", () => {
  test("tells words, names, texts and signs apart, and drops comments", () => {
    const sql = `SELECT "a ""b""" AS x, 'it''s' -- no 'text'
  /* nor /* this */ "one" */ , E'a\\'b', $q$ it's $q$, 1.5e3 FROM Ünter`;
    expect(sqlTokens(sql).map(({kind, text}) => `${kind}:${text}`)).toEqual([
      "word:select",
      'name:a "b"',
      "word:as",
      "word:x",
      "symbol:,",
      "text:it's",
      "symbol:,",
      "text:a'b",
      "symbol:,",
      "text: it's ",
      "symbol:,",
      "number:1.5e3",
      "word:from",
      "word:ünter"
    ]);
  });
  test.each(["SELECT 'a", 'SELECT "a', "SELECT /* a", "SELECT $$ a"])("%s is never closed", (sql) => {
    expect(() => sqlTokens(sql)).toThrow(UserError);
  });
  test("a comment may end the text", () => expect(sqlTokens("SELECT 1 -- one")).toHaveLength(2));
});

describe("checkQuery", () => {
  test.each([
    HONEST_QUERY,
    ...INJECTED_LEAKS.map(({sql}) => sql),
    "SELECT example_id, 1 AS x FROM examples;  ",
    "with a as materialized (select * from examples), b (n) as (select 1) select example_id, n from a, b",
    "SELECT example_id, x.n FROM examples, LATERAL (SELECT count(*) AS n FROM events WHERE item_id = examples.item_id) AS x",
    "SELECT example_id, sum(n) AS s FROM examples, unnest([1, 2]) AS t (n), range(3) GROUP BY ALL",
    "SELECT example_id, extract(year FROM epoch_ms(as_of_ms)) AS y, trim(both 'a' FROM 'aba') AS t FROM Examples",
    'SELECT example_id, item_id IS NOT DISTINCT FROM user_id AS same FROM "examples"',
    "SELECT example_id, 1 AS x FROM (examples JOIN sessions USING (session_id))",
    "SELECT example_id, 1 AS x FROM (VALUES (1), (2)) AS v (example_id)",
    "SELECT e.example_id, count(*) AS n FROM examples e ASOF JOIN events v ON e.user_id = v.user_id AND v.ts_ms < e.as_of_ms GROUP BY 1",
    "SELECT example_id, 'read_csv(''x'')' AS text, \"load\" FROM (SELECT *, 1 AS \"load\" FROM examples)"
  ])("takes %s", (sql) => expect(checkQuery(sql)).toBe(sql.replace(/[;\s]+$/, "")));

  test.each([
    ["", "there is no SQL"],
    [" -- nothing", "there is no SQL"],
    ["SELECT 1; SELECT 2", "more than one statement"],
    ["DROP TABLE events", "begins with DROP"],
    ["INSERT INTO events SELECT 1", "begins with INSERT"],
    ["COPY events TO 'x'", "begins with COPY"],
    ["ATTACH 'x' AS y", "begins with ATTACH"],
    ["PRAGMA database_list", "begins with PRAGMA"],
    ["FROM events", "begins with FROM"],
    ["SELECT example_id, 1 FROM raw_events", "reads raw_events"],
    ["SELECT example_id, 1 FROM examples, sessionized_events", "reads sessionized_events"],
    ["SELECT example_id, 1 FROM examples JOIN main.events ON true", "reads main.events"],
    ['SELECT example_id, 1 FROM "memory"."main".events', "reads memory.main"],
    ["SELECT example_id, 1 FROM 'events.csv'", "reads 'events.csv'"],
    ["SELECT example_id, 1 FROM read_csv('x.csv')", "calls read_csv"],
    ["SELECT example_id, 1 FROM examples, parquet_scan('x')", "calls parquet_scan"],
    ["SELECT example_id, 1 FROM glob('*')", "calls glob"],
    ["SELECT example_id, getenv('HOME') FROM examples", "calls getenv"],
    ["SELECT example_id, 1 FROM query('SELECT 1')", "calls query"],
    ["SELECT example_id, 1 FROM duckdb_tables()", "calls duckdb_tables"],
    ["SELECT example_id, 1 FROM my_macro(1)", "reads my_macro()"],
    ["SELECT example_id, (SELECT max(ts_ms) FROM clean_events) FROM examples", "reads clean_events"],
    ["WITH a AS (SELECT * FROM users) SELECT example_id, 1 FROM a", "reads users"],
    ["SELECT 1 FROM (TABLE clean_events)", "the statement TABLE"],
    ["SELECT 1 FROM examples UNION ALL (SUMMARIZE events)", "the statement SUMMARIZE"],
    ["SELECT 1 FROM (PIVOT clean_events ON event)", "the statement PIVOT"],
    ["SELECT 1) AS x; DROP TABLE events; SELECT (1", "more than one statement"],
    ["SELECT 1 FROM examples) UNION (SELECT 2", "a parenthesis that was never opened"],
    ["SELECT (1 FROM examples", "a parenthesis that is never closed"]
  ])("refuses %s", (sql, said) => {
    expect(() => checkQuery(sql)).toThrow(said);
    expect(() => checkQuery(sql)).toThrow(UserError);
  });
});

describe("featureQuery", () => {
  const audited = (sql: string) =>
    auditLeakage(db.engine, featureQuery(sql), {...LEAKAGE_OPTIONS, examples: 2, cuts: 1});

  test.each([
    ["SELECT 1 AS x FROM examples", "your SQL gives x and no example_id"],
    ["SELECT example_id FROM examples", "gives example_id and no value"],
    ["SELECT CAST(example_id AS VARCHAR) AS example_id, 1 AS x FROM examples", "example_id is of type VARCHAR"],
    ["SELECT example_id, 1 AS x FROM examples JOIN events USING (user_id)", "example 1 more than once"],
    ["SELECT example_id, 1 AS x FROM examples WHERE example_id > 3", "no row for example 1 and 2 more"],
    ["SELECT example_id + 1 AS example_id, 1 AS x FROM examples", "which there is not"],
    [
      "SELECT CASE WHEN example_id > 1 THEN example_id END AS example_id, 1 AS x FROM examples",
      "1 rows without an example_id"
    ],
    ["SELECT example_id, random() AS x FROM examples", "the feature x gives"],
    ["SELECT example_id, [1] AS x FROM examples", "the feature x is of type INTEGER[]"],
    ["SELECT example_id, nothing AS x FROM examples", 'Referenced column "nothing" not found'],
    ["SELECT example_id, CAST('a' AS INTEGER) AS x FROM examples", "Could not convert string 'a'"],
    ["SELECT example_id, count( AS x FROM examples)", "syntax error"]
  ])("%s is refused in one line", async (sql, said) => {
    await prepared(db.engine, HAND_MADE);
    const error = await audited(sql).catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(said);
    expect((error as Error).message).not.toContain("\n");
  });

  test("what fails only without the future says so", async () => {
    await prepared(db.engine, HAND_MADE);
    const sql = `SELECT example_id, CAST(CASE WHEN (SELECT count(*) FROM events) < ${HAND_MADE.length} THEN 'x' ELSE '1' END AS INTEGER) AS x FROM examples`;
    await expect(audited(sql)).rejects.toThrow("your SQL cannot be run on the log before a moment (");
  });

  test("every table has the columns that are promised", async () => {
    await prepared(db.engine, HAND_MADE);
    for (const [table, columns] of Object.entries(QUERY_TABLES)) {
      const names = columns
        .replace(/\([^)]*\)/g, "")
        .split(",")
        .map((name) => name.trim());
      const list = names.filter((name) => name !== "example_id").map((name) => `any_value(t.${name}) AS "${name}"`);
      const sql = `SELECT example_id, ${list.join(", ")} FROM examples LEFT JOIN ${table} AS t ON ${table === "examples" ? "t.example_id = examples.example_id" : table === "items" ? "t.item_id = examples.item_id" : "t.user_id = examples.user_id"} GROUP BY examples.example_id`;
      const report = await audited(sql.replace("SELECT example_id", "SELECT examples.example_id"));
      expect(report.features).toBe(list.length);
    }
  });
});
