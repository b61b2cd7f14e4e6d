import {describe, expect, test} from "vitest";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {stratifiedGroupKFold, outOfFold} from "../../src/lib/models/crossValidation.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

const rows = 60;
const train: TrainingSet = {
  rows,
  columns: ["number"],
  x: Float64Array.from({length: rows}, (_, row) => row),
  y: Float64Array.from({length: rows}, (_, row) => (row % 6 === 0 ? 1 : 0)),
  weights: Float64Array.from({length: rows}, (_, row) => row + 1)
};
const groups = Array.from({length: rows}, (_, row) => `user ${Math.floor(row / 4)}`);

/** Says 1 of a row that it was fitted on, with its label and weight, and 0 of others. */
const rememberer: Estimator = {
  id: "rememberer",
  title: "Rememberer",
  setting: "",
  async fit({x, y, weights}) {
    const seen = new Set(x);
    x.forEach((number, i) => {
      expect(y[i]).toBe(train.y[number]);
      expect(weights![i]).toBe(number + 1);
    });
    return {
      family: "rememberer",
      columns: train.columns,
      predict: (matrix) => Float64Array.from(matrix.x, (number) => (seen.has(number) ? 1 : 0)),
      toJSON: () => null
    };
  }
};

test("no row is predicted by a model that has seen it", async () => {
  expect(Array.from(await outOfFold(rememberer, train, {seed: 1}))).toEqual(new Array(rows).fill(0));
  expect(Array.from(await outOfFold(rememberer, train, {seed: 1, groups}))).toEqual(new Array(rows).fill(0));
});

test("progress rises from the first fold to the last", async () => {
  const reporter: Estimator = {
    ...rememberer,
    async fit(given, context) {
      for (let done = 1; done <= 4; done++) await context.report?.({done, of: 4});
      return rememberer.fit(given, context);
    }
  };
  const heard: [number, number][] = [];
  await outOfFold(reporter, train, {seed: 1, report: ({done, of}) => void heard.push([done, of])}, 2);
  expect(heard).toEqual([25, 50, 75, 100, 125, 150, 175, 200].map((done) => [done, 200]));
});

describe("dealFolds", () => {
  test("deals positives and negatives evenly", () => {
    const of = stratifiedGroupKFold(train.y, {folds: 5, seed: 3});
    for (let fold = 0; fold < 5; fold++) {
      const inside = Array.from(train.y).filter((_, row) => of[row] === fold);
      expect(inside.length).toBe(12);
      expect(inside.reduce((a, b) => a + b)).toBe(2);
    }
  });

  test("keeps the rows of an owner together, and owners with a positive apart", () => {
    const of = stratifiedGroupKFold(train.y, {folds: 5, seed: 3, groups});
    const folds = new Map<string, Set<number>>();
    groups.forEach((owner, row) => folds.set(owner, (folds.get(owner) ?? new Set()).add(of[row])));
    expect([...folds.values()].every((set) => set.size === 1)).toBe(true);
    const positive = new Set(groups.filter((_, row) => train.y[row] === 1));
    const counts = Array.from(
      {length: 5},
      (_, fold) => [...positive].filter((owner) => folds.get(owner)!.has(fold)).length
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test("is another deal with another seed", () =>
    expect(stratifiedGroupKFold(train.y, {seed: 1})).not.toEqual(stratifiedGroupKFold(train.y, {seed: 2})));

  test("wants two owners of each class", () => {
    expect(() => stratifiedGroupKFold([0, 0, 0, 1])).toThrow(/only one row is positive; .* two of each class/);
    expect(() => stratifiedGroupKFold([0, 0, 0])).toThrow(/no row is positive/);
    expect(() => stratifiedGroupKFold([1, 1, 0])).toThrow(/only one row is negative/);
    expect(() => stratifiedGroupKFold([1, 1, 0, 0], {groups: ["a", "a", "b", "c"]})).toThrow(
      /only one owner of rows is positive/
    );
    expect(() => stratifiedGroupKFold([1, 0], {folds: 1})).toThrow(/invalid folds: 1/);
  });
});
