import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {takeRows, type Matrix} from "../../src/lib/models/matrix.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";

/** Numbers of several sizes, one in ten missing; the first column does not vary, the last has no number. */
function example(rows: number, width: number): Matrix {
  const source = random(4, rows, width);
  return {
    rows,
    columns: Array.from({length: width}, (_, f) => `c${f}`),
    x: Float64Array.from({length: rows * width}, (_, k) => {
      const f = k % width;
      const drawn = 10 ** f * (source.uniform() - 0.3);
      return f === width - 1 || source.uniform() < 0.1 ? NaN : f === 0 ? 7 : drawn;
    })
  };
}

describe.each([
  [1, 2],
  [255, 3],
  [256, 4],
  [9000, 8],
  [9001, 9]
])("%i rows of %i columns", (rows, width) => {
  const matrix = example(rows, width);

  test("have the means and deviations of their known values, summed row by row", () => {
    const {columns, means, deviations} = fitStandardizer(matrix);
    expect(columns).toEqual(matrix.columns);
    for (let f = 0; f < width; f++) {
      const known = Array.from({length: rows}, (_, row) => matrix.x[row * width + f]).filter((v) => !Number.isNaN(v));
      const mean = known.length === 0 ? 0 : known.reduce((a, b) => a + b, 0) / known.length;
      const squares = known.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
      expect(means[f]).toBe(mean);
      expect(deviations[f]).toBe(squares > 0 ? Math.sqrt(squares / known.length) : 1);
    }
  });

  test("become what each is by itself, to the bit", () => {
    const scaler = fitStandardizer(matrix);
    const {x} = standardize(scaler, matrix);
    const {means, deviations} = scaler;
    x.forEach((value, k) => {
      const from = matrix.x[k];
      const f = k % width;
      if (!Object.is(value, Number.isNaN(from) ? 0 : (from - means[f]) / deviations[f]))
        expect.fail(`row ${Math.floor(k / width)}, column ${f}: ${from} became ${value}`);
    });
    const last = standardize(scaler, takeRows(matrix, [rows - 1]));
    expect(last.x).toEqual(x.subarray((rows - 1) * width));
  });

  test("the same from 32-bit reals", () => {
    const rounded = {...matrix, x: Float32Array.from(matrix.x)};
    const back = {...matrix, x: Float64Array.from(rounded.x)};
    expect(fitStandardizer(rounded)).toEqual(fitStandardizer(back));
    expect(standardize(fitStandardizer(back), rounded)).toEqual(standardize(fitStandardizer(back), back));
  });
});
