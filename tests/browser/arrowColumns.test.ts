import {statSync, readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {
  Bool,
  Decimal,
  Int64,
  Int8,
  makeData,
  Null,
  Table as ArrowTable,
  tableFromIPC,
  tableToIPC,
  Vector,
  vectorFromArray
} from "apache-arrow";
import fc from "fast-check";
import {expect, test} from "vitest";
import {fromArrow, toArrow} from "../../src/browser/arrowColumns.js";
import {DUCKDB_BYTES, DUCKDB_TRANSFER_BYTES} from "../../src/browser/duckdbSize.js";
import {MISSING, table} from "../../src/lib/core/table.js";

const someTable = fc
  .array(
    fc.tuple(
      fc.integer({min: MISSING, max: 2 ** 31 - 1}),
      fc.oneof(fc.maxSafeInteger(), fc.constant(NaN)),
      fc.oneof(fc.double({noNaN: true}), fc.constant(NaN)),
      fc.option(fc.string(), {nil: null})
    ),
    {minLength: 1, maxLength: 70}
  )
  .map((rows) =>
    table({
      int: Int32Array.from(rows, ([a]) => a),
      wide: Float64Array.from(rows, ([, b]) => b + 0),
      real: Float64Array.from([0.5, ...rows.slice(1)], (row) => (typeof row === "number" ? row : row[2])),
      text: rows.map(([, , , d]) => d)
    })
  );

test("columns survive the way into Arrow and back", () => {
  fc.assert(
    fc.property(someTable, (t) => {
      expect(fromArrow(tableFromIPC(tableToIPC(toArrow(t), "stream")))).toEqual(t);
    })
  );
});

test("columns in several batches are joined", () => {
  const a = toArrow(table({x: Int32Array.of(1, MISSING), y: Float64Array.of(-(2 ** 40), NaN), s: ["a", null]}));
  const b = toArrow(table({x: Int32Array.of(3), y: Float64Array.of(7), s: ["c"]}));
  expect(fromArrow(a.concat(b)).columns).toEqual({
    x: Int32Array.of(1, MISSING, 3),
    y: Float64Array.of(-(2 ** 40), NaN, 7),
    s: ["a", null, "c"]
  });
});

test("types that only DuckDB gives: booleans, small integers, 128-bit decimals, nothing at all", () => {
  const words = new Uint32Array(8);
  new BigInt64Array(words.buffer).set([150n, 0n, -25n, -1n]);
  const decimals = new Vector([makeData({type: new Decimal(2, 38, 128), data: words, length: 2})]);
  const data = new ArrowTable({
    b: vectorFromArray([true, null], new Bool()),
    t: vectorFromArray([7, -7], new Int8()),
    d: decimals,
    n: vectorFromArray([null, null], new Null())
  });
  expect(fromArrow(data).columns).toEqual({
    b: Int32Array.of(1, MISSING),
    t: Int32Array.of(7, -7),
    d: Float64Array.of(1.5, -0.25),
    n: Int32Array.of(MISSING, MISSING)
  });
});

test("an integer that a double cannot hold is refused", () => {
  const far = new ArrowTable({far: vectorFromArray([9007199254740993n], new Int64())});
  expect(() => fromArrow(far)).toThrow("column far holds 9007199254740992, beyond 2^53");
});

test("the size that pages tell of DuckDB is that of the installed file", () => {
  const file = "node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm";
  expect(statSync(file).size).toBe(DUCKDB_BYTES);
  const compressed = gzipSync(readFileSync(file), {level: 6}).length;
  expect(Math.abs(compressed - DUCKDB_TRANSFER_BYTES)).toBeLessThan(0.02 * compressed);
});
