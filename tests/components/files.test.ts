import {tableFromIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {toArrow} from "../../src/components/arrowFile.js";
import {toCsv} from "../../src/components/csv.js";
import {sortedRows} from "../../src/components/dataTable.js";

const columns = {
  day: ["a", 'b "x", y', null],
  n: [1, null, 3],
  share: Float64Array.of(0.1, NaN, 1e-7),
  ms: [1.7e12, 0, -1]
};

describe("a table's files", () => {
  it("CSV quotes what needs it and leaves missing values empty", () => {
    expect(toCsv(columns)).toBe('day,n,share,ms\na,1,0.1,1700000000000\n"b ""x"", y",,,0\n,3,1e-7,-1\n');
    expect(() => toCsv({a: [1], b: [1, 2]})).toThrow("column b has 2 rows, expected 1");
  });
  it("Arrow reads back with the same values", async () => {
    const back = tableFromIPC(await toArrow(columns));
    expect(back.schema.fields.map((f) => `${f.name} ${f.type}`)).toEqual([
      "day Utf8",
      "n Int32",
      "share Float64",
      "ms Float64"
    ]);
    expect(back.toArray().map((row) => row.toJSON())).toEqual([
      {day: "a", n: 1, share: 0.1, ms: 1.7e12},
      {day: 'b "x", y', n: null, share: null, ms: 0},
      {day: null, n: 3, share: 1e-7, ms: -1}
    ]);
  });
  it("sorts numbers by size with missing values last either way", () => {
    const table = {x: [10, null, 9, 10]};
    expect(sortedRows(table, "x", false)).toEqual([2, 0, 3, 1]);
    expect(sortedRows(table, "x", true)).toEqual([0, 3, 2, 1]);
    expect(sortedRows(table, undefined, false)).toEqual([0, 1, 2, 3]);
  });
});
