import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {MISSING, table, type Table} from "../../src/lib/core/table.js";
import {cases} from "../thorough.js";
import {useEngine} from "./logs.js";

const db = useEngine();

const someTable = fc
  .array(
    fc.tuple(
      fc.integer({min: MISSING, max: 2 ** 31 - 1}),
      fc.oneof(fc.maxSafeInteger(), fc.constant(NaN)),
      fc.oneof(fc.double({noNaN: true}), fc.constant(NaN)),
      fc.option(
        fc.string({unit: "grapheme"}).filter((s) => !s.includes("\0")),
        {nil: null}
      )
    ),
    {minLength: 1, maxLength: 100}
  )
  .map((rows) =>
    table({
      n: Int32Array.from({length: rows.length}, (_, i) => i),
      "an int": Int32Array.from(rows, ([a]) => a),
      wide: Float64Array.from(rows, ([, b]) => b),
      // a half somewhere, so that the column is one of reals
      real: Float64Array.from([0.5, ...rows.slice(1)], (row) => (typeof row === "number" ? row : row[2])),
      'te"xt': rows.map(([, , , d]) => d)
    })
  );

test("what is loaded is read back, missing values too", async () => {
  await fc.assert(
    fc.asyncProperty(someTable, async (t) => {
      await db.engine.load("t", t);
      const back = await db.engine.read("SELECT * FROM t ORDER BY n");
      expect(back).toEqual({...t, columns: {...t.columns, wide: t.columns.wide.map((x) => x + 0)}});
    }),
    cases(20, 50)
  );
});

test("more rows than one chunk holds keep their order and their missing values", async () => {
  const n = 10_000;
  const t = table({
    n: Int32Array.from({length: n}, (_, i) => i),
    x: Int32Array.from({length: n}, (_, i) => (i % 7 === 0 ? MISSING : i)),
    y: Float64Array.from({length: n}, (_, i) => (i % 11 === 0 ? NaN : i * 1e9))
  });
  await db.engine.load("t", t);
  expect(await db.engine.read("SELECT * FROM t ORDER BY n")).toEqual(t);
});

test("a table may be filled in parts, and walked in batches that together are what is read at once", async () => {
  const n = 150_000;
  const part = (from: number, to: number) =>
    table({
      n: Int32Array.from({length: to - from}, (_, i) => from + i),
      x: Float64Array.from({length: to - from}, (_, i) => ((from + i) % 9 === 0 ? NaN : (from + i) * 1e8)),
      s: Array.from({length: to - from}, (_, i) => ((from + i) % 4 === 0 ? null : `é${from + i}`))
    });
  await db.engine.load("t", part(0, 10));
  await db.engine.append("t", part(10, 10));
  await db.engine.append("t", part(10, n));
  const sql = "SELECT * FROM t ORDER BY n";
  const batches: Table[] = [];
  await db.engine.scan(sql, (batch) => batches.push(batch));
  expect(batches.length).toBeGreaterThan(1);
  const whole = await db.engine.read(sql);
  expect(whole).toEqual(part(0, n));
  expect(batches.reduce((sum, {rows}) => sum + rows, 0)).toBe(n);
  for (const name of ["n", "x", "s"] as const)
    expect(batches.flatMap(({columns}) => [...(columns[name] as Iterable<unknown>)])).toEqual([
      ...(whole.columns[name] as Iterable<unknown>)
    ]);
  const none: Table[] = [];
  await db.engine.scan("SELECT * FROM t WHERE false", (batch) => none.push(batch));
  expect(none.map(({rows, columns}) => [rows, Object.keys(columns)])).toEqual([[0, ["n", "x", "s"]]]);
});

test("a second load replaces the first, an empty one included", async () => {
  await db.engine.load("t", table({a: Int32Array.of(1)}));
  await db.engine.load("t", table({b: new Float64Array(0)}));
  expect(await db.engine.read("FROM t")).toEqual(table({b: new Float64Array(0)}));
});

describe("types of a result", () => {
  test("small integers and booleans are 32-bit, wider numbers doubles, all else text", async () => {
    const {columns} = await db.engine.read(
      "SELECT true AS b, 7::TINYINT AS t, 7 AS i, 7::UINTEGER AS u, 7::BIGINT AS l, 7::HUGEINT AS h, 1.5 AS d, 0.5::DOUBLE AS r, DATE '2025-01-31' AS day, 'x' AS s, NULL AS nothing"
    );
    expect(columns).toEqual({
      b: Int32Array.of(1),
      t: Int32Array.of(7),
      i: Int32Array.of(7),
      u: Float64Array.of(7),
      l: Float64Array.of(7),
      h: Float64Array.of(7),
      d: Float64Array.of(1.5),
      r: Float64Array.of(0.5),
      day: ["2025-01-31"],
      s: ["x"],
      nothing: Int32Array.of(MISSING)
    });
  });

  test("an integer that a double cannot hold is refused", async () => {
    await expect(db.engine.read("SELECT 9007199254740993 AS far")).rejects.toThrow("column far holds 9007199254740992");
    await expect(db.engine.read("SELECT 9007199254740993::HUGEINT AS far UNION ALL SELECT NULL")).rejects.toThrow(
      "far"
    );
  });
});

test("wrong options are refused by value", async () => {
  await expect(openDuckDB({threads: 0})).rejects.toThrow("invalid threads: 0");
  await expect(openDuckDB({threads: 1.5})).rejects.toThrow("invalid threads: 1.5");
});
