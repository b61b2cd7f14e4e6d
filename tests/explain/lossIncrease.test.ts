import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {lossIncrease, pairsInOrder, weightedImportance} from "../../src/lib/explain/lossIncrease.js";

const square = (y: number, said: number) => (y - said) ** 2;

describe("what a loss grows by without a column", () => {
  test("is twice the variance of what the column adds, for squared loss and a model that is right", () => {
    const source = random(4);
    const rows = 20_000;
    const x = Float64Array.from({length: rows * 3}, () => source.uniform());
    const y = Float64Array.from({length: rows}, (_, row) => 3 * x[row * 3] + x[row * 3 + 1]);
    const predict = ({rows: n, x: of}: {rows: number; x: ArrayLike<number>}) =>
      Float64Array.from({length: n}, (_, row) => 3 * of[row * 3] + of[row * 3 + 1]);
    const owners = Int32Array.from({length: rows}, (_, row) => row % 7);
    const found = lossIncrease({predict, loss: square}, {rows, columns: ["a", "b", "c"], x, y}, owners, {repeats: 2});
    const importance = weightedImportance(found, new Int32Array(7).fill(1));
    // the variance of a uniform number is 1/12
    expect(importance[0]).toBeCloseTo((2 * 9) / 12, 1);
    expect(importance[1]).toBeCloseTo(2 / 12, 2);
    expect(importance[2]).toBe(0);
    expect(found.rows.reduce((a, b) => a + b)).toBe(rows);
  });

  test("is kept by owner, so that an owner can be left out, and is the same for the same seed", () => {
    const test = {rows: 6, columns: ["a"], x: Float64Array.of(1, 2, 3, 1, 2, 3), y: [1, 2, 3, 9, 9, 9]};
    const predict = ({x}: {x: ArrayLike<number>}) => Array.from(x);
    const run = (seed: number) => lossIncrease({predict, loss: square}, test, [0, 0, 0, 1, 1, 1], {seed});
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const {increases, rows} = run(1);
    expect(Array.from(rows)).toEqual([3, 3]);
    expect(weightedImportance(run(1), [1, 0])[0]).toBeCloseTo(increases[0][0] / 3, 12);
    expect(weightedImportance(run(1), [1, 1])[0]).toBeCloseTo((increases[0][0] + increases[0][1]) / 6, 12);
  });

  test("needs rows, an owner for each, and a repeat", () => {
    const rows = {rows: 1, columns: ["a"], x: Float64Array.of(1), y: [1]};
    const of = {predict: () => [1], loss: square};
    expect(() => lossIncrease(of, {...rows, rows: 0}, [])).toThrow("no rows");
    expect(() => lossIncrease(of, rows, [0, 0])).toThrow("2 owners for 1 rows");
    expect(() => lossIncrease(of, rows, [0], {repeats: 0})).toThrow("0 repeats");
  });
});

test("pairs in order are those whose earlier value is larger, ties not", () => {
  expect([[4, 3, 2, 1], [1, 2, 3, 4], [2, 2, 1], [7]].map(pairsInOrder)).toEqual([6, 0, 2, 0]);
});
