import {describe, expect, test} from "vitest";
import {DUCKDB, quoted, SPARK} from "../../src/lib/sql/dialect.js";

const join = {
  left: {from: "events AS e", aliases: ["e"]},
  right: "item_attributes",
  as: "a",
  on: [["e.item_id", "item_id"]],
  leftTime: "e.ts_ms",
  rightTime: "from_ms"
} as const;

describe("Spark's SQL, written out by hand", () => {
  test("a table is dropped before it is made", () => {
    expect(SPARK.createTable("t", "SELECT 1 AS x")).toBe(
      "DROP TABLE IF EXISTS t;\nCREATE TABLE t USING PARQUET AS\nSELECT 1 AS x;"
    );
    expect(SPARK.createEmptyTable("t", {line: "bigint", n: "integer", r: "double", reason: "text"})).toBe(
      "DROP TABLE IF EXISTS t;\nCREATE TABLE t (line BIGINT, n INT, r DOUBLE, reason STRING) USING PARQUET;"
    );
    expect(SPARK.createView("v", "SELECT 1 AS x")).toBe("CREATE OR REPLACE TEMP VIEW v AS\nSELECT 1 AS x;");
    expect(SPARK.dropTable("t")).toBe("DROP TABLE t;");
  });

  test("whole numbers are divided by DIV, times are UTC, and a last value says IGNORE NULLS behind", () => {
    expect(SPARK.quotient("a", 7)).toBe("a DIV 7");
    expect(SPARK.timestampOfMillis("ms")).toBe("timestamp_millis(ms)");
    expect(SPARK.lastNotNull("x")).toBe("last_value(x) IGNORE NULLS");
    expect(SPARK.sortedWindows).toBeNull();
  });

  test("quotes, backslashes and NUL are escaped in a text, quotes doubled in a name", () => {
    expect(SPARK.literal("it's a \\ and \0")).toBe("'it\\'s a \\\\ and \\0'");
    expect(DUCKDB.literal("it's a \\ and \0")).toBe("('it''s a \\ and ' || chr(0) || '')");
    expect(quoted('say "x"')).toBe('"say ""x"""');
  });

  test("an as-of join is a union in the order of time, the moment first where the comparison is strict", () => {
    const {from, aliases} = SPARK.asOfJoin(join);
    expect(aliases).toEqual(["e", "a"]);
    expect(from).toBe(`(
  SELECT e, a FROM (
    SELECT e, last_value(a) IGNORE NULLS OVER (PARTITION BY key_0 ORDER BY at ASC NULLS FIRST, side ROWS UNBOUNDED PRECEDING) AS a
    FROM (
      SELECT struct(e.*) AS e, NULL AS a, e.item_id AS key_0, e.ts_ms AS at, 0 AS side
      FROM events AS e
      UNION ALL
      SELECT NULL, struct(a.*), a.item_id, a.from_ms, 1
      FROM item_attributes AS a
      WHERE a.item_id IS NOT NULL AND a.from_ms IS NOT NULL
    )
  )
  WHERE e IS NOT NULL
)`);
  });

  test("the row comes first where an equal time counts, time runs backwards for what comes after, and an inner join drops rows", () => {
    const {from} = SPARK.asOfJoin({...join, direction: "forward", allowExactMatches: true, how: "inner"});
    expect(from).toContain("ORDER BY at DESC NULLS FIRST, side ROWS UNBOUNDED PRECEDING");
    expect(from).toContain("e.ts_ms AS at, 1 AS side");
    expect(from).toContain("a.from_ms, 0\n");
    expect(from).toContain("WHERE e IS NOT NULL AND a IS NOT NULL");
  });
});

describe("DuckDB's SQL", () => {
  test("replaces a table in one statement and has as-of joins", () => {
    expect(DUCKDB.createTable("t", "SELECT 1 AS x")).toBe("CREATE OR REPLACE TABLE t AS\nSELECT 1 AS x;");
    expect(DUCKDB.asOfJoin(join)).toEqual({
      from: "events AS e\nASOF LEFT JOIN item_attributes AS a ON a.item_id = e.item_id AND a.from_ms < coalesce(e.ts_ms, -9223372036854775807)",
      aliases: ["e", "a"]
    });
    expect(DUCKDB.asOfJoin({...join, direction: "forward", allowExactMatches: true, how: "inner"}).from).toBe(
      "events AS e\nASOF JOIN item_attributes AS a ON a.item_id = e.item_id AND a.from_ms >= coalesce(e.ts_ms, 9223372036854775807)"
    );
  });
});
