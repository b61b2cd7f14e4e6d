import {beforeAll, describe, expect, test} from "vitest";
import {exactValues} from "../../src/lib/sql/exactValues.js";
import {
  CELL_CHARACTERS,
  listTables,
  restrict,
  runQuery,
  type QueryConnection,
  type QueryFailure,
  type QueryRows
} from "../../src/lib/sql/readOnlyQuery.js";
import {openDuckDBWasm} from "./duckdbWasm.js";

let connection: QueryConnection;
beforeAll(async () => {
  connection = await openDuckDBWasm();
  await connection.run("CREATE TABLE visits AS SELECT range AS visit, range % 3 AS part FROM range(10)");
  await connection.run("CREATE VIEW odd AS SELECT * FROM visits WHERE visit % 2 = 1");
  await restrict(connection, "150MB");
});

const rows = async (sql: string, limit?: number): Promise<QueryRows> => {
  const result = await runQuery(connection, sql, {rows: limit});
  expect(result).toMatchObject({kind: "rows"});
  return result as QueryRows;
};
const failed = async (sql: string): Promise<QueryFailure> => {
  const result = await runQuery(connection, sql);
  expect(result).toMatchObject({kind: "failure"});
  return result as QueryFailure;
};

test("tables and views are listed with their columns and exact numbers of rows", async () => {
  const columns = [
    {name: "visit", type: "BIGINT"},
    {name: "part", type: "BIGINT"}
  ];
  expect(await listTables(connection)).toEqual([
    {name: "odd", rows: 5, columns},
    {name: "visits", rows: 10, columns}
  ]);
});

describe("one SELECT is run", () => {
  test.each([
    ["SELECT count(*) AS n FROM visits", [10]],
    ["select count(*) as n from visits; -- done", [10]],
    ["/* é; */ WITH late AS (SELECT * FROM visits WHERE visit > 6) SELECT count(*) AS n FROM late", [3]],
    ["FROM odd SELECT count(*) AS n", [5]],
    ["VALUES (1), (2)", [1, 2]],
    ["SELECT 'it''s; ok' AS text", ["it's; ok"]],
    ["SELECT visit FROM visits ORDER BY visit DESC LIMIT 3", [9, 8, 7]]
  ])("%s", async (sql, first) => {
    const {columns} = await rows(sql);
    expect(Object.values(columns)[0]).toEqual(first);
  });

  test("its rows stay in order, and no more are made than are shown", async () => {
    const {columns, more, rows: n} = await rows("SELECT range * 2 AS x FROM range(1000000000000)", 4);
    expect(columns.x).toEqual([0, 2, 4, 6]);
    expect([n, more]).toEqual([4, true]);
    expect(await rows("SELECT visit FROM visits", 10)).toMatchObject({rows: 10, more: false});
  });

  test("columns keep their order and their types, those without a name and of one name too", async () => {
    const {columns, types} = await rows(
      "SELECT 'a' AS z, 1, 2, 3 AS z, DATE '2025-01-02' AS d, [1, NULL] AS l, true AS b"
    );
    expect(Object.keys(columns)).toEqual(["z", "column 1", "column 2", "z_1", "d", "l", "b"]);
    expect(Object.values(columns).map(([value]) => value)).toEqual(["a", 1, 2, 3, "2025-01-02", "[1, NULL]", "true"]);
    expect(types).toMatchObject({d: "DATE", l: "INTEGER[]", "column 1": "INTEGER"});
  });

  test("a NULL is none of the numbers, and a number that is none is no NULL", async () => {
    const {columns} = await rows("SELECT * FROM (VALUES (1.5::DOUBLE), (NULL), ('nan'), ('-inf')) AS t(x)");
    expect(columns.x).toEqual([1.5, null, NaN, -Infinity]);
  });

  test("long texts are cut and counted", async () => {
    const {columns, cut} = await rows(
      `SELECT repeat('x', ${CELL_CHARACTERS}) AS a, repeat('y', ${CELL_CHARACTERS + 1}) AS b`
    );
    expect(columns.a[0]).toHaveLength(CELL_CHARACTERS);
    expect(columns.b[0]).toBe(`${"y".repeat(CELL_CHARACTERS)}…`);
    expect(cut).toBe(1);
  });
});

test.each([
  ["EXPLAIN SELECT * FROM visits", /visits/],
  ["explain analyze select count(*) from visits", /Total Time/],
  ["-- why\nEXPLAIN (FORMAT text) WITH a AS (SELECT 1 AS one) SELECT * FROM a", /one/]
])("EXPLAIN says the plan: %s", async (sql, plan) => {
  const result = await runQuery(connection, sql);
  expect(result).toMatchObject({kind: "plan", text: expect.stringMatching(plan) as string});
});

describe("all else is refused, and changes nothing", () => {
  test.each([
    ["SELECT 1; SELECT 2", /several statements/],
    ["SELECT 1; DROP TABLE visits", /several statements/],
    ["EXPLAIN SELECT 1; DROP TABLE visits", /several statements/],
    ["EXPLAIN ANALYZE DROP TABLE visits", /^DROP is not run|^ANALYZE is not run/],
    ["EXPLAIN (ANALYZE) INSERT INTO visits VALUES (1, 1)", /not run here/],
    ["DROP TABLE visits", /^DROP is not run here/],
    ["INSERT INTO visits VALUES (11, 1)", /^INSERT is not run here/],
    ["UPDATE visits SET part = 0", /^UPDATE is not run here/],
    ["DELETE FROM visits", /^DELETE is not run here/],
    ["CREATE TABLE x AS SELECT 1", /^CREATE is not run here/],
    ["ATTACH 'https://example.com/a.duckdb' AS a", /^ATTACH is not run here/],
    ["COPY visits TO 'visits.csv'", /^COPY is not run here/],
    ["COPY visits FROM 'https://example.com/a.csv'", /^COPY is not run here/],
    ["EXPORT DATABASE 'x'", /^EXPORT is not run here/],
    ["IMPORT DATABASE 'x'", /not run here|disabled/],
    ["INSTALL httpfs", /^INSTALL is not run here/],
    ["LOAD httpfs", /^LOAD is not run here/],
    ["SET enable_external_access = true", /^SET is not run here/],
    ["RESET memory_limit", /^RESET is not run here/],
    ["PRAGMA database_list", /^PRAGMA is not run here/],
    ["CALL force_checkpoint()", /^CALL is not run here/],
    ["BEGIN", /^BEGIN is not run here/],
    ["USE memory", /^USE is not run here/],
    ["PREPARE p AS SELECT 1", /^PREPARE is not run here/],
    ["PIVOT visits ON part USING count(*)", /^PIVOT is not run here/],
    ["WITH gone AS (DELETE FROM visits RETURNING visit) SELECT * FROM gone", /CTE needs a SELECT/],
    ["SELECT * FROM query('DROP TABLE visits')", /Expected a single SELECT|not run here/],
    ["SELECT * FROM read_csv('https://example.com/a.csv')", /disabled by configuration/],
    ["SELECT * FROM 'https://example.com/a.csv'", /disabled by configuration/],
    ["SELECT * FROM 'a.csv'", /disabled by configuration/],
    ["SELECT * FROM read_parquet('https://example.com/a.parquet')", /parquet extension/],
    ["SELECT * FROM 'https://example.com/a.parquet'", /does not exist|extension|disabled/],
    ["SELECT * FROM read_json('a.json')", /json extension/],
    ["SELECT * FROM read_text('/etc/passwd')", /disabled by configuration/],
    ["SELECT * FROM read_blob('https://example.com/')", /disabled by configuration/],
    ["SELECT * FROM glob('/*')", /disabled by configuration/],
    ["SELECT * FROM sniff_csv('/etc/passwd')", /disabled by configuration/],
    ["SELECT current_date", /icu extension/],
    ["", /no statement/],
    ["-- nothing", /no statement/],
    [";", /not run here|no statement/],
    ["EXPLAIN", /not run here/],
    ["SELECT 1 AS \0", /NUL/]
  ])("%s", async (sql, message) => {
    expect((await failed(sql)).message).toMatch(message);
    expect(await rows("SELECT count(*) AS n, sum(part) AS p FROM visits")).toMatchObject({columns: {n: [10], p: [9]}});
    expect(await listTables(connection)).toHaveLength(2);
  });
});

describe("errors say what to do", () => {
  test("an unknown table lists those that there are", async () => {
    const {message, hint} = await failed("SELECT *\nFROM vists");
    expect(message).toMatch(/vists does not exist![\s\S]*Did you mean "visits"[\s\S]*LINE 2: FROM vists\n\s+\^/);
    expect(hint).toBe("Tables here: odd, visits.");
  });

  test("an error shows its place in the statement as it was written", async () => {
    expect((await failed("SELECT part,\n  visit frm visits")).message).toMatch(
      /syntax error at or near "visits"\n+LINE 2:   visit frm visits/
    );
    expect((await failed("SELECT prt FROM visits")).message).toMatch(
      /"part"[\s\S]*LINE 1: SELECT prt FROM visits\n\s+\^/
    );
    expect((await failed("SELECT CAST('x' AS INTEGER)")).message).toMatch(
      /^Conversion Error: Could not convert string 'x'/
    );
  });

  test("too much memory is said, and the next query runs", async () => {
    const {message, hint} = await failed("SELECT list(range) AS l FROM range(30000000)");
    expect(message).toMatch(/^Out of Memory Error/);
    expect(hint).toMatch(/1GB/);
    expect(await rows("SELECT count(*) AS n FROM visits")).toMatchObject({columns: {n: [10]}});
  });
});

test("numbers are numbers where no digit is lost", () => {
  expect(exactValues(["1", null, "-20"], "BIGINT")).toEqual([1, null, -20]);
  expect(exactValues(["9007199254740991", "9007199254740992"], "HUGEINT")).toEqual([
    "9007199254740991",
    "9007199254740992"
  ]);
  expect(exactValues(["0.123456789012345", "-0.10"], "DECIMAL(18,15)")).toEqual([0.123456789012345, -0.1]);
  expect(exactValues(["1.234567890123456"], "DECIMAL(18,15)")).toEqual(["1.234567890123456"]);
  expect(exactValues(["0.1", "inf", "nan"], "DOUBLE")).toEqual([0.1, Infinity, NaN]);
  expect(exactValues(["12"], "VARCHAR")).toEqual(["12"]);
});
