import {createHash} from "node:crypto";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {MISSING, table, type Table} from "../../src/lib/core/table.js";
import {firstDifference} from "../../src/lib/pipeline/firstDifference.js";
import {BLOCK_ROWS, hashTable, tableHasher} from "../../src/lib/pipeline/hash.js";

/** The documented format once more, a value at a time, with Node's own SHA-256. */
function slowHash({rows, columns}: Table): string {
  const sha = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const int64 = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(Number.isNaN(value) ? -(2n ** 63n) : BigInt(value));
    return bytes;
  };
  const int32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  const ofColumn = ([name, column]: [string, Table["columns"][string]]) => {
    const wide = column instanceof Float64Array;
    const blocks: Buffer[] = [];
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const values = Array.from(column as Int32Array).slice(from, from + BLOCK_ROWS);
      blocks.push(sha(...values.map(wide ? int64 : int32)));
    }
    return sha(Buffer.from(name), Uint8Array.of(0, wide ? 8 : 4), int64(rows), ...blocks);
  };
  return sha(...Object.entries(columns).map(ofColumn)).toString("hex");
}

const int32 = fc.integer({min: MISSING, max: 2 ** 31 - 1});
const int64 = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(NaN, -0, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53 - 1)));
const smallTable = fc
  .array(fc.tuple(int32, int64), {maxLength: 50})
  .map((rows) => table({a: Int32Array.from(rows, ([a]) => a), "b ü": Float64Array.from(rows, ([, b]) => b)}));

test("the hash is of the documented bytes", () => {
  fc.assert(
    fc.property(smallTable, (t) => {
      expect(hashTable(t).sha256).toBe(slowHash(t));
    })
  );
});

test("is the same however the rows come in batches", () => {
  const n = BLOCK_ROWS + 1_000;
  const whole = table({
    a: Int32Array.from({length: n}, (_, i) => i * 7),
    b: Float64Array.from({length: n}, (_, i) => (i % 5 === 0 ? NaN : i * 1e6))
  });
  fc.assert(
    fc.property(fc.array(fc.integer({min: 0, max: n}), {maxLength: 6}), (cuts) => {
      const hasher = tableHasher();
      const ends = [...cuts, 0, n].sort((x, y) => x - y);
      ends.slice(1).forEach((end, i) => {
        const {a, b} = whole.columns;
        hasher.add(table({a: a.subarray(ends[i], end), b: b.subarray(ends[i], end)}));
      });
      expect(hasher.finish()).toEqual(hashTable(whole));
    }),
    {numRuns: 20}
  );
});

test("a hash that was written down: the format of published hashes cannot change unseen", () => {
  const t = table({id: Int32Array.of(1, 2, MISSING), ms: Float64Array.of(0, -1, NaN)});
  expect(hashTable(t).sha256).toBe(slowHash(t));
  expect(hashTable(t).sha256).toBe("439e4a60bc3e8b871cf6c924a0eb993a81d1f7d1bd57b541410f702282626401");
});

describe("blocks", () => {
  const n = 2 * BLOCK_ROWS + 5;
  const a = Int32Array.from({length: n}, (_, i) => i);
  const b = Float64Array.from({length: n}, (_, i) => 1e12 + i);
  const before = hashTable(table({a, b}));

  test("follow the documented format past the first", () => expect(before.sha256).toBe(slowHash(table({a, b}))));

  test("locate a difference to a column and a block", () => {
    const changed = a.slice();
    changed[BLOCK_ROWS + 7]++;
    const now = hashTable(table({a: changed, b}));
    expect(now.sha256).not.toBe(before.sha256);
    expect(now.columns[1]).toEqual(before.columns[1]);
    expect(now.columns[0].blocks.map((block, i) => block === before.columns[0].blocks[i])).toEqual([true, false, true]);
  });
});

test("names, order and width of columns count, not only values", () => {
  const a = Int32Array.of(1, 2);
  const b = Int32Array.of(3, 4);
  const hashes = [
    table({a, b}),
    table({b, a}),
    table({a: b, b: a}),
    table({a, c: b}),
    table({a, b: Float64Array.from(b)})
  ].map((t) => hashTable(t).sha256);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("what is no integer is refused with its place", () => {
  expect(() => hashTable(table({x: Float64Array.of(1, 0.5)}))).toThrow("column x, row 1: 0.5 is no integer");
  expect(() => hashTable(table({x: Float64Array.of(2 ** 53)}))).toThrow("column x, row 0: 9007199254740992 is no");
  expect(() => hashTable(table({x: ["a"]}))).toThrow("column x holds text");
});

describe("the first difference", () => {
  test("is the one that a walk through all values finds", () => {
    const two = fc.tuple(smallTable, smallTable);
    fc.assert(
      fc.property(two, fc.boolean(), ([t, other], same) => {
        const second = same ? structuredClone(t) : other;
        const found = firstDifference(t, second);
        const value = (from: Table, name: string, row: number) => from.columns[name][row] as number;
        for (let row = 0; row < Math.min(t.rows, second.rows); row++)
          for (const name of Object.keys(t.columns)) {
            const [x, y] = [value(t, name, row), value(second, name, row)];
            if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
            expect({row: found!.row, column: found!.column}).toEqual({row, column: name});
            return;
          }
        if (t.rows === second.rows) expect(found).toBeNull();
        else expect(found).toMatchObject({row: Math.min(t.rows, second.rows), column: null});
      })
    );
  });

  test("shows both values and both rows; a missing value as null", () => {
    const published = table({id: Int32Array.of(1, 2), x: Int32Array.of(5, 6)});
    const recomputed = table({id: Int32Array.of(1, 2), x: Int32Array.of(5, MISSING)});
    expect(firstDifference(published, recomputed)).toEqual({
      row: 1,
      column: "x",
      publishedValue: 6,
      recomputedValue: null,
      publishedRow: {id: 2, x: 6},
      recomputedRow: {id: 2, x: null}
    });
  });

  test("names a column that only one table has, and a table that ends early", () => {
    const long = table({id: Int32Array.of(1, 2)});
    expect(firstDifference(long, table({id: Int32Array.of(1)}))).toMatchObject({
      row: 1,
      column: null,
      publishedRow: {id: 2},
      recomputedRow: null
    });
    expect(firstDifference(long, table({id: Int32Array.of(1, 2), x: Int32Array.of(0, 0)}))).toMatchObject({
      row: 0,
      column: "x",
      recomputedValue: 0
    });
  });
});
