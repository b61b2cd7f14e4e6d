import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {permutation, random} from "../../src/lib/core/random.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import type {PipelineModel} from "../../src/lib/models/transforms.js";
import {encodeTarget, orderedTargetStatistics} from "../../src/lib/models/targetEncoding.js";
import {generatedRows} from "./generatedRows.js";

describe("ordered target statistics", () => {
  test("by hand: each row has the mean of those before it with its code, with the mean of all counted in", () => {
    const codes = [7, 7, 9, 7];
    const labels = [1, 0, 1, 1];
    const {encoded, statistics} = orderedTargetStatistics(codes, labels, {strength: 2, seed: 3});
    const seen = new Map<number, number[]>();
    for (const row of permutation(4, random(3, 4))) {
      const before = seen.get(codes[row]) ?? [];
      expect(encoded[row]).toBeCloseTo((before.reduce((a, b) => a + b, 0) + 2 * 0.75) / (before.length + 2), 12);
      seen.set(codes[row], [...before, labels[row]]);
    }
    expect(statistics).toEqual({codes: [7, 9], values: [(2 + 1.5) / 5, (1 + 1.5) / 3], prior: 0.75});
    expect(Array.from(encodeTarget(statistics, [9, 8, NaN]))).toEqual([2.5 / 3, 0.75, 0.75]);
  });

  test("a row's own label moves its number only as one of all rows, so codes that say nothing stay useless", () => {
    const rows = 400;
    const codes = Array.from({length: rows}, (_, row) => row); // every row a code of its own
    const labels = Array.from({length: rows}, (_, row) => row % 2);
    const {encoded, statistics} = orderedTargetStatistics(codes, labels);
    expect(new Set(encoded)).toEqual(new Set([0.5]));
    // the plain mean label of each code gives the labels away
    expect(new Set(statistics.values)).toEqual(new Set([0.25, 0.75]));
  });

  test("statistics do not depend on the order of the rows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({min: 0, max: 4}), fc.integer({min: 0, max: 1})), {minLength: 1}),
        (rows) => {
          const of = (list: readonly (readonly [number, number])[]) =>
            orderedTargetStatistics(
              list.map(([code]) => code),
              list.map(([, label]) => label)
            ).statistics;
          expect(of([...rows].reverse())).toEqual(of(rows));
        }
      ),
      {numRuns: 100, seed: 1}
    );
  });

  test("refuses what does not fit", () => {
    expect(() => orderedTargetStatistics([1], [1, 0])).toThrow("2 labels for 1 codes");
    expect(() => orderedTargetStatistics([1], [1], {strength: 0})).toThrow("invalid strength: 0");
  });
});

describe("boosting with codes", () => {
  const train = generatedRows(1500, 7);
  const later = generatedRows(300, 8);
  const learner = boostingEstimator({trees: 20, growth: "symmetric", codes: ["code"], patience: 5});

  test("prepares them inside the model, from the columns as they come", async () => {
    const model = (await learner.fit(train, {seed: 1, validation: later})) as PipelineModel;
    expect(model.family).toBe("prepared");
    expect(model.columns).toEqual(train.columns);
    expect(model.steps.map(({step}) => step)).toEqual(["targetCodes"]);
    expect(learner.setting).toContain("code by ordered target statistics");
    const unseen = {...later, x: later.x.map((v, k) => (k % 11 === 10 ? 1e6 : v))};
    for (const chance of model.predict(unseen)) expect(chance).toBeGreaterThan(0);
    // rows that differ in nothing but codes that training does not have are alike
    const other = {...later, x: later.x.map((v, k) => (k % 11 === 10 ? 2e6 : v))};
    expect(model.predict(other)).toEqual(model.predict(unseen));
  });

  test("follows its seed, and tells its progress with the validation loss", async () => {
    const told: (number | null | undefined)[] = [];
    const fit = (seed: number) =>
      learner.fit(train, {seed, validation: later, report: ({validation}) => void told.push(validation)});
    const [one, again, two] = [await fit(1), await fit(1), await fit(2)];
    expect(again.predict(later)).toEqual(one.predict(later));
    expect(two.predict(later)).not.toEqual(one.predict(later));
    expect(told.length).toBeGreaterThan(10);
    for (const loss of told) expect(loss).toBeGreaterThan(0);
  });

  test("refuses a name that is no column", async () => {
    const wrong = boostingEstimator({codes: ["colour"]});
    await expect(wrong.fit(train, {seed: 1})).rejects.toThrow(/codes names colour; there are the columns bell0, /);
  });
});
