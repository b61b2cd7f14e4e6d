import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {explainBlackBox} from "../../src/lib/explain/explainBlackBox.js";
import {inBatches} from "../../src/lib/explain/inBatches.js";
import {exactShapley, kernelShap, type Predict} from "../../src/lib/explain/shapley.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {madeModel, madeRows} from "./madeModel.js";

const source = random(3);
const made = (rows: number, width: number) => madeRows(rows, width, source);
const model = madeModel;

describe("in batches", () => {
  test("the same numbers, with few questions and no row asked twice", async () => {
    const row = made(1, 14);
    const background = made(3, 14);
    const direct = await kernelShap(model, row, background, {coalitions: 600});
    const asked: number[] = [];
    const seen = new Set<string>();
    const heard: Predict = async (matrix) => {
      asked.push(matrix.rows);
      for (let i = 0; i < matrix.rows; i++) seen.add(matrix.x.subarray(i * 14, (i + 1) * 14).join());
      return model(matrix);
    };
    const batched = await inBatches((predict) => kernelShap(predict, row, background, {coalitions: 600}), heard, {
      batch: 500
    });
    expect(batched).toEqual(direct);
    const rows = asked.reduce((a, b) => a + b);
    expect(seen.size).toBe(rows);
    expect(asked.slice(0, -1).every((size) => size === 500)).toBe(true);
    expect(rows).toBeLessThan(3 * 602);
  });

  test("what fails, and what asks for other rows the second time, is not answered", async () => {
    const row = made(1, 3);
    const work = (predict: Predict) => exactShapley(predict, row, made(1, 3));
    await expect(inBatches(work, model)).rejects.toThrow("other rows the second time");
    const fixed = made(1, 3);
    const stop = () => Promise.reject(new Error("stopped"));
    await expect(inBatches((predict) => exactShapley(predict, row, fixed), stop)).rejects.toThrow("stopped");
    await expect(inBatches(work, model, {batch: 0})).rejects.toThrow("a batch of 0 rows");
  });
});

describe("a model that can only be asked", () => {
  test("is exact where the row differs in nine columns or fewer, however many there are", async () => {
    const background = made(1, 20);
    const row = {...background, x: Float64Array.from(background.x)};
    // column 5 stays as it is, and the model looks at it all the same
    for (const f of [0, 1, 2, 3, 4, 11]) row.x[f] = source.uniform();
    const found = await explainBlackBox(model, row, background);
    expect([found.exact, found.differing, found.coalitions]).toEqual([true, 6, 62]);
    expect(Array.from(found.standardErrors).every((error) => error === 0)).toBe(true);
    // by enumeration of those columns alone
    const kept = [0, 1, 2, 3, 4, 11];
    const only = ({x}: Matrix) => ({
      rows: 1,
      columns: kept.map((f) => `c${f}`),
      x: Float64Array.from(kept, (f) => x[f])
    });
    const filled: Predict = ({rows, x}) =>
      Float64Array.from({length: rows}, (_, at) => {
        const whole = Float64Array.from(background.x);
        kept.forEach((f, i) => (whole[f] = x[at * kept.length + i]));
        return Number((model({rows: 1, columns: background.columns, x: whole}) as ArrayLike<number>)[0]);
      });
    const exact = await exactShapley(filled, only(row), only(background));
    kept.forEach((f, i) => expect(found.values[f]).toBeCloseTo(exact.values[i], 9));
    expect(found.base).toBeCloseTo(exact.base, 12);
    expect(found.values[7]).toBe(0);
  });

  test("of more columns is a sample, which sums to the prediction and says its error", async () => {
    const row = made(1, 14);
    const background = made(4, 14);
    const found = await explainBlackBox(model, row, background);
    expect([found.exact, found.differing, found.coalitions]).toEqual([false, 14, 510]);
    const [predicted] = (await model(row)) as Float64Array;
    expect(found.predicted).toBeCloseTo(predicted, 9);
    expect(found.values.reduce((sum, value) => sum + value, found.base)).toBeCloseTo(predicted, 9);
    expect(found.standardErrors[0]).toBeGreaterThan(0);
  });

  test("a row like the background has nothing to explain; a missing value like another is no difference", async () => {
    const background = {rows: 1, columns: ["a", "b"], x: Float64Array.of(NaN, 2)};
    const constant: Predict = ({rows}) => new Float64Array(rows).fill(0.25);
    expect(await explainBlackBox(constant, {...background, x: Float64Array.of(NaN, 2)}, background)).toEqual({
      base: 0.25,
      values: new Float64Array(2),
      standardErrors: new Float64Array(2),
      predicted: 0.25,
      coalitions: 0,
      exact: true,
      differing: 0
    });
    await expect(explainBlackBox(constant, {...background, rows: 2}, background)).rejects.toThrow("2 rows");
    await expect(explainBlackBox(constant, background, {...background, rows: 0})).rejects.toThrow("no rows");
    await expect(explainBlackBox(constant, background, {...background, columns: ["a"]})).rejects.toThrow("1 columns");
  });
});
