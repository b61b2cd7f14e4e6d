import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {defaultCoalitions, exactShapley, kernelShap, type Predict} from "../../src/lib/explain/shapley.js";
import {madeModel, madeRows} from "./madeModel.js";

const source = random(11);
const made = (rows: number, width: number) => madeRows(rows, width, source);
const model = madeModel;

test("all coalitions give the exact values", async () => {
  const rows = made(3, 8);
  const background = made(5, 8);
  const exact = await exactShapley(model, rows, background);
  const kernel = await kernelShap(model, rows, background);
  kernel.values.forEach((value, i) => expect(value).toBeCloseTo(exact.values[i], 9));
  expect(kernel.base).toBe(exact.base);
  expect(Array.from(kernel.standardErrors).every((error) => error === 0)).toBe(true);
});

test("a column that changes nothing gets nothing, two that do the same get the same", async () => {
  const same: Predict = ({rows, x}) =>
    Float64Array.from({length: rows}, (_, row) => Math.exp(x[row * 4] + x[row * 4 + 1]));
  const {values} = await exactShapley(
    same,
    {...made(1, 4), x: Float64Array.of(1, 1, 5, 9)},
    {
      ...made(1, 4),
      x: Float64Array.of(0, 0, 1, 1)
    }
  );
  expect(values[0]).toBeCloseTo(values[1], 12);
  expect(values[0]).toBeCloseTo((Math.exp(2) - 1) / 2, 12);
  expect(values[2]).toBe(0);
});

describe("a sample of the coalitions", async () => {
  const rows = made(1, 12);
  const background = made(4, 12);
  const {values: exact} = await exactShapley(model, rows, background);
  const runs = await Promise.all(
    Array.from({length: 60}, (_, seed) => kernelShap(model, rows, background, {coalitions: 400, seed}))
  );

  test("sums to the prediction, and is the same for the same seed", async () => {
    const whole = (await model(rows))[0];
    for (const {base, values} of runs.slice(0, 5))
      expect(values.reduce((sum, value) => sum + value, base)).toBeCloseTo(whole, 9);
    expect((await kernelShap(model, rows, background, {coalitions: 400, seed: 3})).values).toEqual(runs[3].values);
    expect(runs[3].values).not.toEqual(runs[4].values);
  });

  test("is as near as pairs of a coalition and the rest make it", () => {
    const squares = runs.flatMap(({values}) => [0, 1, 2, 3, 4, 5].map((f) => (values[f] - exact[f]) ** 2));
    // 0.0018; 0.011 with coalitions drawn one by one
    expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)).toBeLessThan(0.004);
  });

  test("tells its error: z scores against the exact values are as wide as they should be", () => {
    const z = runs.flatMap(({values, standardErrors}) =>
      [0, 1, 2, 3, 4, 5].map((f) => (values[f] - exact[f]) / standardErrors[f])
    );
    const spread = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
    // 360 of Student's t with 15 degrees of freedom have 1.07; ± 4 standard errors, and some for columns going together
    expect(spread).toBeGreaterThan(0.8);
    expect(spread).toBeLessThan(1.35);
  });
});

test("what cannot be explained is refused", async () => {
  await expect(exactShapley(model, made(1, 13), made(1, 13))).rejects.toThrow(
    "13 columns have 8192 coalitions; explain 12 at most, or take a sample with kernelShap"
  );
  await expect(kernelShap(model, made(1, 14), made(1, 14), {coalitions: 100})).rejects.toThrow(
    "100 coalitions of 14 columns; give 448 or more"
  );
  await expect(kernelShap(model, made(1, 14), made(0, 14))).rejects.toThrow("the background has no rows");
  await expect(kernelShap(model, made(1, 14), made(1, 3))).rejects.toThrow(
    "3 columns of the background for 14 of the rows"
  );
});

test("a sample is as large as many columns need, and asks about a coalition once", async () => {
  expect([1, 16, 64, 65, 200].map(defaultCoalitions)).toEqual([2048, 2048, 2048, 2080, 6400]);
  let asked = 0;
  const counted: Predict = (matrix) => ((asked += matrix.rows), model(matrix));
  const progress: {done: number; of: number}[] = [];
  // more columns than 2,048 coalitions serve
  const {base, values} = await kernelShap(counted, made(2, 70), made(1, 70), {
    report: (step) => void progress.push(step)
  });
  expect(values).toHaveLength(140);
  expect(Number.isFinite(base)).toBe(true);
  expect(progress).toEqual([
    {done: 1, of: 2},
    {done: 2, of: 2}
  ]);
  // two rows, each with all and none; many of the coalitions of one column, or of all but one, come again
  expect(asked).toBeLessThan(2 * (2240 + 2));
  expect(asked).toBeGreaterThan(2 * 1000);
});
