import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {independentColumns} from "../../src/lib/models/independentColumns.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {takeColumns, type Matrix} from "../../src/lib/models/matrix.js";

/** Columns by what they are made of: a number is a column of chance, a list the sum of earlier columns, null a constant. */
function made(rows: number, what: readonly (number | readonly number[] | null)[]): Matrix {
  const source = random(7, rows);
  const width = what.length;
  const x = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    what.forEach((of, f) => {
      const sum = (list: readonly number[]) => list.reduce((all, g) => all + x[row * width + g], 0);
      x[row * width + f] = of === null ? 3 : typeof of === "number" ? of * source.uniform() : sum(of);
    });
  return {rows, columns: what.map((_, f) => `c${f}`), x};
}

const ones = (rows: number) => new Float64Array(rows).fill(1);

describe("columns that others do not say already", () => {
  test("are all of them where none depends on others", () =>
    expect(independentColumns(made(50, [1, 1000, 1e-3]), ones(50))).toEqual([0, 1, 2]));

  test("leave out constants, copies and sums of those before", () =>
    expect(independentColumns(made(50, [null, 1, [1], 2, [1, 3], 5]), ones(50))).toEqual([1, 3, 5]));

  test("leave out the last of the codes that share out all rows", () => {
    const x = Float64Array.from({length: 90}, (_, at) => (Math.floor(at / 3) % 3 === at % 3 ? 1 : 0));
    expect(independentColumns({rows: 30, columns: ["a", "b", "c"], x}, ones(30))).toEqual([0, 1]);
  });

  test("are fewer than rows, and are looked for among rows with weight", () => {
    expect(independentColumns(made(4, [1, 1, 1, 1, 1, 1]), ones(4))).toEqual([0, 1, 2]);
    expect(independentColumns(made(50, [1, 1, 1]), ones(50).fill(0, 2))).toEqual([0]);
  });
});

test("Firth's penalty on dependent columns is Firth's penalty on the others", async () => {
  const matrix = made(300, [1, [0], 2, [0, 2], 3]);
  const y = Float64Array.from({length: 300}, (_, row) => (matrix.x[row * 5] > 0.8 ? 1 : 0));
  const firth = logisticEstimator({penalty: "firth"});
  const all = await firth.fit({...matrix, y}, {seed: 1});
  const few = takeColumns(matrix, [0, 2, 4]);
  const alone = await firth.fit({...few, y}, {seed: 1});
  expect(all.predict(matrix)).toEqual(alone.predict(few));
});
